"""찾아보는 페이지가 모두 실행한 코드로 되어 있는지 봅니다."""

import re

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, SITE

FAILING = ".tag_raises-exception"


def page(name: str) -> BeautifulSoup:
    return BeautifulSoup((SITE / f"{name}.html").read_bytes(), "html.parser")


def entries(name: str) -> list[BeautifulSoup]:
    return page(name).select("article section section section")


@pytest.mark.parametrize("name", ["errors", "old_code"])
def test_there_are_at_least_25_entries(name):
    assert len(entries(name)) >= 25


def test_there_are_at_least_nine_traps():
    assert len(entries("silent_traps")) >= 9
    assert not page("silent_traps").select(FAILING), "함정은 오류를 내지 않습니다."


@pytest.mark.parametrize("name", ["errors", "old_code", "silent_traps"])
def test_every_entry_shows_the_fault_and_a_guarded_cure(name):
    for entry in entries(name):
        cells = [cell.get_text() for cell in entry.select(".cell_input")]
        assert len(cells) >= 2, entry["id"]
        assert re.search(r"^assert ", "\n".join(cells), re.MULTILINE), entry["id"]


@pytest.mark.parametrize(
    "path", sorted(SITE.glob("*.html")), ids=lambda path: path.stem
)
def test_expected_errors_show_the_message_alone(path):
    for cell in page(path.stem).select(FAILING):
        message = cell.select_one(".output.traceback").get_text()
        assert re.match(r"[\w.]+: ", message)
        assert "Traceback" not in message
        assert "\x1b" not in message


def test_expected_errors_are_guarded_beside_them():
    for path in ROOT.glob("docs/*.md"):
        text = path.read_text(encoding="utf-8")
        if "raises-exception" in text:
            assert "sys.last_value" in text, path.name


def test_every_line_of_the_cheat_sheet_is_run():
    blocks = page("cheat_sheet").select("article div.highlight")
    assert blocks
    assert all(block.find_parent(class_="cell") for block in blocks)


def test_every_term_names_its_english_and_its_lecture():
    terms = page("glossary").select("dl.glossary dd")
    assert len(terms) >= 60
    for term in terms:
        assert re.match(r"[A-Za-z][\w -]*\. ", term.get_text().strip())
        assert term.select("a.reference.internal")
