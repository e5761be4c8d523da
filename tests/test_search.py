"""검색을 진짜 브라우저로 봅니다. 질의와 맞는 곳은 search_queries.txt에 있습니다."""

import gzip
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from bs4 import BeautifulSoup
from conftest import SITE
from playwright.sync_api import expect
from search_helpers import ASK, open_dialog, rank, read_queries

FILE = SITE.resolve().as_uri() + "/"
FIRST_QUERY_BYTES = 80_000
PHONE = {"width": 375, "height": 740}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)


class SubPathServer(SimpleHTTPRequestHandler):
    """``/docs/``에 사이트를 두고 보안 정책을 붙이는 서버."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix("/docs"))

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def sub_path():
    handler = partial(SubPathServer, directory=str(SITE.resolve()))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/docs/"
        server.shutdown()


@pytest.fixture
def page(browser):
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(20_000)
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def ready_page(chromium):
    page = chromium.new_page()
    open_dialog(page, f"{FILE}index.html")
    return page


def selected(page) -> str:
    return page.locator("[role=option][aria-selected=true]").get_attribute("href")


def type_query(page, text: str) -> None:
    page.keyboard.press("/")
    page.keyboard.insert_text(text)
    page.locator("[role=option]").first.wait_for()


# -- 품질 ------------------------------------------------------------------


@pytest.mark.parametrize("untouched", [False, True])
def test_right_section_is_among_the_first_three(ready_page, untouched):
    queries = [query for query in read_queries() if query.untouched == untouched]
    missed = [q.text for q in queries if not 0 < rank(ready_page, FILE, q) <= 3]
    assert len(queries) >= 75
    assert len(missed) <= 0.05 * len(queries), missed


def half_composed(word: str) -> list[str]:
    """두벌식 자판으로 한글 낱말을 칠 때 칸에 차례로 보이는 글."""
    leads = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
    tails = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
    joined = {
        "ㄱㅅ": "ㄳ",
        "ㄴㅎ": "ㄶ",
        "ㄹㄱ": "ㄺ",
        "ㄹㅂ": "ㄼ",
        "ㄹㅎ": "ㅀ",
        "ㅂㅅ": "ㅄ",
    }
    states, done = [], ""
    for letter in word:
        code = ord(letter) - ord("가")
        lead, open_code = leads[code // 588], code - code % 28
        # 다음 글자의 첫소리는 먼저 앞 글자의 받침이 됩니다.
        if done:
            before = ord(done[-1]) - ord("가")
            tail = tails[before % 28].strip()
            stolen = joined.get(tail + lead, "" if tail else lead)
            if stolen and stolen in tails:
                carried = chr(ord("가") + before - before % 28 + tails.index(stolen))
                states.append(done[:-1] + carried)
            else:
                states.append(done + lead)
        states += [done + chr(ord("가") + open_code), done + letter]
        done += letter
    return list(dict.fromkeys(states))


def test_half_composed_states_are_what_an_input_method_shows():
    assert half_composed("과대적") == ["과", "괃", "과대", "과댖", "과대저", "과대적"]


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("드롭아웃", "4_3_dropout.html#dropout"),
        ("콜백", "5_callbacks.html#callbacks"),
        ("초깃값", "4_1_initializers.html#initializers"),
        ("서브클래싱", "7_2_subclassing.html#subclassing"),
        ("활성화함수", "4_5_activations.html#activations"),
        ("배치정규화", "4_4_batch_normalization.html#batch-normalization"),
    ],
)
def test_every_half_composed_state_finds_the_word(ready_page, word, answer):
    for state in half_composed(word):
        if len(state) > 1:
            shown = [address for address, _ in ready_page.evaluate(ASK, state)]
            assert FILE + answer in shown, state


def test_corrected_query_is_told_and_the_match_is_marked(ready_page):
    ready_page.evaluate(ASK, "emfhqdkdnt")
    assert "‘드롭아웃’" in ready_page.locator(".search-status").inner_text()
    assert "드롭아웃" in ready_page.locator(".search-title mark").all_inner_texts()


def test_results_are_grouped_and_carry_a_line_with_the_match(ready_page):
    ready_page.evaluate(ASK, "between 0 and 1")
    option = ready_page.locator('[href$="#dropout-mistake-percent"]')
    option.locator(".search-context mark").first.wait_for()
    assert "between 0 and 1" in option.locator(".search-context").inner_text()
    groups = ready_page.locator("[role=group]").all()
    assert groups
    for group in groups:
        heading = group.get_attribute("aria-labelledby")
        assert ready_page.locator(f"#{heading}").inner_text()


def test_no_result_tells_what_to_do(ready_page):
    assert ready_page.evaluate(ASK, "큵큵큵큵") == []
    assert "결과가 없습니다" in ready_page.locator(".search-status").inner_text()
    links = ready_page.locator(".search-links a")
    assert [link.inner_text() for link in links.all()] == [
        *("용어", "오류 사전", "한눈에 보기"),
    ]


# -- 자판 ------------------------------------------------------------------


@pytest.mark.parametrize("shortcut", ["/", "Control+k"])
def test_dialog_opens_and_closes_with_the_keyboard(page, shortcut):
    page.goto(f"{FILE}4_3_dropout.html")
    page.locator("article p a").first.focus()
    page.keyboard.press(shortcut)
    assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"
    page.keyboard.type("a/b")
    assert page.locator("dialog .search-input").input_value() == "a/b"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")  # 첫 번째는 칸을 비웁니다.
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.matches('article p a')")


def test_arrows_move_and_enter_opens(page):
    page.goto(f"{FILE}gallery/4_3_dropout_1_mechanism.html")
    type_query(page, "체크포인트")
    first, second = (
        page.locator("[role=option]").nth(n).get_attribute("href") for n in (0, 1)
    )
    assert selected(page) == first
    page.keyboard.press("ArrowDown")
    assert selected(page) == second
    active = page.locator(".search-input").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("href") == second
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(first)
    assert page.locator("dialog[open]").count() == 0


def test_result_on_the_same_page_closes_the_dialog(page):
    page.goto(f"{FILE}4_3_dropout.html")
    type_query(page, "비율 고르기")
    page.locator('[href$="4_3_dropout.html#dropout-rates"]').click()
    assert page.url.endswith("#dropout-rates")
    assert page.locator("dialog[open]").count() == 0


def test_input_method_searches_while_composing_and_keeps_its_enter(page):
    page.goto(f"{FILE}index.html")
    page.keyboard.press("/")
    session = page.context.new_cdp_session(page)
    for text in ("드", "드로", "드롭", "드롭ㅇ"):
        session.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )
    page.locator('[role=option][href$="4_3_dropout.html#dropout"]').wait_for()
    before = page.url
    page.evaluate(
        """document.activeElement.dispatchEvent(new KeyboardEvent(
            "keydown", { key: "Enter", isComposing: true, bubbles: true }))"""
    )
    assert page.url == before
    assert page.locator("dialog[open]").count() == 1
    session.send("Input.insertText", {"text": "드롭아웃"})
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#"))


def test_slash_is_typed_in_a_field(page):
    page.goto(f"{FILE}index.html")
    page.evaluate(
        "document.querySelector('article').prepend(document.createElement('input'))"
    )
    page.locator("article input").press("/")
    assert page.locator("article input").input_value() == "/"
    assert page.locator("dialog[open]").count() == 0


@pytest.mark.parametrize("act", ["click", "Enter"])
def test_sidebar_box_opens_the_dialog(page, act):
    page.goto(f"{FILE}index.html")
    box = page.locator(".sidebar-search")
    if act == "click":
        box.click()
    else:
        box.press(act)
    assert page.locator("dialog[open] .search-input:focus").count() == 1
    page.locator(".search-close").click()
    assert page.evaluate("document.activeElement.matches('.sidebar-search')")


def test_phone_opens_the_dialog_from_the_menu(browser):
    page = browser.new_context(viewport=PHONE, has_touch=True).new_page()
    page.goto(f"{FILE}4_3_dropout.html")
    page.locator("label.nav-overlay-icon").tap()
    page.locator(".sidebar-search").tap()
    page.keyboard.insert_text("콜백")
    page.locator("[role=option]").first.tap()
    page.wait_for_url(re.compile("callback|glossary"))
    page.context.close()


# -- 어디에서나 ------------------------------------------------------------


@pytest.mark.parametrize("start", ["index", "gallery/4_3_dropout_1_mechanism"])
def test_works_from_a_sub_path_under_the_policy(page, sub_path, start):
    errors = []
    page.on("pageerror", lambda error: errors.append(error.stack))
    page.goto(f"{sub_path}{start}.html")
    type_query(page, "early stopping")
    page.locator(".search-context mark").first.wait_for()
    address = selected(page)
    assert address.startswith(sub_path)
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    assert page.locator("article h1").count() == 1
    assert [error for error in errors if "search" in error] == []


@pytest.mark.parametrize("query", ["배치정규화", "kernel_initializer", "과데적합"])
def test_search_page_shows_the_same_results(page, ready_page, query):
    page.goto(f"{FILE}search.html?q={query}")
    page.locator("[role=option]").first.wait_for()
    here = [
        option.get_attribute("href") for option in page.locator("[role=option]").all()
    ]
    assert here == [address for address, _ in ready_page.evaluate(ASK, query)]


def test_slash_moves_to_the_box_of_the_search_page(page):
    page.goto(f"{FILE}search.html")
    page.locator(".search-input").blur()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('.search-page input')")


def test_search_page_tells_what_to_do_without_scripts(browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{FILE}search.html")
    assert "JavaScript를 켜세요" in page.locator("article").inner_text()


@pytest.mark.parametrize("query", ["배치정규화", "kernel_initializer", "큵큵큵큵"])
@pytest.mark.parametrize("start", ["search", "5_callbacks"])
def test_results_fit_a_phone(browser, query, start):
    page = browser.new_context(viewport=PHONE, has_touch=True).new_page()
    page.goto(f"{FILE}{start}.html")
    page.keyboard.press("/")
    page.keyboard.insert_text(query)
    expect(page.locator(".search-status")).not_to_have_text("")
    for box in ("html", ".search-list"):
        too_wide = "box => document.querySelector(box).scrollWidth - innerWidth"
        assert page.evaluate(too_wide, box) <= 0
    page.context.close()


@pytest.mark.parametrize("query", ["드롭아웃", "kernel_initializer", "조기 종료"])
def test_first_query_is_small(page, sub_path, query):
    fetched = set()
    page.on("requestfinished", lambda request: fetched.add(request.url))
    page.goto(f"{sub_path}4_5_activations.html")
    page.keyboard.press("/")
    for letter in query:
        page.keyboard.insert_text(letter)
    page.locator("[role=option]").first.wait_for()
    expect(page.locator(".search-context:empty")).to_have_count(0)
    names = {url.removeprefix(sub_path).partition("?")[0] for url in fetched}
    search = {name for name in names if "search" in name}
    assert {"_static/search_engine.js", "_static/search/index.js"} <= search
    assert all("?v=" in url for url in fetched if "search" in url)
    total = sum(len(gzip.compress((SITE / name).read_bytes(), 6)) for name in search)
    assert total <= FIRST_QUERY_BYTES


def test_every_page_asks_for_the_same_index():
    pages = [
        BeautifulSoup(path.read_bytes(), "html.parser") for path in SITE.rglob("*.html")
    ]
    versions = {
        page.select_one("script[data-version]")["data-version"]
        for page in pages
        if not page.select('[http-equiv="refresh"]')  # 예전 주소에 둔 페이지
    }
    assert len(versions) == 1
    assert re.fullmatch("[0-9a-f]{8}", versions.pop())
