"""예제를 카드로 보여 줍니다.

``gallery-cards``는 강의에서는 그 강의의 예제를, 예제 목록(``GALLERY_HEADER.rst``)에서는
모든 예제를 보여 주고 강의를 고르는 단추를 함께 둡니다.
카드에는 실행해서 나온 그림, 강의, 제목, 첫 문장이 있습니다.
Sphinx-Gallery가 만든 목록은 고를 수 없고 이름 없는 링크가 있어 쓰지 않습니다.
그림의 대체 텍스트는 예제의 그림에 적힌 제목입니다.

작은 그림에서는 글자를 뺍니다. 읽을 수 없을 만큼 작고,
``<img>`` 안의 글자는 사이트의 글꼴을 쓰지 못합니다.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from example_pages import lecture_of
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

INDEX = "gallery/index"
STOCK = re.compile(
    r"^\.\. raw:: html\n\n    <div class=\"sphx-glr-thumbnails\">.*(?=^\.\. toctree::)",
    re.MULTILINE | re.DOTALL,
)
TEXT = re.compile(r"<text\b.*?</text>|<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL)
ALT = re.compile(r"^\.\. image-sg:: .*\n +:alt: (.+?)\. ", re.MULTILINE)
EMPTY_GROUP = re.compile(r"<g\b[^>]*(?:/>|(?<!/)>\s*</g>)")


class GalleryCards(nodes.General, nodes.Element):
    """모든 예제를 읽은 뒤에 카드로 바뀌는 자리."""


class GalleryCardsDirective(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        for thumb in thumbnails(self.env.srcdir):
            name = thumb.relative_to(self.env.srcdir).as_posix()
            self.env.images.add_file(self.env.docname, name)
        return [GalleryCards()]


def thumbnails(docs: str | Path) -> list[Path]:
    return sorted(Path(docs).glob("gallery/images/thumb/*_thumb.svg"))


def simplify_thumbnails(app: Sphinx) -> None:
    """Sphinx-Gallery가 둔 작은 그림에서 글자를 뺍니다."""
    for thumb in thumbnails(app.srcdir):
        # 실패한 예제에는 이름만 svg인 PNG가 있습니다.
        svg = thumb.read_bytes().decode(errors="replace")
        if svg.startswith("<") and (simple := without_text(svg)) != svg:
            thumb.write_text(simple, encoding="utf-8")


def without_text(svg: str) -> str:
    """글자와, 글자를 빼고 나서 빈 묶음을 지운 SVG."""
    svg = TEXT.sub("", svg)
    while EMPTY_GROUP.search(svg):
        svg = EMPTY_GROUP.sub("", svg)
    return svg


def remove_stock_list(app: Sphinx, docname: str, source: list[str]) -> None:
    """Sphinx-Gallery가 만든 목록을 뺍니다. 차례(toctree)는 남깁니다."""
    if docname != INDEX:
        return
    if not STOCK.search(source[0]):
        raise ExtensionError(
            "gallery/index: Sphinx-Gallery가 만든 목록을 찾지 못했습니다. "
            "_ext/gallery_cards.py를 새 Sphinx-Gallery에 맞추세요."
        )
    source[0] = STOCK.sub("", source[0])


def fill_cards(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for place in list(doctree.findall(GalleryCards)):
        html = all_cards(app) if docname == INDEX else lecture_cards(app, docname)
        place.replace_self(nodes.raw("", html, format="html"))


def examples_of(app: Sphinx) -> dict[str, list[str]]:
    """강의의 이름으로 찾는 예제의 이름. 차례대로입니다."""
    found: dict[str, list[str]] = {}
    for name in sorted(app.env.found_docs):
        if re.fullmatch(r"gallery/\d\w*", name):
            lecture = lecture_of(name.removeprefix("gallery/"), Path(app.srcdir))
            found.setdefault(lecture, []).append(name)
    return found


def lecture_cards(app: Sphinx, lecture: str) -> str:
    """강의 하나의 카드."""
    examples = examples_of(app).get(lecture, [])
    return card_list([card(app, lecture, name, "") for name in examples])


def all_cards(app: Sphinx) -> str:
    """강의를 고르는 단추와 모든 카드의 HTML."""
    topics = examples_of(app)
    items = [
        card(app, INDEX, name, lecture)
        for lecture, names in topics.items()
        for name in names
    ]
    if app.builder.embedded:  # 전자책에서는 고를 수 없습니다.
        return card_list(items)
    buttons = [f'<button type="button" aria-pressed="true">전체 {len(items)}</button>']
    buttons += [
        f'<button type="button" aria-pressed="false" data-topic="{lecture}">'
        f"{title_of(app, lecture)} {len(names)}</button>"
        for lecture, names in topics.items()
    ]
    return (
        '<div class="gallery-filter" role="group" aria-label="강의로 고르기" hidden>'
        f"{''.join(buttons)}</div>"
        f'<p class="gallery-count" role="status">예제 {len(items)}개</p>'
        f"{card_list(items)}"
    )


def card_list(items: list[str]) -> str:
    return f'<ul class="gallery-cards">{"".join(items)}</ul>'


def card(app: Sphinx, docname: str, example: str, lecture: str) -> str:
    """``docname``에 놓을 카드 하나. ``lecture``를 주면 강의의 제목도 적습니다."""
    stem = example.removeprefix("gallery/")
    thumb = f"gallery/images/thumb/sphx_glr_{stem}_thumb.svg"
    name = app.env.images[thumb][1]
    app.builder.images[thumb] = name
    image = f"{'../' * docname.count('/')}{app.builder.imagedir}/{name}"
    alt = figure_title(Path(app.srcdir, f"{example}.rst"))
    link = app.builder.get_relative_uri(docname, example)
    topic = attribute = ""
    if lecture:
        attribute = f' data-topic="{lecture}"'
        topic = f'<span class="card-topic">{title_of(app, lecture)}</span>'
    return (
        f'<li{attribute}><a href="{link}">'
        f'<img alt="{escape(alt)}" src="{image}">{topic}'
        f'<span class="card-title">{title_of(app, example)}</span>'
        f'<span class="card-intro">{app.env.metadata[example]["executed"].intro}</span>'
        "</a></li>"
    )


def figure_title(page: Path) -> str:
    """예제의 첫 그림에 적힌 제목."""
    found = ALT.search(page.read_text(encoding="utf-8"))
    return found[1] if found else "그림 없이 글만 출력하는 예제"


def title_of(app: Sphinx, docname: str) -> str:
    return escape(app.env.titles[docname].astext())


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(GalleryCards)
    app.add_directive("gallery-cards", GalleryCardsDirective)
    app.add_js_file("gallery_filter.js", loading_method="defer")
    # Sphinx-Gallery가 예제를 모두 실행한 뒤입니다.
    app.connect("builder-inited", simplify_thumbnails, priority=900)
    app.connect("source-read", remove_stock_list)
    app.connect("doctree-resolved", fill_cards)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
