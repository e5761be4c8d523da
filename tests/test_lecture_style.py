"""강의가 모두 같은 차례를 갖는지 봅니다."""

import re

import pytest
from bs4 import BeautifulSoup
from conftest import LECTURES, ROOT, SITE

SECTIONS = (
    "이 강의를 마치면",
    "가장 작은 예",
    "흔한 실수",
    "강의 노트 사실 확인",
    "요약",
    "연습 문제",
    "이 강의의 예제",
)
every_lecture = pytest.mark.parametrize("lecture", LECTURES)


def source(lecture: str) -> str:
    return (ROOT / "docs" / f"{lecture}.md").read_text(encoding="utf-8")


def without_code(text: str) -> str:
    return re.sub(r"^(`{3,}).*?^\1\s*$", "", text, flags=re.DOTALL | re.MULTILINE)


@every_lecture
def test_sections_are_in_order(lecture):
    headings = re.findall(r"^## (.+)$", without_code(source(lecture)), re.MULTILINE)
    assert [heading for heading in headings if heading in SECTIONS] == list(SECTIONS)


@every_lecture
def test_every_heading_has_an_english_label(lecture):
    text = without_code(source(lecture))
    headings = re.findall(r"^(.*)\n#{1,4} .+$", text, re.MULTILINE)
    assert headings
    assert all(re.fullmatch(r"\([a-z0-9-]+\)=", label) for label in headings)


@every_lecture
def test_anchors_are_readable(lecture):
    html = BeautifulSoup((SITE / f"{lecture}.html").read_bytes(), "html.parser")
    ids = [section["id"] for section in html.select("article section[id]")]
    assert ids
    assert not [name for name in ids if re.fullmatch(r"id\d+", name)]


@every_lecture
def test_three_exercises_have_a_folded_and_guarded_solution(lecture):
    _, exercises = source(lecture).split("\n## 연습 문제\n")
    solutions = re.findall(
        r"^```\{code-cell\}.*?^```$", exercises, re.DOTALL | re.MULTILINE
    )
    assert len(solutions) == 3
    for solution in solutions:
        assert "hide-cell" in solution
        assert re.search(r"^ *assert ", solution, re.MULTILINE)


@every_lecture
def test_one_sentence_per_line(lecture):
    prose = re.sub(
        r"^\|.*$|^\([a-z0-9-]+\)=$", "", without_code(source(lecture)), flags=re.M
    )
    lines = [
        line for line in prose.splitlines() if not line.startswith((":", "-", "#"))
    ]
    crowded = [line for line in lines if re.search(r"다\. +\S", line)]
    assert crowded == []


@every_lecture
def test_bold_does_not_run_into_a_particle(lecture):
    assert not re.search(r"\*\*[^*\n]*[)\"'`]\*\*[가-힣]", source(lecture))
