"""우리와 다른 도구가 함께 빌드할 글을 씁니다. 강의 몇 개와 그 예제입니다.

예제는 그대로 씁니다. 강의에서는 이 저장소에만 있는 지시문과 역할을 빼고,
다른 강의로 가는 링크를 글로 바꿉니다. 칸의 코드는 그대로입니다.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
from bare import RAISES, cells
from faults import CHANGES, EXAMPLE, FILES, INDEX, MOVED, PAGE
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from small_site import ROOT, edit, make_project
from sphinx_gallery.py_source_parser import split_code_and_text_blocks

FENCE = re.compile(r"(^```(?:.*\n)+?```\n)", re.MULTILINE)
KEPT = ("```{code-cell}", "```\n", "```python")
ROLE = re.compile(r"\{[\w-]+\}`([^`<]+?)(?: *<[^>]+>)?`")
LINK = re.compile(r"\[([^\]]+)\]\(#[\w-]+\)")
FRONT = re.compile(r"---\n(?:.*\n)*?---\n")
SENTENCE = re.compile(r"^.+니다\.$", re.MULTILINE)
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def portable(page: str, *own: str) -> str:
    """어느 도구나 읽을 수 있는 강의. ``own``으로 시작하는 지시문은 남깁니다."""
    parts = FENCE.split(page)  # 홀수째는 울타리로 두른 것입니다.
    parts[::2] = [LINK.sub(r"\1", ROLE.sub(r"\1", part)) for part in parts[::2]]
    parts[1::2] = [part * part.startswith(KEPT + own) for part in parts[1::2]]
    return "".join(parts)


def edited(text: str, number: int) -> str:
    """첫 문장 뒤에 한 문장을 더한 글. ``number``마다 다릅니다."""
    end = SENTENCE.search(text).end()
    return f"{text[:end]}\n{number}번째로 고친 문장입니다.{text[end:]}"


def lecture(name: str, *own: str) -> str:
    return portable((ROOT / f"docs/{name}.md").read_text(encoding="utf-8"), *own)


def our_lecture(name: str) -> str:
    """우리 도구로 빌드할 강의. 출력의 ``확인`` 줄이 가리키는 목록을 남깁니다."""
    return lecture(name, "```{claims}")


def examples_of(name: str) -> list[Path]:
    return sorted(ROOT.glob(f"examples/{name}_*.py"))


def write_page(text: str, path: Path) -> None:
    """강의를 ``path``에 씁니다. 접미사가 ``.ipynb``면 노트북으로 씁니다."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".md":
        path.write_text(text, encoding="utf-8")
        return
    code = list(cells(text))
    found = []
    for part in FENCE.split(FRONT.sub("", text, count=1)):
        if part.startswith("```{code-cell}"):
            source, raises = code.pop(0)
            tags = {"tags": [RAISES]} if raises else {}
            found.append(new_code_cell(source, metadata=tags))
        elif part.strip():
            found.append(new_markdown_cell(part.strip()))
    write_notebook(found, path)


def write_example(script: Path, path: Path) -> None:
    """예제를 ``path``에 씁니다. 접미사가 ``.ipynb``면 노트북으로 씁니다."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".py":
        shutil.copy2(script, path)
        return
    _, blocks = split_code_and_text_blocks(script)
    new_cell = {"code": new_code_cell, "text": new_markdown_cell}
    write_notebook([new_cell[kind](content) for kind, content, _ in blocks], path)


def write_notebook(found: list[nbformat.NotebookNode], path: Path) -> None:
    for number, cell in enumerate(found):
        cell.id = f"cell-{number}"  # 정하지 않으면 쓸 때마다 다릅니다.
    nbformat.write(new_notebook(cells=found, metadata={"kernelspec": KERNEL}), path)


def write_project(project: Path, names: list[str]) -> None:
    """``names``의 강의와 예제만 든 프로젝트. 우리 도구로 빌드합니다."""
    make_project(project)
    (project / PAGE).unlink()
    (project / EXAMPLE).unlink()
    shutil.copy2(ROOT / "_ext/preloaded_modules.py", project / "_ext")
    edit(project / INDEX, f"\n{Path(PAGE).stem}\n", "\n" + "\n".join(names) + "\n")
    edit(project / CHANGES, "[강의](#small)", "글")
    (project / MOVED).write_text(FILES[MOVED].splitlines(keepends=True)[0], "utf-8")
    for name in names:
        write_page(our_lecture(name), project / f"docs/{name}.md")
        for script in examples_of(name):
            write_example(script, project / "examples" / script.name)
