"""내려받는 전자책과 사이트 전체를 열어 봅니다."""

import re
from functools import cache
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest
from bs4 import BeautifulSoup
from check_downloads import OPF, chapters, download_problems, reading_order
from conftest import EXAMPLES, LECTURES, ROOT, SITE
from PIL import Image
from small_site import build

DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
DOWNLOADS = SITE / "downloads"
BOOK = DOWNLOADS / "keras-lectures.epub"
COPY = DOWNLOADS / "keras-lectures.zip"
EXPLORABLE = [
    lecture
    for lecture in LECTURES
    if "vnd.explorable" in (ROOT / f"docs/{lecture}.md").read_text(encoding="utf-8")
]


@cache
def chapter(name: str) -> BeautifulSoup:
    with ZipFile(BOOK) as book:
        return BeautifulSoup(book.read(f"{name}.xhtml"), "html.parser")


def site_page(name: str) -> BeautifulSoup:
    return BeautifulSoup((SITE / f"{name}.html").read_bytes(), "html.parser")


def test_downloads_have_no_problems():
    assert download_problems(DOWNLOADS, ROOT, (str(ROOT),)) == []


def test_downloads_are_linked_and_listed():
    links = {link["href"] for link in site_page("download").select("article a")}
    sums = (SITE / "SHA256SUMS").read_text(encoding="utf-8")
    for file in DOWNLOADS.iterdir():
        assert f"downloads/{file.name}" in links
        assert f"  downloads/{file.name}\n" in sums


@pytest.mark.parametrize("file", [BOOK, COPY], ids=["book", "copy"])
def test_archive_is_steady_and_whole(file):
    with ZipFile(file) as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert len({entry.filename for entry in entries}) == len(entries)
    stored = [e.filename for e in entries if e.compress_type == ZIP_STORED]
    assert stored == (["mimetype"] if file == BOOK else [])


# -- 전자책 ---------------------------------------------------------------------


def test_book_is_read_in_the_order_of_the_site():
    with ZipFile(BOOK) as book:
        order = reading_order(book)
    assert order[:3] == ["epub-cover.xhtml", "index.xhtml", "getting_started.xhtml"]
    assert set(order) >= set(chapters(ROOT))
    lectures = [name for name in order if name.removesuffix(".xhtml") in LECTURES]
    assert lectures == [f"{lecture}.xhtml" for lecture in LECTURES]


def test_book_introduces_itself_in_korean():
    with ZipFile(BOOK) as book:
        package = ElementTree.fromstring(book.read("content.opf"))
        cover = package.find(f".//{OPF}item[@properties='cover-image']").get("href")
        with book.open(cover) as file, Image.open(file) as image:
            assert image.size == (1200, 1800)
    assert package.findtext(f".//{DUBLIN_CORE}language") == "ko"
    for name in ("title", "description", "creator", "publisher", "rights"):
        assert re.search("[가-힣]", package.findtext(f".//{DUBLIN_CORE}{name}"))
    assert chapter("epub-cover").img["alt"] == "표지"
    contents = chapter("nav")
    assert contents.h1.get_text() == "차례"
    titles = {link.get_text() for link in contents.select("a")}
    for name in (*LECTURES, *(f"gallery/{example}" for example in EXAMPLES)):
        assert chapter(name).h1.get_text() in titles


@pytest.mark.parametrize("name", [*LECTURES, *(f"gallery/{e}" for e in EXAMPLES)])
def test_chapter_has_every_figure_and_output_of_the_page(name):
    page, found = site_page(name), chapter(name)
    drawn = [svg["aria-label"] for svg in page.select(".figure-scroll > svg")]
    figures = [img for img in found.select("img") if "_thumb." not in img["src"]]
    svgs = [image["alt"] for image in figures if image["src"].endswith(".svg")]
    assert svgs == drawn
    outputs = ".cell_output pre, .sphx-glr-script-out pre, .script-output pre"
    shown = [block.get_text() for block in page.select(outputs)]
    assert [block.get_text() for block in found.select(outputs)] == shown
    tables = [table.get_text() for table in page.select("table.fact-check")]
    assert [table.get_text() for table in found.select("table.fact-check")] == tables
    assert found.html["lang"] == "ko"


@pytest.mark.parametrize("name", EXPLORABLE)
def test_explorable_figure_becomes_a_still_one_with_a_link(name):
    (link,) = chapter(name).find_all("a", string=re.compile("움직여 볼 수"))
    assert link["href"].endswith(f"/{name}.html")
    assert link.find_previous("img")["alt"]
    assert not chapter(name).select("[data-explorable], .explorable-panel")


def test_figures_stand_on_white_paper():
    with ZipFile(BOOK) as book:
        names = [name for name in book.namelist() if name.endswith(".svg")]
        for name in names:
            svg = book.read(name).decode()
            start = re.search(r"<svg\b[^>]*>", svg).end()
            assert svg[start:].startswith(
                '<rect width="100%" height="100%" fill="#fff"'
            )
            assert not re.search(r"font-family: '[^',]+'[;\"]", svg), name
    assert len(names) > len(EXAMPLES)


@pytest.mark.parametrize("background", ["#000", "#fff"])
def test_figure_is_readable_on_any_paper(browser, tmp_path, background):
    name = f"gallery/{EXAMPLES[0]}.xhtml"
    with ZipFile(BOOK) as book:
        book.extractall(tmp_path)
    tab = browser.new_page()
    tab.goto((tmp_path / name).as_uri())
    tab.add_style_tag(content=f"body {{ background: {background} }}")
    figure = tab.locator("img[src$='.svg']").first
    figure.screenshot(path=tmp_path / "figure.png")
    with Image.open(tmp_path / "figure.png") as shot:
        colors = shot.convert("L").getcolors()
    assert max(colors)[1] > 250, "그림의 바탕이 희지 않습니다."
    assert min(shade for _, shade in colors) < 60, "검은 글자와 선이 없습니다."


def test_book_links_examples_to_their_files_on_the_site():
    home = site_page("index").find("link", rel="canonical")["href"]
    for example in EXAMPLES:
        links = {link["href"] for link in chapter(f"gallery/{example}").select("a")}
        for suffix in (".py", ".ipynb"):
            assert home.replace("index.html", f"examples/{example}{suffix}") in links


# -- 사이트 전체 -----------------------------------------------------------------


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with ZipFile(COPY) as copy:
        copy.extractall(folder)
    return folder / COPY.stem


def test_copy_is_the_site_without_what_only_servers_need(unpacked):
    files = {
        p.relative_to(unpacked).as_posix() for p in unpacked.rglob("*") if p.is_file()
    }
    published = {p.relative_to(SITE).as_posix() for p in SITE.rglob("*") if p.is_file()}
    left_out = {name for name in published if name.startswith("downloads/")}
    left_out |= {"404.html", "SHA256SUMS", "robots.txt", "sitemap.xml"}
    assert files == published - left_out
    different = {
        f for f in files if (SITE / f).read_bytes() != (unpacked / f).read_bytes()
    }
    assert different == {"download.html"}


def test_copy_works_without_the_internet(browser, unpacked):
    context = browser.new_context(offline=True)
    tab = context.new_page()
    errors = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda m: m.type == "error" and errors.append(m.text))

    def note_failure(request):
        # 다음 쪽으로 넘어가며 그만둔 요청(사이트 아이콘 따위)은 빠진 파일이 아닙니다.
        if request.failure != "net::ERR_ABORTED":
            errors.append(f"{request.url}: {request.failure}")

    tab.on("requestfailed", note_failure)
    tab.goto((unpacked / "index.html").as_uri())
    tab.keyboard.press("/")
    tab.locator(".search-dialog input").fill("드롭아웃을")
    tab.locator(".search-dialog a").first.click()
    tab.wait_for_url("**/4_3_dropout.html*")
    tab.goto((unpacked / "download.html").as_uri())
    for link in tab.locator("article a[href*='downloads/']").all():
        assert link.get_attribute("href").startswith("https://")
    assert errors == []


def test_downloads_are_the_same_whenever_they_are_built(built, small_project):
    site = built / "_build/html"
    before = {file.name: file.read_bytes() for file in (site / "downloads").iterdir()}
    assert build(small_project)[0] == 0
    again = small_project / "_build/html/downloads"
    assert {file.name: file.read_bytes() for file in again.iterdir()} == before
    assert set(before) == {BOOK.name, COPY.name}
