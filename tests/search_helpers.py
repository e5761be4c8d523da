"""test_search.py와 measure_search.py가 함께 쓰는 것."""

from typing import NamedTuple

from conftest import ROOT
from playwright.sync_api import Page

# 창에 질의를 넣고 보이는 결과의 주소와 제목을 차례대로 돌려줍니다.
ASK = """async query => {
    const input = document.querySelector("input.search-input");
    input.value = query;
    input.dispatchEvent(new InputEvent("input"));
    await new Promise(done => setTimeout(done));
    return [...document.querySelectorAll("[role=option]")]
        .map(option => [option.href, option.querySelector(".search-title").innerText]);
}"""


class Query(NamedTuple):
    kind: str
    text: str
    answers: set[str]
    untouched: bool  # 검색을 다듬을 때 보지 않은 질의


def read_queries() -> list[Query]:
    queries, kind, number = [], "", 0
    text = (ROOT / "tests" / "search_queries.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            kind, number = line.strip("[]"), 0
        elif line and not line.startswith("#"):
            query, answers = line.split("\t")
            queries.append(Query(kind, query, set(answers.split()), number % 2 == 1))
            number += 1
    return queries


def open_dialog(page: Page, url: str) -> None:
    """페이지를 열고 검색 창이 색인까지 불러오게 합니다."""
    page.goto(url)
    page.keyboard.press("/")
    page.keyboard.insert_text("케라스")
    page.locator("[role=option]").first.wait_for()


def rank(page: Page, site: str, query: Query) -> int:
    """맞는 결과가 처음 나온 차례. 보이는 결과에 없으면 0입니다."""
    for number, (address, title) in enumerate(page.evaluate(ASK, query.text), start=1):
        name, _, anchor = address.removeprefix(site).partition(".html")
        if name == "glossary" and anchor.startswith("#term-"):
            anchor = "#" + title.replace(" ", "-")
        if name + anchor in query.answers:
            return number
    return 0
