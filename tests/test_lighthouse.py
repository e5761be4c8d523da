"""Lighthouse의 접근성, 모범 사례, 검색 노출이 100점인지 봅니다.

점수가 컴퓨터의 빠르기에 따라 달라지는 성능은 ``nox -s lighthouse``가 잽니다.
"""

import pytest
from benchmark_pages import CATEGORIES, lighthouse, pages_of, served
from conftest import CHECKERS, SITE, installed_browser

STEADY = [name for name in CATEGORIES if name != "performance"]


@pytest.mark.parametrize("page", pages_of(SITE))
def test_everything_but_speed_is_perfect(page):
    browser = installed_browser()
    assert (CHECKERS / "lighthouse").is_dir(), "nox -s tests를 실행하세요."
    with served(SITE) as address:
        options = f"--only-categories={','.join(STEADY)}"
        report = lighthouse(f"{address}/{page}", browser, options)
    wanting = {
        (name, ref["id"], report["audits"][ref["id"]].get("displayValue", ""))
        for name in STEADY
        for ref in report["categories"][name]["auditRefs"]
        if ref["weight"] and report["audits"][ref["id"]]["score"] not in (1, None)
    }
    assert wanting == set()
    assert {report["categories"][name]["score"] for name in STEADY} == {1}
