"""강의에서 내려받은 노트북이 강의와 같은 코드를 담고, 혼자 실행되는지 봅니다."""

import re
import shutil

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import LECTURES, SITE
from faults import PAGE, PROSE
from nbclient import NotebookClient
from small_site import build, edit

MYST = re.compile(r"^\([a-z0-9-]+\)=$|^:::|^```\{|\{[a-z-]+\}`|\]\(#", re.MULTILINE)
every_lecture = pytest.mark.parametrize("lecture", LECTURES)


def notebook(lecture: str) -> nbformat.NotebookNode:
    return nbformat.read(SITE / "lectures" / f"{lecture}.ipynb", as_version=4)


def page(lecture: str) -> BeautifulSoup:
    return BeautifulSoup((SITE / f"{lecture}.html").read_bytes(), "html.parser")


@every_lecture
def test_notebook_has_the_code_of_the_page(lecture):
    cells = notebook(lecture).cells
    code = [cell.source.strip() for cell in cells if cell.cell_type == "code"]
    shown = [pre.get_text().strip() for pre in page(lecture).select(".cell_input pre")]
    assert code[-len(shown) :] == shown
    assert all("google.colab" in extra for extra in code[: -len(shown)])


@every_lecture
def test_notebook_text_is_plain_markdown(lecture):
    cells = notebook(lecture).cells
    prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
    assert prose[0].startswith(f"# {page(lecture).h1.contents[0]}")
    for text in prose:
        assert not MYST.search(re.sub(r"`[^`\n]*`", "", text))
        assert "실행하지 않음" not in text


@every_lecture
def test_notebook_is_linked_from_the_lecture(lecture):
    links = {a["href"] for a in page(lecture).select(".file-bar a")}
    assert f"lectures/{lecture}.ipynb" in links


@pytest.mark.parametrize("lecture", [LECTURES[0], LECTURES[-1]])
def test_notebook_runs_alone(lecture, tmp_path):
    shutil.copy(SITE / "lectures" / f"{lecture}.ipynb", tmp_path)
    copy = nbformat.read(tmp_path / f"{lecture}.ipynb", as_version=4)
    kernel = {"metadata": {"path": str(tmp_path)}, "cwd": str(tmp_path)}
    NotebookClient(copy, timeout=300, resources=kernel).execute()
    counts = [cell.execution_count for cell in copy.cells if cell.cell_type == "code"]
    assert all(counts)


@pytest.mark.parametrize(
    "unknown", ["```{note}\n글\n```", "{kbd}`Tab`"], ids=["directive", "role"]
)
def test_markdown_without_a_translation_is_refused(small_project, unknown):
    edit(small_project / PAGE, PROSE, unknown)
    returncode, output, _ = build(small_project)
    assert returncode == 1
    assert re.search(r"docs/1_small\.md: \{.*노트북에 옮길 줄 모릅니다", output)
