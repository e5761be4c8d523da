"""판정이 근거에서 바르게 계산되는지, 사이트의 표가 다 찼는지 봅니다."""

import re

import pytest
from bs4 import BeautifulSoup
from conftest import LECTURES, ROOT, SITE
from fact_check import VERDICTS, Evidence, in_order, verdict

NOTES = [str(number) for number in range(1, 62)]
FIGURES = ["그림3-22", "그림3-23", "그림3-30"]


def evidence(condition: str, holds: bool) -> Evidence:
    return Evidence(condition, holds, "값", "page", "anchor")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("조건", True)], "맞음"),
        ([("조건", True), ("다른 조건", True)], "맞음"),
        ([("조건", True), ("다른 조건", False)], "조건부"),
        ([("조건", False), ("다른 조건", False)], "틀림"),
        ([("Keras 2", True), ("Keras 3", False)], "낡음"),
        ([("Keras 2", False), ("Keras 3", False)], "틀림"),
        ([("Keras 2", True), ("Keras 3", True)], "맞음"),
        ([("Keras 2", False), ("Keras 3", True)], "맞음"),
    ],
)
def test_verdict(lines, expected):
    assert verdict([evidence(*line) for line in lines]) == expected


def test_claims_are_in_order():
    numbers = ["그림3-22", "10", "2", "5-2", "5-10"]
    ordered = ["2", "5-2", "5-10", "10", "그림3-22"]
    assert sorted(numbers, key=in_order) == ordered


def rows(name: str) -> list[list]:
    html = BeautifulSoup((SITE / f"{name}.html").read_bytes(), "html.parser")
    return [row.select("td") for row in html.select("table.fact-check tbody tr")]


def test_every_claim_of_the_notes_is_judged():
    found = {row[0].get_text(): row[2].get_text() for row in rows("fact_check")}
    assert [number for number in found if "-" not in number] == NOTES
    assert set(FIGURES) <= set(found)
    assert set(found.values()) <= set(VERDICTS)


def test_verdicts_link_to_the_output_that_measured_them():
    for row in rows("fact_check"):
        links = row[3].select("a")
        assert links, row[0]
        for link in links:
            page, _, anchor = link["href"].partition("#")
            html = BeautifulSoup((SITE / page).read_bytes(), "html.parser")
            target = html.find(id=anchor)  # 번호가 여럿이면 빈 span이 됩니다.
            output = target.get_text() or target.parent.get_text()
            line = f"확인 {row[0].get_text()} | {link.get_text()} | "
            assert line in output
            value = link.parent.get_text().split(": ", 1)[1]
            assert re.search(re.escape(line) + r"\w+ \| " + re.escape(value), output)


@pytest.mark.parametrize("lecture", LECTURES)
def test_lecture_shows_the_claims_it_covers(lecture):
    source = (ROOT / "docs" / f"{lecture}.md").read_text(encoding="utf-8")
    listed = re.search(r"^```\{claims\}\n(.*?)^```$", source, re.M | re.S)[1]
    shown = [row[0].get_text() for row in rows(lecture)]
    written = [line.split(":")[0] for line in listed.splitlines()]
    assert sorted(shown) == sorted(written)
