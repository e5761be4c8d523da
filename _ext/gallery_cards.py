"""예제 목록을 강의별로 고를 수 있는 카드로 보여 줍니다.

``examples/GALLERY_HEADER.rst``의 ``gallery-cards``가 모든 예제의 카드가 됩니다.
카드에는 실행해서 나온 그림, 강의, 제목, 첫 문장이 있습니다.
Sphinx-Gallery가 만든 목록은 고를 수 없고 이름 없는 링크가 있어 쓰지 않습니다.

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
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

INDEX = "gallery/index"
STOCK = re.compile(
    r"^\.\. raw:: html\n\n    <div class=\"sphx-glr-thumbnails\">.*(?=^\.\. toctree::)",
    re.MULTILINE | re.DOTALL,
)
TEXT = re.compile(r"<text\b.*?</text>|<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL)
EMPTY_GROUP = re.compile(r"<g\b[^>]*(?:/>|(?<!/)>\s*</g>)")


class GalleryCards(nodes.General, nodes.Element):
    """모든 예제를 읽은 뒤에 카드로 바뀌는 자리."""


class GalleryCardsDirective(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        for thumb in thumbnails(Path(self.env.srcdir)):
            name = thumb.relative_to(self.env.srcdir).as_posix()
            self.env.images.add_file(self.env.docname, name)
        return [GalleryCards()]


def thumbnails(docs: Path) -> list[Path]:
    return sorted(docs.glob("gallery/images/thumb/*_thumb.svg"))


def trim_thumbnails(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """읽기 전에 글자를 뺍니다. 읽은 뒤에 고치면 그 그림을 쓰는 강의를 다시 읽습니다."""
    for thumb in thumbnails(Path(app.srcdir)):
        svg = thumb.read_text("utf-8")
        if (trimmed := without_text(svg)) != svg:
            thumb.write_text(trimmed, encoding="utf-8")


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
        place.replace_self(nodes.raw("", cards(app, docname), format="html"))


def cards(app: Sphinx, docname: str) -> str:
    """강의를 고르는 단추와 카드의 HTML."""
    examples = sorted(
        name for name in app.env.found_docs if re.fullmatch(r"gallery/\d\w*", name)
    )
    topics: dict[str, int] = {}
    items = []
    for example in examples:
        lecture = lecture_of(example.removeprefix("gallery/"), Path(app.srcdir))
        topics[lecture] = topics.get(lecture, 0) + 1
        items.append(card(app, docname, example, lecture))
    buttons = [f'<button type="button" aria-pressed="true">전체 {len(items)}</button>']
    buttons += [
        f'<button type="button" aria-pressed="false" data-topic="{lecture}">'
        f"{title_of(app, lecture)} {count}</button>"
        for lecture, count in topics.items()
    ]
    return (
        '<div class="gallery-filter" role="group" aria-label="강의로 고르기" hidden>'
        f"{''.join(buttons)}</div>"
        f'<p class="gallery-count" role="status">예제 {len(items)}개</p>'
        f'<ul class="gallery-cards">{"".join(items)}</ul>'
    )


def card(app: Sphinx, docname: str, example: str, lecture: str) -> str:
    stem = example.removeprefix("gallery/")
    thumb = f"gallery/images/thumb/sphx_glr_{stem}_thumb.svg"
    name = app.env.images[thumb][1]
    app.builder.images[thumb] = name
    image = f"{app.builder.imgpath}/{name}"
    link = app.builder.get_relative_uri(docname, example)
    intro = app.env.metadata[example]["executed"].intro
    return (
        f'<li data-topic="{lecture}"><a href="{link}">'
        f'<img alt="" src="{image}">'
        f'<span class="card-topic">{title_of(app, lecture)}</span>'
        f'<span class="card-title">{title_of(app, example)}</span>'
        f'<span class="card-intro">{intro}</span></a></li>'
    )


def title_of(app: Sphinx, docname: str) -> str:
    return escape(app.env.titles[docname].astext())


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(GalleryCards)
    app.add_directive("gallery-cards", GalleryCardsDirective)
    app.add_js_file("gallery_filter.js", loading_method="defer")
    app.connect("env-before-read-docs", trim_thumbnails)
    app.connect("source-read", remove_stock_list)
    app.connect("doctree-resolved", fill_cards)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
