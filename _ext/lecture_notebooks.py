"""칸이 있는 강의마다 내려받아 실행할 노트북을 ``lectures/``에 씁니다.

칸은 강의와 똑같고, 글에서는 MyST의 문법을 보통의 Markdown으로 바꿉니다.
예제에서 가져온 값과 출력은 이번 빌드의 것을 적고, 그림에는 설명만 적습니다.
노트북으로 가는 링크는 강의의 제목 아래에 있습니다.
"""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from course import lectures
from docutils import nodes
from example_pages import colab_cells, colab_link, new_cell
from isolated_pages import read_cells
from nbformat.v4 import new_notebook
from script_output import find_output, find_value
from sphinx.errors import ExtensionError

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

FOLDER = "lectures"
LABEL = re.compile(r"^\([a-z0-9-]+\)=\n", re.MULTILINE)
DIRECTIVE = re.compile(
    r"^```\{(?P<name>[\w-]+)\} *(?P<argument>.*)\n(?P<body>(?:.*\n)*?)```$",
    re.MULTILINE,
)
OPTION = re.compile(r"^:(?P<name>[\w-]+): *(?P<value>.*)\n", re.MULTILINE)
ROLE = re.compile(
    r"(?<!`)\{(?P<name>[\w-]+)\}`(?P<text>[^`<]+?)(?: *<(?P<target>[^>]+)>)?`"
)
LINK = re.compile(r"\]\((?P<target>#[\w-]+|[\w/]+\.rst)\)")


def with_cells(env: BuildEnvironment) -> list[str]:
    """실행하는 칸이 있는 강의."""
    return [name for name in lectures(env) if env.metadata[name]["executed"].cells]


def show_link(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """강의의 제목 아래에 노트북으로 가는 링크를 둡니다."""
    if app.builder.embedded or docname not in with_cells(app.env):
        return
    title = next(doctree.findall(nodes.title))
    notebook = f"{FOLDER}/{docname}.ipynb"
    html = (
        f'<div class="file-bar"><ul><li><a href="{notebook}" download>'
        f"노트북 내려받기</a></li><li>{colab_link(app, notebook)}</li></ul></div>"
    )
    place = title.parent.index(title) + 1
    title.parent.insert(place, nodes.raw("", html, format="html"))


def write_notebooks(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.name != "html":
        return
    pins = Path(app.confdir, "requirements.txt").read_text(encoding="utf-8")
    target = Path(app.outdir, FOLDER)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for lecture in with_cells(app.env):
        notebook = notebook_of(app, lecture)
        code = "\n".join(c.source for c in notebook.cells if c.cell_type == "code")
        notebook.cells[:0] = colab_cells(code, pins)
        nbformat.write(notebook, target / f"{lecture}.ipynb")


def notebook_of(app: Sphinx, lecture: str) -> nbformat.NotebookNode:
    """강의의 글과 칸을 옮긴, 아직 실행하지 않은 노트북."""
    path = Path(app.srcdir, f"{lecture}.md")
    read = read_cells(app, path, path.read_text(encoding="utf-8"))
    cells = []
    for number, cell in enumerate(read.cells):
        code = cell.cell_type == "code"
        source = cell.source if code else plain_markdown(app, lecture, cell.source)
        made = new_cell(f"cell-{number}", cell.cell_type, source)
        if code and "tags" in cell.metadata:
            made.metadata.tags = cell.metadata.tags
        cells.append(made)
    kernel = {"kernelspec": read.metadata.kernelspec}
    return new_notebook(cells=cells, metadata=kernel)


def plain_markdown(app: Sphinx, lecture: str, text: str) -> str:
    """MyST의 표식, 지시자, 역할, 링크를 어디에서나 읽히는 Markdown으로 바꿉니다."""
    text = DIRECTIVE.sub(partial(directive, app, lecture), LABEL.sub("", text))
    text = ROLE.sub(partial(role, app, lecture), text)
    return LINK.sub(lambda link: f"]({address(app, link['target'])})", text).strip()


def script_output(app: Sphinx, script: str, containing: str) -> str:
    """예제의 출력. 없는 출력은 Sphinx가 이미 경고했습니다."""
    with suppress(LookupError):
        return find_output(app.env, script, containing)
    return ""


def script_value(app: Sphinx, script: str, label: str) -> str:
    """예제의 값. 없는 값은 Sphinx가 이미 경고했습니다."""
    with suppress(LookupError):
        return find_value(app.env, script, label)
    return ""


def directive(app: Sphinx, lecture: str, match: re.Match[str]) -> str:
    """지시자 하나를 옮긴 글. 모르는 것이면 ``ExtensionError``를 냅니다."""
    options = {
        option["name"]: option["value"] for option in OPTION.finditer(match["body"])
    }
    body = OPTION.sub("", match["body"]).strip()
    if match["name"] == "figure":
        return f"*그림: {options['alt']}*\n\n{body}"
    if match["name"] == "script-output":
        containing = options.get("containing", "")
        return f"```text\n{script_output(app, match['argument'], containing)}\n```"
    if match["name"] == "claims":
        return re.sub("^", "- ", body, flags=re.MULTILINE)
    if match["name"] == "gallery-cards":
        return f"[{lecture}의 예제]({address(app, 'gallery/index.rst')}#{lecture})"
    raise ExtensionError(
        f"docs/{lecture}.md: {{{match['name']}}}을 노트북에 옮길 줄 모릅니다. "
        "_ext/lecture_notebooks.py에 옮기는 법을 더하세요."
    )


def role(app: Sphinx, lecture: str, match: re.Match[str]) -> str:
    """역할 하나를 옮긴 글. 모르는 것이면 ``ExtensionError``를 냅니다."""
    if match["name"] == "term":
        return match["text"]
    if match["name"] == "ref" and match["target"]:
        return f"[{match['text']}]({address(app, '#' + match['target'])})"
    if match["name"] == "script-value":
        script, _, label = match["text"].partition(":")
        return script_value(app, script, label)
    raise ExtensionError(
        f"docs/{lecture}.md: {match[0]}을 노트북에 옮길 줄 모릅니다. "
        "_ext/lecture_notebooks.py에 옮기는 법을 더하세요."
    )


def address(app: Sphinx, target: str) -> str:
    """발행된 사이트에서의 주소. 없는 표식은 Sphinx가 이미 경고했습니다."""
    if target.startswith("#"):
        labels = app.env.domains["std"].anonlabels
        docname, anchor = labels.get(target[1:], (app.config.root_doc, ""))
    else:
        docname, anchor = target.removesuffix(".rst"), ""
    page = app.config.html_baseurl + app.builder.get_target_uri(docname)
    return f"{page}#{anchor}" if anchor else page


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-resolved", show_link)
    app.connect("build-finished", write_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
