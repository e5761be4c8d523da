"""진짜 브라우저로 봅니다."""

import re

import pytest
from conftest import EXAMPLES, LECTURES, SITE
from playwright.sync_api import Browser

REFERENCE = ["glossary", "cheat_sheet", "fact_check", "silent_traps", "errors"]
PAGES = ["index", "getting_started", "search", "old_code", "download", "changelog"]
PAGES += [*REFERENCE, *LECTURES]
PAGES += ["gallery/index", *(f"gallery/{example}" for example in EXAMPLES)]
PHONE = {"width": 390, "height": 844}


def opened(browser: Browser, name: str, **context):
    page = browser.new_context(**context).new_page()
    page.requests, page.errors = [], []
    # 콘텐츠 보안 정책을 어긴 것은 콘솔의 오류로 나옵니다.
    page.on(
        "console",
        lambda message: message.type == "error" and page.errors.append(message.text),
    )
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto((SITE / f"{name}.html").resolve().as_uri())
    return page


@pytest.mark.parametrize("name", PAGES)
def test_page_fits_a_phone_and_asks_no_other_server(browser, name):
    page = opened(browser, name, viewport=PHONE)
    # 넘친 글은 테마가 .content 안에서 옆으로 밀리게 합니다.
    overflow = "(box) => document.querySelector(box).scrollWidth - innerWidth"
    assert page.evaluate(overflow, "html") <= 0
    assert page.evaluate(overflow, ".content") <= 0
    assert [
        url for url in page.requests if not url.startswith(("file:", "data:"))
    ] == []
    assert page.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lecture", LECTURES)
def test_figure_text_follows_the_color_of_the_page(browser, lecture, scheme):
    page = opened(browser, lecture, color_scheme=scheme)
    colors = page.evaluate(
        """() => [...document.querySelectorAll(".figure-scroll text")]
            .filter(t => !t.matches("[fill], [style*=fill]"))
            .map(t => getComputedStyle(t).fill)"""
    )
    body = page.evaluate("getComputedStyle(document.body).color")
    assert colors
    assert set(colors) == {body}


def test_copy_button_is_korean_and_copies_only_the_code(browser):
    page = opened(
        browser, LECTURES[0], permissions=["clipboard-read", "clipboard-write"]
    )
    button = page.locator("button.copybtn").first
    assert button.get_attribute("data-tooltip") == "복사"
    button.click(force=True)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("import ")
    assert not re.search(r"^(>>>|\$)", copied, re.MULTILINE)


def test_folded_solution_opens_with_the_keyboard(browser):
    page = opened(browser, LECTURES[0])
    summary = page.locator("details.hide summary").first
    assert "풀이" in summary.inner_text()
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.hide[open]").count() == 1


def test_injected_script_and_handler_do_not_run(browser):
    page = opened(browser, "index")
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            const button = document.createElement("button");
            button.setAttribute("onclick", "window.ran = true");
            document.body.append(script, button);
            button.click();
        }"""
    )
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in error for error in page.errors)


def test_theme_button_switches_the_page_to_dark(browser):
    page = opened(browser, "index", color_scheme="light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for _ in range(3):
        page.locator(".theme-toggle-content button").click()
        if page.evaluate("document.body.dataset.theme") == "dark":
            break
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
