"""강의의 차례와 도장, 예제의 카드와 내려받기가 바른지 봅니다."""

import ast
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import EXAMPLES, LECTURES, ROOT, SITE
from small_site import build

COLAB = "https://colab.research.google.com"
STAMPED = [*LECTURES, *(f"gallery/{example}" for example in EXAMPLES)]


def page(name: str) -> BeautifulSoup:
    return BeautifulSoup((SITE / f"{name}.html").read_bytes(), "html.parser")


def asserts_in_source(name: str) -> int:
    """페이지의 원본에 있는 ``assert`` 문의 수."""
    folder, suffix = ("docs", ".md") if name in LECTURES else ("examples", ".py")
    source = (ROOT / folder / Path(name).name).with_suffix(suffix)
    lines = source.read_text(encoding="utf-8").splitlines()
    return sum(line.lstrip().startswith("assert ") for line in lines)


@pytest.mark.parametrize("name", STAMPED)
def test_stamp_tells_what_ran_in_which_versions(name):
    stamp = page(name).select_one(".stamp").get_text(" ")
    assert f"assert {asserts_in_source(name)}개가 모두 통과" in " ".join(stamp.split())
    assert f"TensorFlow {version('tensorflow')} · Keras {version('keras')}" in stamp


@pytest.mark.parametrize("lecture", LECTURES)
def test_lecture_tells_its_place_in_the_course(lecture):
    place = page(lecture).select_one(".lecture-position")
    number = LECTURES.index(lecture) + 1
    assert f"강의 {len(LECTURES)}개 가운데 {number}번째" in place.get_text()
    progress = place.progress
    assert (progress["value"], progress["max"]) == (str(number), str(len(LECTURES)))


def test_date_is_that_of_the_commit(small_project):
    # 작은 프로젝트는 SOURCE_DATE_EPOCH를 1700000000으로 정해 빌드합니다.
    html = (small_project / "_build/html/1_small.html").read_text(encoding="utf-8")
    expected = datetime.fromtimestamp(1700000000 + 9 * 3600, UTC)
    assert f'<time datetime="{expected:%Y-%m-%d}">' in html


def test_home_lists_every_lecture_in_order():
    links = page("index").select(".course-path a")
    assert [link["href"] for link in links] == [f"{name}.html" for name in LECTURES]
    counts = [item.get_text() for item in page("index").select(".course-path .counts")]
    for lecture, count in zip(LECTURES, counts, strict=True):
        examples = [name for name in EXAMPLES if name.startswith(f"{lecture}_")]
        names = (lecture, *(f"gallery/{name}" for name in examples))
        total = sum(map(asserts_in_source, names))
        assert count == f"예제 {len(examples)}개 · assert {total}개"


def test_home_counts_the_verdicts_of_the_fact_check():
    tally = page("index").select_one(".verdicts").get_text()
    assert tally == page("fact_check").select_one(".verdicts").get_text()
    rows = page("fact_check").select("#fact-check-notes .verdict")
    named = [badge.get_text() for badge in rows if "개" not in badge.get_text()]
    for name in ("맞음", "조건부", "낡음", "틀림"):
        assert f"{name} {named.count(name)}개" in tally


# -- 예제의 카드 ------------------------------------------------------------------


def test_gallery_has_a_card_for_every_example():
    cards = page("gallery/index").select(".gallery-cards > li")
    links = [card.a["href"] for card in cards]
    assert links == [f"{name}.html" for name in EXAMPLES]
    for card, example in zip(cards, EXAMPLES, strict=True):
        assert example.startswith(f"{card['data-topic']}_")
        for part in ("topic", "title", "intro"):
            assert card.select_one(f".card-{part}").get_text()
        address = (SITE / "gallery" / card.img["src"].split("#")[0]).resolve()
        assert address.is_file()


def test_drawings_are_well_formed_and_thumbnails_have_no_text():
    drawings = sorted((SITE / "_images").glob("*.svg"))
    assert drawings
    for drawing in drawings:
        root = ET.parse(drawing).getroot()
        assert list(root.iter("{http://www.w3.org/2000/svg}path"))
        assert not list(root.iter("{http://www.w3.org/2000/svg}text"))


@pytest.fixture
def gallery(browser):
    opened = browser.new_context().new_page()
    opened.goto((SITE / "gallery/index.html").resolve().as_uri())
    return opened


def test_choosing_a_lecture_shows_only_its_cards(gallery):
    lecture = LECTURES[3]
    expected = [name for name in EXAMPLES if name.startswith(f"{lecture}_")]
    gallery.locator(f'.gallery-filter [data-topic="{lecture}"]').focus()
    gallery.keyboard.press("Enter")
    shown = gallery.locator(".gallery-cards > li:visible a")
    gallery.wait_for_function("location.hash.length > 1")
    assert [shown.nth(n).get_attribute("href") for n in range(shown.count())] == [
        f"{name}.html" for name in expected
    ]
    assert gallery.locator(".gallery-count").inner_text() == f"예제 {len(expected)}개"
    pressed = gallery.locator('[aria-pressed="true"]')
    assert pressed.get_attribute("data-topic") == lecture
    gallery.go_back()
    gallery.wait_for_function("location.hash === ''")
    assert gallery.locator(".gallery-cards > li:visible").count() == len(EXAMPLES)


def test_all_cards_are_shown_without_scripts(browser):
    opened = browser.new_context(java_script_enabled=False).new_page()
    opened.goto((SITE / "gallery/index.html").resolve().as_uri())
    assert opened.locator(".gallery-cards > li:visible").count() == len(EXAMPLES)
    assert not opened.locator(".gallery-filter").is_visible()


# -- 내려받기 ---------------------------------------------------------------------


@pytest.mark.parametrize("example", EXAMPLES)
def test_downloads_are_at_stable_addresses(example):
    links = {a["href"] for a in page(f"gallery/{example}").select(".file-bar a")}
    for name in (f"{example}.py", f"{example}.ipynb", "requirements.txt"):
        assert f"../examples/{name}" in links
        assert (SITE / "examples" / name).is_file()
    source = (ROOT / "examples" / f"{example}.py").read_text(encoding="utf-8")
    copied = (SITE / "examples" / f"{example}.py").read_text(encoding="utf-8")
    assert copied.startswith(source)


def test_script_metadata_lists_the_pins_of_the_reader():
    text = (SITE / "examples" / f"{EXAMPLES[0]}.py").read_text(encoding="utf-8")
    block = re.search(r"^# /// script\n((?:#.*\n)+?)# ///$", text, re.M)[1]
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8").split()
    assert re.findall(r'"(\S+==\S+)"', block) == pins
    copied = (SITE / "examples/requirements.txt").read_text(encoding="utf-8")
    assert copied.split() == pins


def test_uv_runs_a_downloaded_script(tmp_path):
    example = "6_save_and_load_2_errors"
    shutil.copy(SITE / "examples" / f"{example}.py", tmp_path / "run.py")
    command = (sys.executable, "-m", "uv", "run", "--quiet", "--python", sys.executable)
    done = subprocess.run(
        [*command, "run.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    shown = page(f"gallery/{example}").select_one(".sphx-glr-script-out pre").get_text()
    assert shown.strip() in done.stdout


@pytest.mark.parametrize("example", EXAMPLES)
def test_notebook_installs_what_colab_lacks(example):
    notebook = nbformat.read(SITE / "examples" / f"{example}.ipynb", as_version=4)
    code = (ROOT / "examples" / f"{example}.py").read_text(encoding="utf-8")
    first = notebook.cells[0].source
    for package in ("koreanize_matplotlib", "keras_tuner"):
        used = f"import {package}" in code
        assert (package.replace("_", "-") + "==" in first) == used


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_copying_all_gives_the_script(browser, scheme, site_address):
    example = EXAMPLES[0]
    permissions = ["clipboard-read", "clipboard-write"]
    opened = browser.new_context(permissions=permissions).new_page()
    address = site_address if scheme == "http" else SITE.resolve().as_uri()
    opened.goto(f"{address}/gallery/{example}.html")
    opened.locator(".copy-script").click()
    opened.get_by_text("복사했습니다").wait_for()
    copied = opened.evaluate("navigator.clipboard.readText()")
    if scheme == "http":
        script = (SITE / "examples" / f"{example}.py").read_text(encoding="utf-8")
        assert copied == script
    else:  # 파일로 열면 페이지에 있는 코드만 복사합니다.
        source = (ROOT / "examples" / f"{example}.py").read_text(encoding="utf-8")
        assert ast.dump(ast.parse(copied)) == ast.dump(without_docstring(source))


def without_docstring(source: str) -> ast.Module:
    tree = ast.parse(source)
    tree.body = tree.body[1:]
    return tree


@pytest.mark.parametrize("repository", ["", "owner/name"])
def test_colab_opens_the_notebook_of_the_repository(small_project, repository):
    environment = {"SITE_REPOSITORY": repository}
    returncode, output, _ = build(small_project, environment=environment)
    assert returncode == 0, output
    example = small_project / "_build/html/gallery/1_small_plot.html"
    path = f"/github/{repository}/blob/notebooks/examples/1_small_plot.ipynb"
    address = COLAB + (path if repository else "")
    assert f'<a href="{address}">Colab' in example.read_text(encoding="utf-8")
