"""사이트에서 내려받은 스크립트와 노트북이 빈 폴더에서 혼자 실행되는지 봅니다.

스크립트는 ``requirements.txt``만 설치한 환경에서 실행합니다.
빌드에서 쓰는 환경 변수는 주지 않습니다.
"""

import json
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import EXAMPLES, SITE
from nbclient import NotebookClient
from reader_environment import reader_python

every_example = pytest.mark.parametrize("example", EXAMPLES)


def download(name: str, folder: Path) -> Path:
    """사이트에 실린 파일을 빈 폴더에 복사합니다."""
    return Path(shutil.copy(SITE / "examples" / name, folder))


def page_output(example: str) -> str:
    """예제 페이지에 실린 출력을 차례로 이은 글."""
    html = (SITE / "gallery" / f"{example}.html").read_bytes()
    blocks = BeautifulSoup(html, "html.parser").select(".sphx-glr-script-out pre")
    return "\n".join(block.get_text() for block in blocks)


def comparable(text: str) -> list[str]:
    """빈 줄과 줄 끝의 공백을 뺀 줄의 목록."""
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def shown_text(output: nbformat.NotebookNode) -> str:
    """노트북이 보여 준 글. summary()의 표는 stdout이 아니라 HTML과 함께 나옵니다."""
    if output.get("name") == "stdout":
        return output.text
    data = output.get("data", {})
    plain = data["text/plain"] if "text/html" in data else ""
    return re.sub(r"\x1b\[[\d;]*m", "", plain)


@cache
def python() -> Path:
    return reader_python()


def left_behind(folder: Path, example: str, text: str) -> set[str]:
    """스크립트가 저장한다고 말하지 않고 남긴 파일의 이름."""
    names = {path.name for path in folder.rglob("*")} - {".cache", ".config", ".keras"}
    return {name for name in names if not name.startswith(example) and name not in text}


@every_example
def test_script_runs_alone_and_prints_what_the_page_shows(example, tmp_path):
    home, folder = tmp_path / "home", tmp_path / "empty"
    home.mkdir()
    folder.mkdir()
    script = download(f"{example}.py", folder)
    environment = {"PATH": f"{python().parent}:/usr/bin:/bin", "HOME": str(home)}
    done = subprocess.run(
        [python(), script.name],
        cwd=folder,
        env=environment | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert comparable(done.stdout) == comparable(page_output(example))
    assert "Glyph" not in done.stderr
    assert left_behind(folder, example, script.read_text(encoding="utf-8")) == set()


@every_example
def test_notebook_runs_alone_and_prints_what_the_page_shows(example, tmp_path):
    path = download(f"{example}.ipynb", tmp_path)
    notebook = nbformat.read(path, as_version=4)
    kernel = {"metadata": {"path": str(tmp_path)}, "cwd": str(tmp_path)}
    NotebookClient(notebook, timeout=300, resources=kernel).execute()
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    printed = "".join(map(shown_text, outputs))
    images = [out for out in outputs if "image/png" in out.get("data", {})]
    assert comparable(printed) == comparable(page_output(example))
    assert len(images) == path.read_text(encoding="utf-8").count("plt.show()")
    text = "\n".join(cell.source for cell in notebook.cells)
    assert left_behind(tmp_path, example, text) == set()


@every_example
def test_notebook_text_is_markdown(example, tmp_path):
    cells = json.loads(download(f"{example}.ipynb", tmp_path).read_bytes())["cells"]
    prose = [
        "".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"
    ]
    assert re.match(r"\s*# [가-힣]", prose[0])
    for text in prose:
        assert not re.search(r":\w+:`|^\.\. |^[-=]{4,}$", text, re.MULTILINE)


def test_scripts_do_not_need_the_environment_of_the_build():
    assert "TF_ENABLE_ONEDNN_OPTS" not in os.environ
