"""페이지 곁에 발행하는 것을 봅니다. 주소의 목록, 카드, 소식, 예전 주소가 그렇습니다."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from conftest import EXAMPLES, LECTURES, ROOT, SITE
from faults import FILES, MOVED
from fontTools.ttLib import TTFont
from PIL import Image
from small_site import assert_refused, build

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ADDRESS = "https://owner.github.io/repo/"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))


@cache
def page(name: str) -> BeautifulSoup:
    return BeautifulSoup((SITE / name).read_bytes(), "html.parser")


def is_moved(name: str) -> bool:
    return page(name).find("meta", {"http-equiv": "refresh"}) is not None


def meta(file: str, /, **attributes: str) -> str:
    return page(file).find("meta", attributes)["content"]


@cache
def top() -> str:
    """빌드한 사이트의 주소."""
    canonical = page("index.html").find("link", rel="canonical")["href"]
    return canonical.removesuffix("index.html")


def published(address: str) -> Path:
    """사이트의 주소가 가리키는 파일."""
    assert address.startswith(top())
    return SITE / urlsplit(address.removeprefix(top())).path


LISTED = [name for name in PAGES if name != "404.html" and not is_moved(name)]


# -- 주소와 머리 ----------------------------------------------------------------


def test_sitemap_lists_every_page_worth_finding():
    found = ElementTree.parse(SITE / "sitemap.xml").iter(f"{SITEMAP}loc")
    expected = {top() + name for name in LISTED} - {
        f"{top()}{name}.html" for name in ("search", "genindex")
    }
    assert {loc.text for loc in found} == expected
    robots = (SITE / "robots.txt").read_text(encoding="utf-8")
    assert robots.endswith(f"Sitemap: {top()}sitemap.xml\n")


@pytest.mark.parametrize("name", [f"{lecture}.html" for lecture in LECTURES])
def test_description_is_the_start_of_the_lecture(name):
    first = page(name).select_one("article section > p").get_text()
    text = meta(name, name="description")
    assert " ".join(first.split()).startswith(text.removesuffix(" …"))
    assert text.endswith(("다.", " …"))
    assert meta(name, property="og:description") == text
    title = page(name).h1.get_text().removesuffix("¶").strip("#")
    assert title.startswith(meta(name, property="og:title"))
    assert meta(name, property="og:url") == top() + name


def test_cards_are_drawn_with_glyphs_for_every_letter():
    (folder,) = find_spec("koreanize_matplotlib").submodule_search_locations
    known = TTFont(Path(folder, "fonts", "NanumGothic.ttf")).getBestCmap()
    cards = set()
    for name in LISTED:
        kinds = ("og:title", "og:description", "og:site_name")
        text = "".join(meta(name, property=kind) for kind in kinds)
        assert {letter for letter in text if ord(letter) not in known} == set()
        file = published(meta(name, property="og:image"))
        with Image.open(file) as card:
            assert card.size == (1200, 630)
        cards.add(file.read_bytes())
    assert len(cards) == len(LISTED)
    assert sum(map(len, cards)) < 2_000_000


def test_icon_has_a_bitmap_for_old_browsers():
    links = page(f"gallery/{EXAMPLES[0]}.html").select('link[rel~="icon"]')
    assert [link["type"] for link in links] == ["image/png", "image/svg+xml"]
    for link in links:
        assert (SITE / "gallery" / link["href"]).is_file()
    with Image.open(SITE / "_static/favicon.png") as icon:
        assert icon.size == (48, 48)
        assert icon.getpixel((0, 0))[3] == 0, "모서리가 비쳐 보여야 합니다."


# -- 소식과 글자만 낸 것 -----------------------------------------------------------


def test_feed_carries_every_change():
    feed = ElementTree.parse(SITE / "feed.xml").getroot()
    sections = page("changelog.html").select("article section section")
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(sections) > 0
    for entry, section in zip(entries, sections, strict=True):
        day, title = section.h2.find(string=True).split(" ", 1)
        assert entry.findtext(f"{ATOM}title") == title
        assert entry.findtext(f"{ATOM}updated") == f"{day}T00:00:00+09:00"
        address = f"{top()}changelog.html#{section['id']}"
        assert entry.findtext(f"{ATOM}id") == address
        content = BeautifulSoup(entry.findtext(f"{ATOM}content"), "html.parser")
        assert content.get_text().strip()
        for link in content.select("a"):
            assert published(link["href"]).is_file()
    newest = entries[0].findtext(f"{ATOM}updated")
    assert feed.findtext(f"{ATOM}updated") == newest
    own = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert own == {
        "alternate": f"{top()}changelog.html",
        "self": f"{top()}feed.xml",
    }


@pytest.mark.parametrize("name", ["index.html", f"gallery/{EXAMPLES[0]}.html"])
def test_pages_name_the_feed(name):
    (link,) = page(name).select('link[type="application/atom+xml"]')
    assert urljoin(top() + name, link["href"]) == f"{top()}feed.xml"


def test_llms_text_describes_and_links_every_page():
    text = (SITE / "llms.txt").read_text(encoding="utf-8")
    assert text.startswith("# 실행으로 확인하는 케라스\n\n> ")
    links = re.findall(r"^- \[(.+?)\]\((\S+?)\): (.+)$", text, re.MULTILINE)
    names = {published(address).relative_to(SITE).as_posix() for _, address, _ in links}
    expected = {name for name in LISTED if name not in ("search.html", "genindex.html")}
    assert names == expected - {"index.html"}
    for title, address, description in links:
        name = published(address).relative_to(SITE).as_posix()
        assert title == meta(name, property="og:title")
        assert description.startswith(meta(name, name="description"))
    for example in EXAMPLES:
        assert f"([스크립트]({top()}examples/{example}.py))" in text


def test_full_text_holds_what_the_build_computed():
    text = (SITE / "llms-full.txt").read_text(encoding="utf-8")
    for lecture in LECTURES:
        assert f"주소: {top()}{lecture}.html\n\n# " in text
    outputs = page(f"{LECTURES[0]}.html").select(".cell_output .output.stream pre")
    assert all(output.get_text().strip() in text for output in outputs)
    verdicts = [row for row in text.splitlines() if re.search(r" \| 조건부 \| ", row)]
    assert verdicts
    assert "<span" not in text
    assert "{script-value}" not in text


# -- 예전 주소 ------------------------------------------------------------------


def test_renamed_pages_are_still_found():
    lines = (ROOT / MOVED).read_text(encoding="utf-8").splitlines()
    names = [line.split() for line in lines if not line.startswith("#")]
    assert {f"{old}.html" for old, _ in names} == set(filter(is_moved, PAGES))


@pytest.mark.parametrize("script", [True, False])
def test_old_address_leads_to_the_new_page(browser, script):
    tab = browser.new_context(java_script_enabled=script).new_page()
    (old, _) = (ROOT / MOVED).read_text(encoding="utf-8").splitlines()[1].split()
    tab.goto(f"{(SITE / old).resolve().as_uri()}.html#top")
    target = page(f"{old}.html").a["href"]
    after = "#top" if script else ""
    tab.wait_for_url(f"**/{target}{after}")


# -- 다른 주소에 발행하기 ------------------------------------------------------------


@pytest.fixture(scope="module")
def elsewhere(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``ADDRESS``에 발행하려고 빌드한 작은 사이트."""
    output = tmp_path_factory.mktemp("elsewhere")
    command = ("tools/build_site.py", "--output", output)
    chosen = {"SITE_URL": ADDRESS, "SITE_REPOSITORY": "owner/repo"}
    returncode, log, _ = build(built, *command, environment=chosen)
    assert returncode == 0, log
    return output / "html"


def test_every_address_follows_the_setting(elsewhere):
    for path in elsewhere.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert "example.org" not in html
        if path.name != "404.html":
            assert f'<link rel="canonical" href="{ADDRESS}' in html
    for name in ("sitemap.xml", "robots.txt", "feed.xml", "llms.txt"):
        text = (elsewhere / name).read_text(encoding="utf-8")
        assert ADDRESS in text
        assert "example.org" not in text
    assert "github.com/owner/repo/blob/main/docs/1_small.md" in text


@pytest.mark.parametrize("lost", ["none.html", "a/b/c/none", "gallery/none.html"])
def test_lost_reader_finds_the_way_at_any_depth(browser, elsewhere, lost):
    tab = browser.new_page()
    failed, errors = [], []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda m: m.type == "error" and errors.append(m.text))

    def serve(route):
        name = urlsplit(route.request.url.removeprefix(ADDRESS)).path
        file = elsewhere / name
        if not file.is_file() and name != lost:
            failed.append(name)
        # GitHub Pages처럼 없는 주소에는 404.html을 보냅니다.
        route.fulfill(path=file if file.is_file() else elsewhere / "404.html")

    tab.route(f"{ADDRESS}**", serve)
    tab.goto(ADDRESS + lost)
    assert tab.locator("h1").inner_text().startswith("없는 주소")
    sidebar = tab.locator(".sidebar-tree a", has_text="작은 강의")
    sidebar.click()
    tab.wait_for_url(f"{ADDRESS}1_small.html")
    tab.goto(ADDRESS + lost)
    tab.keyboard.press("/")
    tab.locator(".search-dialog input").fill("작은")
    tab.locator(".search-dialog a").first.click()
    tab.wait_for_url(re.compile(re.escape(ADDRESS) + r"(1_small|gallery/).*"))
    assert (failed, errors) == ([], [])


def test_lost_page_is_not_listed(elsewhere):
    assert not (elsewhere / "not_found.html").exists()
    html = BeautifulSoup((elsewhere / "404.html").read_bytes(), "html.parser")
    assert html.find("meta", {"name": "robots"})["content"] == "noindex"
    assert not html.find("link", rel="canonical")
    index = (elsewhere / "_static/search/index.js").read_text(encoding="utf-8")
    assert "없는 주소" in FILES["docs/not_found.md"]
    assert "없는 주소" not in index


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "owner.github.io"),
        ("SITE_URL", "https://owner.github.io/repo"),
        ("SITE_URL", "https://owner.github.io/<script>/"),
        ("SITE_REPOSITORY", "https://github.com/owner/repo"),
    ],
)
def test_wrong_setting_is_refused(small_project, name, value):
    output = assert_refused(small_project, environment={name: value})
    assert re.search(f"  - {name}의 .*아닙니다", output)
