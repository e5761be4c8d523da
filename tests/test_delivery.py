"""페이지를 처음 열 때 받는 것과, 글꼴이 늦거나 오지 않을 때의 화면을 봅니다."""

import gzip
import hashlib
import json
import mimetypes
import re
import threading
from collections import Counter
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from types import SimpleNamespace

import brotli
import pytest
import test_browser
import web_fonts
from bs4 import BeautifulSoup
from conftest import LECTURES, ROOT, SITE
from fontTools.ttLib import TTFont
from image_sizes import IMAGE, tag
from inline_svg import shortened
from lighter_code import PLAIN
from one_bundle import in_order, style
from pygments.token import STANDARD_TYPES, Name, Punctuation

MOST_BYTES, MOST_BYTES_WITHOUT_FONTS, MOST_REQUESTS = 200_000, 120_000, 12
MOST_SHIFT = 0.001
PAGES = [*test_browser.PAGES, "genindex"]
KINDS = ["index", "search", "glossary", "gallery/index", LECTURES[2]]
KINDS += [next(name for name in PAGES if name.startswith("gallery/4_3"))]
PHONE = {"viewport": test_browser.PHONE, "has_touch": True, "is_mobile": True}
PHONE["bypass_csp"] = True  # 시험하려고 더하는 스타일
SCREENS = [{"width": 1280, "height": 800}, {"width": 390, "height": 844}]
COMPRESSED = {".html", ".css", ".js", ".svg"}
# 지금까지 화면이 밀린 정도(CLS)를 더해 둡니다.
WATCH_SHIFTS = """
    window.shift = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
"""
PAINTED = "new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))"
# 화면에 그린 글자를 글꼴마다 모읍니다.
DRAWN = """() => {
    const drawn = {};
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { parentElement: parent, data } = walker.currentNode;
        if (parent.closest("script, style, noscript, title")) continue;
        const family = getComputedStyle(parent).fontFamily.split(",")[0];
        drawn[family] = (drawn[family] ?? "") + data;
    }
    return drawn;
}"""
# pre 안의 글자마다 폭이 영문자 몇 칸인지 잽니다.
COLUMNS = """() => {
    const found = [];
    const range = document.createRange();
    for (const pre of document.querySelectorAll("article pre")) {
        const walker = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const text = walker.currentNode;
            const size = parseFloat(getComputedStyle(text.parentElement).fontSize);
            for (let i = 0; i < text.length; i++) {
                if (/\\s/.test(text.data[i])) continue;
                range.setStart(text, i);
                range.setEnd(text, i + 1);
                const { width } = range.getBoundingClientRect();
                found.push([text.data[i], width / (size / 2)]);
            }
        }
    }
    return found;
}"""
# 표에서 세로줄이 있는 자리를 줄마다 모읍니다. 층의 이름에도 쓰이는 └는 뺍니다.
RULES = """() => [...document.querySelectorAll(".text_html pre")].map(pre => {
    const range = document.createRange();
    const lines = {};
    const walker = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode;
        for (let i = 0; i < text.length; i++) {
            if (!"┏┳┓┃┡╇┩│├┼┤".includes(text.data[i])) continue;
            range.setStart(text, i);
            range.setEnd(text, i + 1);
            const { left, top } = range.getBoundingClientRect();
            (lines[Math.round(top)] ??= []).push(left);
        }
    }
    return Object.values(lines);
}).filter(lines => lines.length)"""
# 스타일시트의 글을 브라우저가 읽은 규칙의 목록으로 바꿉니다.
READ_RULES = """texts => texts.map(text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return [...sheet.cssRules].map(rule => rule.cssText);
})"""


class GzipServer(BaseHTTPRequestHandler):
    """발행하는 서버처럼 글을 줄여 보내고, 보낸 것을 적어 두는 서버.

    사이트는 ``/docs/``에 있습니다. 글꼴은 ``gate``가 열릴 때까지 보내지 않고,
    ``blocked``이면 아예 보내지 않습니다. ``patient``이면 브라우저가 글꼴을 기다립니다.
    """

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = SITE / self.path.partition("?")[0].removeprefix("/docs/")
        font = path.suffix == ".woff2"
        if font:
            self.server.gate.wait()
        if not path.is_file() or (font and self.server.blocked):
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = path.read_bytes()
        if self.server.patient:
            body = body.replace(b"font-display:optional", b"font-display:block")
        self.send_response(200)
        if path.suffix in COMPRESSED:
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", mimetypes.guess_type(path.name)[0])
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.server.sent.append((path, len(body)))
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), GzipServer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def visit(browser, server):
    """페이지를 처음 연 독자. ``late``이면 글꼴이 첫 화면을 그린 뒤에 옵니다."""
    contexts = []

    def visit(name: str, screen=SCREENS[0], late=False, blocked=False, patient=False):
        server.sent, server.blocked, server.patient = [], blocked, patient
        server.gate = threading.Event()
        contexts.append(browser.new_context(viewport=screen))
        contexts[-1].add_init_script(WATCH_SHIFTS)
        page = contexts[-1].new_page()
        page.goto(address(server, name), wait_until="domcontentloaded")
        if late:
            page.evaluate(PAINTED)
        server.gate.set()
        return settled(page)

    yield visit
    for context in contexts:
        context.close()


def address(server, name: str) -> str:
    return f"http://127.0.0.1:{server.server_port}/docs/{name}.html"


def settled(page):
    """받을 것을 다 받고 다시 그린 페이지."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.evaluate(PAINTED)
    return page


def eventually(page, true: str) -> None:
    """``true``가 참이 될 때까지 기다립니다. CSP가 ``wait_for_function``을 막습니다."""
    for _ in range(100):
        if page.evaluate(true):
            return
        page.wait_for_timeout(100)
    raise AssertionError(true)


def drawn_with(page, selector: str) -> set[str]:
    """글을 정말로 그린 글꼴의 이름."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    query = {"nodeId": root, "selector": selector}
    node = devtools.send("DOM.querySelector", query)["nodeId"]
    fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {font["familyName"] for font in fonts}


@cache
def characters_of(name: str) -> set[str]:
    """``_static/fonts``의 글꼴 파일 하나에 있는 글자."""
    font = TTFont(SITE / "_static" / "fonts" / name, lazy=True)
    return set(map(chr, font.getBestCmap()))


@cache
def original(family: web_fonts.Family) -> bytes:
    return brotli.decompress((ROOT / "_fonts" / family.source).read_bytes())


@cache
def original_characters(family: web_fonts.Family) -> set[str]:
    return set(map(chr, TTFont(BytesIO(original(family)), lazy=True).getBestCmap()))


# -- 처음 열 때 받는 것 ---------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_first_view_is_light_and_still(server, visit, name):
    page = visit(name)
    sizes = [size for _, size in server.sent]
    fonts = [size for path, size in server.sent if path.suffix == ".woff2"]
    assert len(sizes) <= MOST_REQUESTS
    assert sum(sizes) <= MOST_BYTES
    assert sum(sizes) - sum(fonts) <= MOST_BYTES_WITHOUT_FONTS
    assert fonts, "웹 글꼴을 부르지 않습니다."
    assert page.evaluate("shift") < MOST_SHIFT
    blocking = page.evaluate(
        """() => performance.getEntriesByType("resource")
            .filter(entry => entry.renderBlockingStatus === "blocking")
            .map(entry => entry.name.split("/").pop())"""
    )
    assert len(blocking) == 1
    assert re.fullmatch(r"site\.[0-9a-f]{10}\.css", blocking[0])
    assert page.locator("script[src]:not([defer])").count() == 0


@pytest.mark.parametrize("screen", SCREENS, ids=["wide", "phone"])
@pytest.mark.parametrize("name", KINDS)
def test_nothing_moves_when_fonts_are_late_or_missing(visit, name, screen):
    for trouble in ({"late": True}, {"blocked": True}):
        page = visit(name, screen, **trouble)
        assert page.evaluate("shift") < MOST_SHIFT
        assert "Lecture Sans" not in drawn_with(page, "h1")


@pytest.mark.parametrize("screen", SCREENS, ids=["wide", "phone"])
def test_buttons_have_their_place_before_scripts_run(visit, screen):
    page = visit(LECTURES[0], screen)
    places = """() => [".content-icon-container", ".header-right", "h1"].map(
        box => JSON.stringify(document.querySelector(box).getBoundingClientRect()))"""
    after = page.evaluate(places)
    page.evaluate("document.documentElement.classList.add('no-js')")
    assert page.evaluate(places) == after


def test_late_font_is_used_from_the_next_page(server, visit):
    page = visit("index", late=True)
    page.goto(address(server, LECTURES[0]))
    assert_drawn_with_site_fonts(settled(page))
    assert page.evaluate("shift") < MOST_SHIFT


def test_phone_reads_before_it_asks_for_fonts(server, visit):
    page = visit("index", SCREENS[1])
    eventually(page, "localStorage.fonts")
    first_paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    loaded = "performance.getEntriesByType('navigation')[0].loadEventStart"
    asked = """performance.getEntriesByType("resource")
        .filter((entry) => entry.name.endsWith(".woff2"))
        .map((entry) => entry.startTime)"""
    assert min(page.evaluate(asked)) > page.evaluate(first_paint)
    # 그림은 글보다 늦게 그립니다.
    assert min(page.evaluate(asked)) >= page.evaluate(loaded) + 1000
    assert "Lecture Sans" not in drawn_with(page, "h1")
    page.goto(address(server, LECTURES[0]))
    assert_drawn_with_site_fonts(settled(page))
    assert page.evaluate("shift") < MOST_SHIFT


@pytest.mark.parametrize("screen", SCREENS, ids=["wide", "phone"])
def test_fonts_also_work_without_a_server(browser, screen):
    page = test_browser.opened(browser, LECTURES[0], viewport=screen)
    assert_drawn_with_site_fonts(page)
    assert page.errors == []


def assert_drawn_with_site_fonts(page) -> None:
    """브라우저가 바쁘면 가진 글꼴도 제때 읽지 못하므로 몇 번 다시 봅니다."""
    for _ in range(5):
        found = drawn_with(page, "h1"), drawn_with(page, "article pre")
        if found == ({"Lecture Sans"}, {"Lecture Mono"}):
            return
        page.reload()
    raise AssertionError(found)


@pytest.mark.parametrize("name", PAGES)
def test_every_image_has_its_size(name):
    html = BeautifulSoup((SITE / f"{name}.html").read_bytes(), "html.parser")
    for image in html.select("img"):
        assert int(image["width"]) > 0
        assert int(image["height"]) > 0
        assert image["loading"] in {"lazy", "eager"}


@pytest.mark.parametrize("name", PAGES)
def test_only_images_below_the_first_screen_wait(visit, name):
    place = "(it) => it.getBoundingClientRect().top < innerHeight"
    images = [visit(name, screen).locator("article img") for screen in SCREENS]
    seen = [found.evaluate_all(f"(all) => all.map({place})") for found in images]
    loading = images[0].evaluate_all("(all) => all.map((it) => it.loading)")
    wanted = ["eager" if any(places) else "lazy" for places in zip(*seen, strict=True)]
    assert loading == wanted


# -- 느린 전화가 할 일 ------------------------------------------------------------


def restyles(browser, page, change: Callable[[], object]) -> list[int]:
    """``change`` 뒤에 모양을 다시 계산할 때마다 계산한 요소의 수."""
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    change()
    page.evaluate(PAINTED)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    updates = [event for event in events if event["name"] == "UpdateLayoutTree"]
    assert updates
    return [event["args"].get("elementCount", 0) for event in updates]


def test_class_or_role_does_not_restyle_what_is_below(browser):
    page = test_browser.opened(browser, LECTURES[0])
    page.wait_for_load_state("networkidle")
    change = "document.documentElement.classList.toggle('show-back-to-top')"
    everything = page.locator("*").count()
    counts = restyles(browser, page, lambda: page.evaluate(change))
    assert sum(counts) < everything / 10
    change = "document.querySelectorAll('pre').forEach((it) => it.role = 'note')"
    counts = restyles(browser, page, lambda: page.evaluate(change))
    assert sum(counts) < everything / 10


@pytest.mark.parametrize("name", PAGES)
def test_body_has_no_stylesheet_of_its_own(name):
    html = BeautifulSoup((SITE / f"{name}.html").read_bytes(), "html.parser")
    assert html.select("body style, body link") == []


def test_code_without_a_tag_has_the_color_of_its_tag():
    css = (SITE / "_static/pygments.css").read_text("utf-8")
    grounds = re.findall(r"\.highlight \{ background: \S+ color: (\S+) \}", css)
    assert len(grounds) == 3  # 밝은 화면과, 어두운 화면을 고르는 두 가지 길
    for kind in (Name, Punctuation):
        assert kind in PLAIN
        short = STANDARD_TYPES[kind]
        colors = re.findall(rf"\.highlight \.{short} \{{ color: (\S+) \}}", css)
        assert colors == grounds


@pytest.mark.parametrize("name", [*LECTURES, *KINDS[-1:]])
def test_code_has_no_tag_that_shows_nothing(name):
    html = BeautifulSoup((SITE / f"{name}.html").read_bytes(), "html.parser")
    assert html.select(".highlight .kn")
    for kind in PLAIN:
        assert html.select(f".highlight .{STANDARD_TYPES[kind]}") == []


ALL_DRAWN = "pre, section { content-visibility: visible !important }"
CODE_HEIGHTS = "() => [...document.querySelectorAll('pre')].map((e) => e.offsetHeight)"
HEIGHTS = "() => [...document.querySelectorAll('section')].map((e) => e.offsetHeight)"
# 아직 그리지 않은 절
IN_TURN = """() => [...document.querySelectorAll('article > section section')].filter(
    (e) => !e.firstElementChild.checkVisibility({ contentVisibilityAuto: true })
).map((e) => e.id)"""
NOT_DRAWN = """() => [...document.querySelectorAll('pre[style*="--lines"]')].filter(
    (e) => !e.closest('details:not([open])')
        && !e.firstElementChild.checkVisibility({ contentVisibilityAuto: true }))"""


@pytest.mark.parametrize("name", [*LECTURES, "errors", "getting_started", *KINDS[-1:]])
def test_phone_leaves_exact_room_for_code_it_does_not_draw(browser, name):
    page = test_browser.opened(browser, name, **PHONE)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(f"({NOT_DRAWN})().length") > 0
    before = page.evaluate(CODE_HEIGHTS)
    page.add_style_tag(content=ALL_DRAWN)
    assert page.evaluate(CODE_HEIGHTS) == before
    assert page.evaluate(f"({NOT_DRAWN})().length") == 0


def test_phone_marks_code_that_overflows_when_it_draws_it(browser):
    page = test_browser.opened(browser, LECTURES[0], **PHONE)
    page.wait_for_load_state("networkidle")
    page.locator("html:not(.in-turn)").wait_for(state="attached")
    code = page.evaluate_handle(f"({NOT_DRAWN})().at(-1)").as_element()
    assert code.get_attribute("role") is None
    code.scroll_into_view_if_needed()
    overflows = "(box) => box.scrollWidth > box.clientWidth"
    page.wait_for_function(overflows, arg=code)
    page.wait_for_function("(box) => box.getAttribute('role') === 'group'", arg=code)


def begun(browser, name):
    """절을 차례로 그리기 전의 페이지. 브라우저가 한가해지지 않습니다."""
    never = "self.requestIdleCallback = () => {}"
    page = browser.new_context(**PHONE).new_page()
    page.add_init_script(never)
    page.goto(f"{SITE.as_uri()}/{name}.html")
    return page


@pytest.mark.parametrize("name", LECTURES)
def test_phone_draws_far_sections_in_turn(browser, name):
    page = begun(browser, name)
    waiting = page.evaluate(f"({IN_TURN})()")
    assert len(waiting) > 2
    page = test_browser.opened(browser, name, **PHONE)
    page.locator("html:not(.in-turn)").wait_for(state="attached")
    assert page.evaluate(f"({IN_TURN})()") == []
    before = page.evaluate(HEIGHTS)
    page.add_style_tag(content=ALL_DRAWN)
    assert page.evaluate(HEIGHTS) == before


@pytest.mark.parametrize("touch", ["pointerdown", "keydown", "wheel"])
def test_phone_draws_everything_when_it_is_touched(browser, touch):
    page = begun(browser, LECTURES[0])
    assert page.evaluate(f"({IN_TURN})().length") > 2
    page.dispatch_event("h1", touch)
    assert page.evaluate(f"({IN_TURN})().length") == 0


def test_phone_draws_everything_for_readers_who_come_to_the_middle(browser):
    page = begun(browser, LECTURES[0])
    address, last = page.url, page.evaluate(f"({IN_TURN})().at(-1)")
    place = f"document.getElementById({last!r}).getBoundingClientRect().top"
    page.goto("about:blank")
    page.goto(f"{address}#{last}")
    assert page.evaluate(f"({IN_TURN})()") == []
    page.wait_for_function(f"0 <= {place} && {place} < innerHeight")
    page.goto("about:blank")
    page.goto(address)
    page.dispatch_event("h1", "pointerdown")
    scroll = "(section) => section.scrollIntoView({ behavior: 'instant' })"
    page.locator(f"#{last}").evaluate(scroll)
    page.goto(f"{SITE.as_uri()}/{LECTURES[1]}.html")
    for come_back in (page.go_back, page.reload):
        come_back()
        assert page.evaluate(f"({IN_TURN})()") == []
        page.wait_for_function(f"0 <= {place} && {place} < innerHeight")


def test_boxes_that_overflow_are_marked_in_one_pass(browser):
    page = test_browser.opened(browser, LECTURES[0], viewport=SCREENS[0])
    page.wait_for_load_state("networkidle")
    marked = page.locator("[role=group][tabindex]")
    before = marked.count()
    counts = restyles(browser, page, lambda: page.set_viewport_size(SCREENS[1]))
    assert len(counts) < marked.count() - before


# -- 글꼴 -----------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_site_fonts_have_every_character_of_the_page(browser, name):
    page = test_browser.opened(browser, name)
    html = (SITE / f"{name}.html").read_text(encoding="utf-8")
    faces = re.findall(r'font-family:"([^"]+)";src:url\(\S*?([^/()]+\.woff2)\)', html)
    drawn = page.evaluate(DRAWN)
    assert set(drawn) <= {'"Lecture Sans"', '"Lecture Mono"'}
    for family in (web_fonts.SANS, web_fonts.MONO):
        files = [file for owner, file in faces if owner == family.name]
        here = set().union(*map(characters_of, files))
        needed = set(drawn.get(f'"{family.name}"', "")) & original_characters(family)
        assert "".join(sorted(needed - here - {" "})) == ""


def test_results_of_a_search_are_drawn_with_site_fonts(visit):
    page = visit("index", patient=True)
    page.keyboard.press("/")
    page.keyboard.insert_text("과대적합")
    page.locator("[role=option]").first.wait_for()
    settled(page)
    fonts = drawn_with(page, "[role=option] .search-context")
    assert fonts <= {"Lecture Sans", "Lecture Sans Rest"}


def test_published_fonts_are_renamed_and_carry_their_licenses():
    folder = SITE / "_static" / "fonts"
    for name in ("OFL_pretendard.txt", "OFL_d2coding.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / name).read_text("utf-8")
    for path in folder.glob("*.woff2"):
        font = TTFont(path)
        names = {record.toUnicode() for record in font["name"].names}
        assert not re.search("(?i)pretendard|d2coding", " ".join(names))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert path.name.split(".")[1] == digest[:10]
        if "fvar" in font:
            (axis,) = font["fvar"].axes
            assert (axis.minValue, axis.maxValue) == web_fonts.SANS.weights


@pytest.mark.parametrize("family", [web_fonts.SANS, web_fonts.MONO])
def test_same_characters_give_the_same_font(family):
    file = ROOT / "_fonts" / family.source
    font = web_fonts.Font(family, file, {"가": 1, "a": 2}.keys())
    both = web_fonts.cut(font, {"가": 1, "a": 2}.keys())
    assert both == web_fonts.cut(font, {"a": 1, "가": 2}.keys())
    assert both != web_fonts.cut(font, {"가"})


@pytest.mark.parametrize("name", [*LECTURES, "cheat_sheet", KINDS[-1]])
def test_hangul_is_exactly_two_columns_wide_in_code(visit, name):
    page = visit(name, patient=True)
    measured = page.evaluate(COLUMNS)
    assert Counter("가" <= character <= "힣" for character, _ in measured)[True]
    wrong = {
        (character, round(columns, 2))
        for character, columns in measured
        if abs(columns - (2 if "ㄱ" <= character <= "힣" else 1)) > 0.02
    }
    assert wrong == set()


@pytest.mark.parametrize("lecture", LECTURES)
def test_vertical_rules_of_summary_tables_line_up(visit, lecture):
    page = visit(lecture, patient=True)
    tables = page.evaluate(RULES)
    assert tables
    for lines in tables:
        assert len(lines) > 2
        for places in zip(*lines, strict=True):
            assert max(places) - min(places) < 0.5


# -- 스타일시트, 스크립트, 그림 ---------------------------------------------------


def test_stylesheet_has_every_rule_of_its_parts(browser):
    static = SITE / "_static"
    (bundle,) = static.glob("site.*.css")
    names = ["pygments.css", "styles/furo.css", "styles/furo-extensions.css"]
    names += ["copybutton.css", "search.css", "explorable.css", "site.css"]
    names += ["web_fonts.css", "sg_gallery.css"]
    paths = [*(static / name for name in names), *static.glob("mystnb.*.css")]
    texts = [path.read_text(encoding="utf-8") for path in [bundle, *paths]]
    read = browser.new_page().evaluate(READ_RULES, texts)
    # 변수의 값은 브라우저가 적힌 대로 돌려주므로, 뜻이 없는 빈칸을 뺍니다.
    whole, *parts = (
        [re.sub(r"\s*([,()])\s*", r"\1", rule) for rule in rules] for rules in read
    )
    for path, rules in zip(paths, parts, strict=True):
        starts = range(len(whole) - len(rules) + 1)
        here = any(whole[start : start + len(rules)] == rules for start in starts)
        assert here, path.name


def test_thumbnails_are_drawn_from_their_own_cells(browser):
    page = test_browser.opened(browser, "gallery/index")
    images = page.locator(".gallery-cards img")
    drawn = set()
    for image in images.all():
        image.scroll_into_view_if_needed()
        image.evaluate("image => image.decode()")
        assert image.evaluate("image => image.naturalWidth") == 400
        drawn.add(image.screenshot())
    figures = SITE.glob("_images/*_thumb.svg")
    assert len(drawn) == len({path.read_bytes() for path in figures})


def test_order_of_every_page_is_kept_in_the_bundle():
    assert in_order([["a", "c"], ["a", "b", "c"], ["c", "d"]]) == ["a", "b", "c", "d"]


def test_addresses_in_a_stylesheet_are_moved_with_it(tmp_path):
    (tmp_path / "_static" / "styles").mkdir(parents=True)
    css = 'a{background:url("x.png")}b{background:url(data:image/png;base64,AA)}'
    (tmp_path / "_static" / "styles" / "theme.css").write_text(css)
    moved = style(tmp_path, "_static/styles/theme.css")
    assert moved == css.replace("x.png", "styles/x.png")


@pytest.mark.parametrize(
    ("drawing", "short"),
    [
        ('<path d="M 1.23456 2 \nL 3 4 \nz\n"/>', '<path d="M1.235 2L3 4z"/>'),
        ('<path d="a1.23456 1 0 01.5.5 1"/>', '<path d="a1.23456 1 0 01.5.5 1"/>'),
        ('<use x="1.23456" id="a"/>', '<use x="1.235"/>'),
        ('<b id="a"/><use href="#a"/>', '<b id="n-a"/><use href="#n-a"/>'),
        ('<g><g x="1"><g/><b/></g></g>', '<g x="1"><b/></g>'),
        ('<g transform="scale(0.01234)"/>', '<g transform="scale(0.01234)"/>'),
        ('<text transform="rotate(-0 1.2 3)">1.23456</text>', "<text>1.23456</text>"),
    ],
)
def test_short_drawing_shows_the_same(drawing, short):
    start = '<svg viewBox="0 0 9 9">'
    assert shortened(f"<?xml?>{start}{drawing}</svg>", "n-") == f"{start}{short}</svg>"


def test_size_is_written_once_and_only_for_files_of_the_site(tmp_path):
    (tmp_path / "dot.svg").write_text('<svg width="3" height="2"/>')
    page = SimpleNamespace(parent=tmp_path)

    def sized(html: str) -> str:
        return IMAGE.sub(lambda match: tag(page.parent, match), html)

    once = sized('<img alt="점" src="dot.svg">')
    assert once == '<img width="3" height="2" loading="lazy" alt="점" src="dot.svg">'
    assert sized(once) == once
    assert sized('<img src="missing.svg">') == '<img src="missing.svg">'
