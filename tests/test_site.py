"""빌드한 사이트에 있어야 할 것이 있는지 봅니다."""

import hashlib
import re

import pytest
from bs4 import BeautifulSoup
from check_site import site_problems
from conftest import EXAMPLES, LECTURES, ROOT, SITE


def page(name: str) -> BeautifulSoup:
    return BeautifulSoup((SITE / f"{name}.html").read_bytes(), "html.parser")


def test_site_has_no_problems():
    assert site_problems(SITE, ROOT, private_paths=(str(ROOT),)) == []


def test_published_checksums_are_those_of_the_files():
    listed = (SITE / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = dict(line.split("  ")[::-1] for line in listed)
    files = {path.relative_to(SITE).as_posix(): path for path in SITE.rglob("*")}
    files = {name: path for name, path in files.items() if path.is_file()}
    assert sums.keys() == files.keys() - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("name", ["index", "search", "genindex", "gallery/index"])
def test_common_pages_are_korean(name):
    assert page(name).html["lang"] == "ko"


@pytest.mark.parametrize("lecture", LECTURES)
def test_lecture_carries_executed_output(lecture):
    html = page(lecture)
    assert html.select(".figure-scroll > svg[aria-label]"), "그림이 없습니다."
    assert html.select(".figure-scroll > svg g.node"), "모델의 그림이 없습니다."
    assert html.select(".cell_output .output.stream"), "출력이 없습니다."
    assert "Total params" in html.get_text(), "summary() 표가 없습니다."


@pytest.mark.parametrize("lecture", LECTURES)
def test_lecture_and_its_examples_link_to_each_other(lecture):
    examples = [name for name in EXAMPLES if name.startswith(f"{lecture}_")]
    assert examples, "강의에 예제가 하나는 있어야 합니다."
    lecture_links = {a["href"].split("#")[0] for a in page(lecture).select("article a")}
    for example in examples:
        assert f"gallery/{example}.html" in lecture_links
        bar = page(f"gallery/{example}").select_one(".file-bar")
        assert f"../{lecture}.html" in {a["href"] for a in bar.select("a")}


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_page_shows_what_the_script_draws(example):
    html = page(f"gallery/{example}")
    script = (ROOT / "examples" / f"{example}.py").read_text(encoding="utf-8")
    drawn = script.count("plt.show()") + len(re.findall(r"\.write\(\"\w+\.svg", script))
    shown = html.select(".figure-scroll > svg")
    assert len(shown) == drawn
    assert all(re.search("[가-힣]", svg["aria-label"]) for svg in shown)
    assert html.select(".sphx-glr-script-out"), "출력이 없습니다."


@pytest.mark.parametrize("name", [*LECTURES, *(f"gallery/{e}" for e in EXAMPLES)])
def test_figures_keep_real_text(name):
    for svg in page(name).select(".figure-scroll > svg"):
        assert svg.find("text"), "글자가 글자로 남아 있지 않습니다."
        assert not svg.find("image"), "SVG 안에 비트맵이 있습니다."


def test_every_script_value_was_filled_in():
    values = [
        v.get_text() for name in LECTURES for v in page(name).select(".script-value")
    ]
    assert values
    assert all(re.search(r"\d", value) for value in values)
