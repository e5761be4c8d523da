"""독자가 움직이는 그림을 진짜 브라우저에서 손가락 대신 키보드로 움직여 봅니다."""

import json
import re
from types import SimpleNamespace

import explorable
import numpy as np
import pytest
import test_browser
from bs4 import BeautifulSoup
from conftest import ROOT, SITE
from playwright.sync_api import Page, expect

FIGURES = {
    "initializer_depth": "4_1_initializers",
    "penalty_boundary": "4_2_regularization",
    "dropout_mask": "4_3_dropout",
    "batch_choice": "4_4_batch_normalization",
    "activation_slope": "4_5_activations",
}
KEYS = {"range": "ArrowRight", "radio": "ArrowRight", "checkbox": "Space"}
KEYS |= {"select-one": "ArrowDown", "button": "Enter"}
CONTROLS = ".explorable-controls :is(input, select, button)"
DRAWING = ".explorable-drawing"
NOW = ".explorable-now"
PANEL = ".explorable-panel"
SMALL_PHONE = {"width": 375, "height": 667}
WIDTHS = (375, 700, 1280)
SCRIPT_LIMIT = 15_000

every_figure = pytest.mark.parametrize("name", FIGURES)


def live(browser, name: str, **context) -> Page:
    """그림이 그려진 강의."""
    page = test_browser.opened(browser, FIGURES[name], **context)
    expect(page.locator(NOW)).not_to_have_text("")
    return page


def settled(page: Page) -> tuple[str, str]:
    """움직인 뒤의 그림과 문장. 문장은 조금 늦게 바뀝니다."""
    page.wait_for_timeout(300)
    return page.locator(DRAWING).inner_html(), page.locator(NOW).inner_text()


def data_of(name: str) -> dict:
    html = BeautifulSoup((SITE / f"{FIGURES[name]}.html").read_bytes(), "html.parser")
    (root,) = html.select(f'[data-explorable="{name}"]')
    return json.loads(root.script.string)


def move(page: Page, control: int, times: int) -> str:
    """``control``번째 것을 오른쪽으로 움직인 뒤의 문장."""
    kind = page.locator(CONTROLS).nth(control)
    key = KEYS[kind.evaluate("control => control.type")]
    for _ in range(times):
        kind.press(key)
    return settled(page)[1]


@every_figure
def test_figure_loads_its_script_only_where_it_is(browser, name):
    page = live(browser, name)
    scripts = page.locator('script[src*="explorable"]').all()
    addresses = [script.get_attribute("src") for script in scripts]
    for address, file in zip(
        addresses, ("explorable", f"explorable/{name}"), strict=True
    ):
        assert re.fullmatch(rf"_static/{file}\.js\?v=\w+", address)
    assert page.locator(f"{DRAWING} :is(polyline, circle, rect)").count() > 0
    assert page.locator(".explorable .figure-scroll").is_hidden()
    assert page.errors == []
    others = [path for path in SITE.glob("*.html") if path.stem not in FIGURES.values()]
    assert others
    for path in others:
        assert "explorable" not in path.read_text(encoding="utf-8"), path


@every_figure
def test_every_control_moves_the_figure_by_keyboard(browser, name):
    page = live(browser, name)
    before = settled(page)
    page.locator(".cell:has(.explorable) summary").press("Tab")  # 코드를 펼치는 곳
    kinds = set()
    while page.evaluate(f"document.activeElement.matches('{CONTROLS}')"):
        kind = page.evaluate("document.activeElement.type")
        if kind not in kinds:
            page.keyboard.press(KEYS[kind])
            after = settled(page)
            assert before[0] != after[0], kind
            assert before[1] != after[1], kind
            before = after
        kinds.add(kind)
        page.keyboard.press("Tab")
    assert len(kinds) == 2
    assert page.errors == []


def test_dropout_mask_shows_what_the_layer_dropped(browser):
    data, page = data_of("dropout_mask"), live(browser, "dropout_mask")
    assert np.allclose(data["kept"], 1 / (1 - np.array(data["rates"])), atol=0.01)
    sentence = move(page, 0, 2)
    mask = data["masks"][7][0]
    assert page.locator(f"{DRAWING} path").count() == mask.count("0")
    assert page.locator(f"{DRAWING} .filled").count() == mask.count("1")
    assert f"비율은 {data['rates'][7]}이고" in sentence
    assert f"{mask.count('0')}칸이 꺼졌고, 남은 값은 {data['kept'][7]}" in sentence
    assert f"평균은 {data['means'][7][0]:.2f}" in sentence
    assert f"평균은 {data['means'][7][1]:.2f}" in move(page, 1, 1)
    assert data["masks"][7][1] != mask


def test_activation_slope_shows_the_values_and_gradients(browser):
    data, page = data_of("activation_slope"), live(browser, "activation_slope")
    x, at = np.array(data["x"]), data["x"].index(-2)
    for curves, function in (
        (data["curves"][0], lambda slope: np.where(x > 0, x, slope * x)),
        (data["curves"][1], lambda slope: np.where(x > 0, x, slope * np.expm1(x))),
    ):
        for slope, (values, _) in zip(data["slopes"], curves, strict=True):
            assert np.allclose(values, function(slope), atol=0.001)
    (values, slopes), sentence = data["curves"][0][5], move(page, 1, 3)
    assert "negative_slope=0.5" in sentence
    assert f"값은 {values[at]:g}, 기울기는 {slopes[at]:g}" in sentence
    points = page.locator(f"{DRAWING} .main").first.get_attribute("points")
    assert len(points.split()) == len(x)
    (values, slopes), sentence = data["curves"][2][0], move(page, 0, 2)
    assert f"값은 {values[at]:g}, 기울기는 {slopes[at]:g}" in sentence
    assert page.locator(CONTROLS).nth(1).is_disabled()


def test_initializer_depth_shows_both_ends_of_the_network(browser):
    data, page = data_of("initializer_depth"), live(browser, "initializer_depth")
    assert np.shape(data["spreads"])[:3] == (len(data["functions"]), 8, 2)
    sentence = move(page, 0, 1)
    chosen = data["names"].index("he_normal")
    assert sentence.startswith("tanh, he_normal")
    shown = [float(number) for number in re.findall(r"층 ([\d.e-]+\d)", sentence)]
    rows = data["spreads"][1][chosen]
    assert shown == [row[end] for row in rows for end in (0, -1)]
    assert page.locator(f"{DRAWING} .main").count() == 2


def test_penalty_boundary_counts_the_small_weights(browser):
    data, page = data_of("penalty_boundary"), live(browser, "penalty_boundary")
    weights = np.abs(data["weights"])
    assert np.array_equal((weights < 0.05).sum(axis=2), data["near_zero"])
    assert np.allclose(weights.max(axis=2), data["largest"], atol=0.01)
    sentence = move(page, 2, 1)
    assert "L2(0.03)" in sentence
    assert f"작은 것은 {data['near_zero'][1][4]}개" in sentence
    assert f"크기는 {data['largest'][1][4]:.2f}" in sentence
    assert f"정확도는 {data['accuracy'][1][4]}" in sentence
    assert page.locator(f"{DRAWING} circle.filled").count() == weights.shape[2]


def test_batch_choice_normalizes_the_chosen_samples(browser):
    data, page = data_of("batch_choice"), live(browser, "batch_choice")
    samples = np.array(data["samples"], dtype=float)
    assert len(data["batches"]) == 2 ** len(samples) - 1
    for key, batch in data["batches"].items():
        chosen = samples[[mark == "1" for mark in key]]
        standard = (chosen - chosen.mean()) / np.sqrt(chosen.var() + 0.001)
        assert np.allclose(batch["trained"], standard, atol=0.01)
    without_last = data["batches"]["111110"]
    sentence = move(page, len(samples) - 1, 1)
    assert ", ".join(f"{out:.2f}" for out in without_last["trained"]) in sentence
    assert page.locator(f"{DRAWING} path").count() == 1
    sentence = move(page, len(samples), 1)
    assert sentence.startswith("추론")
    assert ", ".join(f"{out:.2f}" for out in without_last["inferred"]) in sentence
    for sample in range(len(samples) - 1):
        sentence = move(page, sample, 1)
    assert sentence.startswith("배치가 비었습니다")


@every_figure
def test_without_scripts_the_static_figure_stays(browser, name):
    page = test_browser.opened(browser, FIGURES[name], java_script_enabled=False)
    static = page.locator(".explorable .figure-scroll > svg")
    assert static.count() == 1
    assert static.is_visible()
    assert len(static.get_attribute("aria-label")) > 20
    assert "스크립트를 켜면" in page.locator(PANEL).inner_text()
    assert page.locator(DRAWING).count() == 0


@every_figure
def test_print_shows_the_static_figure(browser, name):
    page = live(browser, name)
    page.emulate_media(media="print")
    assert page.locator(".explorable .figure-scroll").is_visible()
    assert page.locator(DRAWING).is_hidden()
    assert page.locator(PANEL).is_hidden()


@pytest.mark.parametrize("width", WIDTHS)
@every_figure
def test_nothing_moves_when_the_figure_arrives_or_changes(browser, name, width):
    """스크립트가 늦게 오거나 문장이 길어져도 아래의 글은 제자리에 있습니다."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.route(re.compile(r"explorable.*\.js"), lambda route: route.abort())
    page.goto((SITE / f"{FIGURES[name]}.html").resolve().as_uri())
    height = "document.querySelector('.explorable').offsetHeight"
    reserved = page.evaluate(height)
    assert page.locator(".explorable.is-live").count() == 0
    page = live(browser, name, viewport={"width": width, "height": 800})
    assert page.evaluate(height) == reserved
    for control in page.locator(CONTROLS).all():
        control.press(KEYS[control.evaluate("control => control.type")])
    settled(page)
    assert page.evaluate(height) == reserved


@every_figure
def test_figure_fits_a_small_phone_and_a_thumb(browser, name):
    page = live(browser, name, viewport=SMALL_PHONE, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sticking_out = page.evaluate(
        """() => [...document.querySelectorAll(".explorable *")]
            .filter((element) => element.offsetWidth > 0)
            .filter((element) => element.getBoundingClientRect().right > innerWidth)
            .map((element) => element.outerHTML)"""
    )
    assert sticking_out == []
    targets = ".explorable-control :is(input[type=range], select, button, label:has(*))"
    boxes = [target.bounding_box() for target in page.locator(targets).all()]
    assert boxes
    assert all(min(box["width"], box["height"]) >= 44 for box in boxes)
    page.locator(CONTROLS).last.tap()
    assert page.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@every_figure
def test_text_and_lines_stand_out_from_the_background(browser, name, scheme):
    page = live(browser, name, color_scheme=scheme)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for selector, attribute, least in (
        (f"{DRAWING} text:not(.on-filled)", "fill", 4.5),
        (f"{DRAWING} :is(.main, .faint, .axis, .dashed, .hollow)", "stroke", 3),
        (f"{DRAWING} .filled", "fill", 4.5),  # 그 위의 글자는 바탕색입니다.
        (f"{NOW}, .explorable label, .explorable legend", "color", 4.5),
    ):
        colors = page.evaluate(
            "([selector, name]) => [...document.querySelectorAll(selector)]"
            ".map((element) => getComputedStyle(element)[name])",
            [selector, attribute],
        )
        for color in set(colors):
            assert contrast(color, background) >= least, (selector, color)


def contrast(*colors: str) -> float:
    """두 색의 명암비. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""

    def luminance(color: str) -> float:
        parts = np.array(re.findall(r"[\d.]+", color)[:3], dtype=float) / 255
        linear = np.where(
            parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4
        )
        return float(linear @ [0.2126, 0.7152, 0.0722])

    dark, bright = sorted(map(luminance, colors))
    return (bright + 0.05) / (dark + 0.05)


@every_figure
def test_script_and_data_are_small(name):
    for script in ("explorable.js", f"explorable/{name}.js"):
        assert (ROOT / "_static" / script).stat().st_size <= SCRIPT_LIMIT
    assert len(json.dumps(data_of(name), ensure_ascii=False)) <= explorable.MAX_BYTES


def test_scripts_obey_the_content_security_policy():
    for script in [ROOT / "_static/explorable.js", *ROOT.glob("_static/explorable/*")]:
        text = script.read_text(encoding="utf-8")
        assert '"use strict"' in text
        assert not re.search(
            r"innerHTML|\beval\(|new Function|https?://(?!www\.w3)", text
        )


@pytest.mark.parametrize(
    ("data", "figures", "problem"),
    [
        ([1], [1], "자료는"),
        ({"masks": []}, [1], "자료는"),
        ({"figure": "../explorable"}, [1], "가 없습니다"),
        ({"figure": "nothing"}, [1], "nothing.js가 없습니다"),
        ({"figure": "dropout_mask", "x": float("nan")}, [1], "JSON"),
        ({"figure": "dropout_mask", "x": "0" * 30_000}, [1], "바이트까지"),
        ({"figure": "dropout_mask"}, [], "plt.show()"),
    ],
)
def test_bad_data_is_a_problem(data, figures, problem):
    app = SimpleNamespace(confdir=ROOT)
    assert problem in explorable.problem_with(app, data, figures)


def test_data_cannot_close_the_script():
    assert "<" not in explorable.as_json({"figure": "</script><b>"})
