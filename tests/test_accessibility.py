"""모든 페이지를 낭독기와 자판으로 읽을 수 있고, 글과 그림이 잘 보이는지 봅니다.

밝은 화면과 어두운 화면을 전화와 책상의 크기에서 봅니다.
"""

import re

import pytest
from conftest import CHECKERS, EXAMPLES, ROOT, SITE
from playwright.sync_api import Page
from test_browser import PHONE, opened
from test_explorable import contrast

NOT_FOUND = "404"
ALL = sorted(
    path.relative_to(SITE).with_suffix("").as_posix()
    for path in SITE.rglob("*.html")
    if b'http-equiv="refresh"' not in path.read_bytes()  # 예전 주소는 곧 떠납니다.
)
DESK = {"width": 1280, "height": 900}
SCREENS = {"전화": PHONE, "책상": DESK}
# 생김새가 서로 다른 페이지
KINDS = ("index", "4_3_dropout", "fact_check", "search", "genindex")
KINDS += ("gallery/index", "gallery/4_3_dropout_2_overfitting")
LECTURE = "4_3_dropout"
CONTRAST = (ROOT / "tests/contrast.js").read_text(encoding="utf-8")
FOCUS = (ROOT / "tests/focus.js").read_text(encoding="utf-8")
RUN_AXE = """async () => (await axe.run({ resultTypes: ["violations"] })).violations
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
        `${id} ${target}: ${failureSummary}`))"""

every_page = pytest.mark.parametrize("name", ALL)


@pytest.fixture
def visit(browser, site_address):
    """페이지를 엽니다. 움직임은 줄입니다."""

    def visit(name: str, **options) -> Page:
        page = opened(browser, name, **{"reduced_motion": "reduce", **options})
        if name == NOT_FOUND:  # 서버가 없는 주소에 보내는 페이지입니다.
            page.goto(f"{site_address}/no/such/page")
        return page

    return visit


@pytest.fixture(scope="session")
def axe() -> str:
    file = CHECKERS / "axe-core/axe.min.js"
    assert file.is_file(), "검사기가 없습니다. nox -s tests를 실행하세요."
    return file.read_text(encoding="utf-8")


def settle(page: Page) -> None:
    """바뀐 크기와 색이 화면에 그려질 때까지 기다립니다."""
    frame = "new Promise((done) => requestAnimationFrame(done))"
    page.evaluate(f"{frame}.then(() => {frame})")


def in_every_look(page: Page, script: str) -> dict[tuple[str, str], list[str]]:
    """화면의 크기와 색마다 ``script``가 찾은 것. 찾은 것이 없으면 빈 사전입니다."""
    found = {}
    for screen, size in SCREENS.items():
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            settle(page)
            found[screen, scheme] = page.evaluate(script)
    return {look: problems for look, problems in found.items() if problems}


def open_everything(page: Page) -> None:
    page.evaluate(
        "document.querySelectorAll('details').forEach((it) => it.open = true)"
    )


# -- axe와 명암비 ---------------------------------------------------------------


@every_page
def test_axe_finds_nothing(visit, axe, name):
    page = visit(name)
    open_everything(page)
    page.evaluate(axe)
    assert in_every_look(page, RUN_AXE) == {}


@pytest.mark.parametrize("query", ["드롭아웃", "zzzz", ""])
@pytest.mark.parametrize("name", ["index", "search"])
def test_axe_finds_nothing_while_searching(visit, axe, name, query):
    page = visit(name)
    page.keyboard.press("/")
    page.keyboard.type(query)
    page.wait_for_timeout(500)  # 결과가 다 나올 때까지
    page.evaluate(axe)
    assert in_every_look(page, RUN_AXE) == {}


@pytest.mark.parametrize("menu", ["nav", "toc"])
def test_axe_finds_nothing_in_an_open_menu(visit, axe, menu):
    page = visit(LECTURE, viewport=PHONE)
    page.locator(f".mobile-header .{menu}-overlay-icon").click()
    page.evaluate(axe)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        settle(page)
        assert page.evaluate(RUN_AXE) == []


@every_page
def test_text_and_figures_stand_out(visit, name):
    page = visit(name, viewport=DESK)
    open_everything(page)
    assert in_every_look(page, CONTRAST) == {}
    page.evaluate("document.body.dataset.theme = 'dark'")
    page.emulate_media(color_scheme="light")
    assert page.evaluate(CONTRAST) == [], "단추로 고른 어두운 화면"


# -- 대체 텍스트 ----------------------------------------------------------------


@every_page
def test_every_picture_says_what_it_shows(visit, name):
    page = visit(name, java_script_enabled=False)
    alts = page.locator("article :is(img, svg[role=img])").evaluate_all(
        "(all) => all.map((it) => it.alt ?? it.getAttribute('aria-label'))"
    )
    for alt in alts:
        assert re.search("[가-힣]", alt), alt
        assert len(alt) >= 15, alt


@pytest.mark.parametrize("example", EXAMPLES)
def test_figure_of_an_example_names_its_axes_and_legend(visit, example):
    script = (ROOT / "examples" / f"{example}.py").read_text(encoding="utf-8")
    written = re.findall(r'(?:[xy]label=|set_[xy]label\()"([^"]+)"', script)
    written += re.findall(r'(?:suptitle|set_title)\("([^"]+)"', script)
    page = visit(f"gallery/{example}")
    figures = page.locator("article svg[role=img]")
    alts = " ".join(it.get_attribute("aria-label") for it in figures.all())
    assert [text for text in written if text not in alts] == []


# -- 자판 -----------------------------------------------------------------------


@pytest.mark.parametrize(("screen", "scheme"), [("전화", "dark"), ("책상", "light")])
@pytest.mark.parametrize("name", KINDS)
def test_tab_visits_everything_in_order_and_shows_where_it_is(
    visit, name, screen, scheme
):
    page = visit(name, viewport=SCREENS[screen], color_scheme=scheme)
    page.evaluate(FOCUS)
    settle(page)
    wanted = page.evaluate("focusWatch.start()")
    assert wanted > 5
    for _ in range(wanted + 2):
        page.keyboard.press("Tab")
    assert page.evaluate("focusWatch.problems()") == []
    colors = page.evaluate("focusWatch.colors()")
    assert all(contrast(*pair) >= 3 for pair in colors), colors


def test_skip_link_leads_into_the_article(visit):
    page = visit(LECTURE, viewport=DESK)
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == "본문으로 건너뛰기"
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


@pytest.mark.parametrize(
    ("place", "key"), [("article p a", "/"), (".sidebar-search", "Enter")]
)
def test_search_dialog_closes_with_escape_and_gives_the_focus_back(visit, place, key):
    page = visit("index", viewport=DESK)
    opener = page.locator(place).first
    opener.focus()
    page.keyboard.press(key)
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    for _ in range(3):  # 창 안에서 한 바퀴 돌아도 뒤의 페이지로 새지 않습니다.
        page.keyboard.press("Tab")
        outside = "!document.activeElement.closest('dialog')"
        assert not page.evaluate(f"{outside} && document.activeElement.href")
    page.keyboard.press("Escape")
    assert dialog.count() == 0
    assert opener.evaluate("(it) => it === document.activeElement")


@pytest.mark.parametrize(("menu", "drawer"), [("nav", "sidebar"), ("toc", "toc")])
def test_menu_opens_and_closes_with_the_keyboard(visit, menu, drawer):
    page = visit(LECTURE, viewport=PHONE)
    button = page.locator(f".mobile-header .{menu}-overlay-icon [role=button]")
    inside = f"document.activeElement.closest('.{drawer}-drawer') !== null"
    for key in ("Enter", "Space"):
        button.focus()
        page.keyboard.press(key)
        assert page.evaluate(inside)
        assert button.get_attribute("aria-expanded") == "true"
        page.keyboard.press("Escape")
        assert button.evaluate("(it) => it === document.activeElement")
        assert button.get_attribute("aria-expanded") == "false"
    button.press("Enter")
    page.keyboard.press("Shift+Tab")  # 밖으로 나가면 닫힙니다.
    assert button.get_attribute("aria-expanded") == "false"


def test_what_overflows_scrolls_with_the_arrow_keys(visit):
    page = visit(LECTURE, viewport=PHONE)
    settle(page)
    boxes = page.locator("article [role=group][tabindex='0']").all()
    names = {box.get_attribute("aria-label") for box in boxes}
    assert names >= {"옆으로 미는 코드", "옆으로 미는 출력", "옆으로 미는 그림"}
    boxes[0].focus()
    page.keyboard.press("ArrowRight")
    # 미는 움직임은 다음 화면부터 보입니다.
    moved = "(it) => it.scrollLeft > 0"
    page.wait_for_function(moved, arg=boxes[0].element_handle())
    page.set_viewport_size(DESK)
    settle(page)
    left = page.locator("article [role=group][tabindex]")
    assert 0 < left.count() < len(boxes)  # 넘치지 않게 된 것에는 들어가지 않습니다.
    assert all(
        box.evaluate("(it) => it.scrollWidth > it.clientWidth") for box in left.all()
    )


@pytest.mark.parametrize("preference", ["no-preference", "reduce"])
def test_nothing_moves_when_the_reader_asks_for_less_motion(visit, preference):
    page = visit(LECTURE, reduced_motion=preference)
    open_everything(page)
    durations = page.evaluate(
        """() => [...document.querySelectorAll("*")].flatMap((it) =>
            ["", "::before", "::after"].flatMap((part) => {
                const style = getComputedStyle(it, part);
                return [style.transitionDuration, style.animationDuration]
                    .join().split(",").map(parseFloat);
            }))"""
    )
    assert (max(durations) == 0) == (preference == "reduce")


# -- 인쇄 -----------------------------------------------------------------------


@pytest.mark.parametrize("name", [LECTURE, "gallery/4_3_dropout_2_overfitting"])
def test_paper_has_the_whole_lesson_and_no_interface(visit, name):
    page = visit(name, viewport={"width": 718, "height": 1047}, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    interface = (
        ".skip-to-content, .sidebar-drawer, .toc-drawer, header, button, summary"
    )
    assert page.locator(interface).filter(visible=True).count() == 0
    white = "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == white
    assert page.evaluate(CONTRAST) == []
    figures = page.locator(".figure-scroll > svg")
    assert figures.filter(visible=True).count() == figures.count() > 0
    cut = """() => [...document.querySelectorAll("pre, .figure-scroll")]
        .filter((it) => it.checkVisibility() && it.scrollWidth > it.clientWidth)
        .map((it) => it.textContent)"""
    assert page.evaluate(cut) == []


def test_cheat_sheet_fits_on_two_sheets_of_paper(visit):
    page = visit("cheat_sheet")
    page.evaluate("document.fonts.ready")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2


def test_paper_has_the_solutions_the_reader_opened(visit):
    page = visit(LECTURE)
    first, second = page.locator("details.hide:has(> .cell_output)").all()[:2]
    first.evaluate("(it) => it.open = true")
    page.emulate_media(media="print")
    assert first.locator("pre").first.is_visible()
    assert not second.is_visible()


def test_paper_spells_out_the_addresses_of_other_sites(visit):
    page = visit("getting_started")
    page.emulate_media(media="print")
    links = page.locator("article a[href^=http]").all()
    assert links
    for link in links:
        written = link.evaluate("(it) => getComputedStyle(it, '::after').content")
        assert link.get_attribute("href") in written
