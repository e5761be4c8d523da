"""``docs/changelog.md``의 절을 소식(Atom) ``feed.xml``로도 냅니다.

절의 제목은 ``2026-11-23 한국어 검색``처럼 날짜로 시작하고, 새것을 위에 적습니다.
소식의 날짜는 모두 이 제목에서 오므로 언제 빌드해도 같습니다.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from xml.etree import ElementTree

from bs4 import BeautifulSoup
from docutils import nodes
from page_head import add_to_head
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

SOURCE, FEED = "changelog", "feed.xml"
ATOM = "http://www.w3.org/2005/Atom"
TITLE = re.compile(r"(\d{4}-\d\d-\d\d) (.+)")
LINK = '<link rel="alternate" type="application/atom+xml" title="바뀐 것" href="{}">'
MIDNIGHT = "T00:00:00+09:00"
logger = logging.getLogger(__name__)


def check_dates(app: Sphinx, doctree: nodes.document) -> None:
    """날짜가 없거나 차례가 틀린 절을 경고합니다."""
    if app.env.docname != SOURCE:
        return
    later = date.max
    for section in doctree.findall(nodes.section):
        if section.parent is doctree:
            continue  # 페이지의 제목
        title = section.next_node(nodes.title)
        found = TITLE.fullmatch(title.astext())
        try:
            day = date.fromisoformat(found[1]) if found else None
        except ValueError:
            day = None
        if day is None:
            logger.warning(
                "제목이 '2026-11-23 무엇'처럼 날짜로 시작하지 않습니다.", location=title
            )
        elif day > later:
            logger.warning("새 소식을 위에 적으세요.", location=title)
        later = day or later


def link_feed(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """소식을 읽는 프로그램이 찾을 수 있게 페이지의 머리에 적습니다."""
    if app.builder.name == "html" and SOURCE in app.env.found_docs:
        add_to_head(context, LINK.format(context["pathto"](FEED, 1)))


def write_feed(app: Sphinx, exception: Exception | None) -> None:
    """다 만들어진 페이지에서 절을 하나씩 옮깁니다."""
    if exception or app.builder.name != "html" or SOURCE not in app.env.found_docs:
        return
    site = app.config.html_baseurl
    address = site + app.builder.get_target_uri(SOURCE)
    html = Path(app.builder.get_outfilename(SOURCE)).read_text(encoding="utf-8")
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": app.config.language})
    add(feed, "title", f"{app.config.project}: 바뀐 것")
    add(feed, "id", address)
    add(feed, "link", rel="alternate", href=address)
    add(feed, "link", rel="self", href=site + FEED)
    add(ElementTree.SubElement(feed, "author"), "name", app.config.project)
    # CSS로 고르는 select()는 처음 부를 때 오래 걸립니다.
    _, *sections = BeautifulSoup(html, "html.parser").article.find_all("section")
    for section in sections:
        section.find("a", class_="headerlink").decompose()
        heading = section.h2.extract().get_text()
        day, title = TITLE.fullmatch(heading.strip()).groups()
        for link in section.find_all("a", href=True):
            link["href"] = urljoin(address, link["href"])
        if feed.find("updated") is None:
            add(feed, "updated", day + MIDNIGHT)
        entry = ElementTree.SubElement(feed, "entry")
        add(entry, "title", title)
        add(entry, "id", f"{address}#{section['id']}")
        add(entry, "link", rel="alternate", href=f"{address}#{section['id']}")
        add(entry, "updated", day + MIDNIGHT)
        add(entry, "content", section.decode_contents().strip(), type="html")
    ElementTree.indent(feed)
    content = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    Path(app.outdir, FEED).write_bytes(content)


def add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> None:
    ElementTree.SubElement(parent, name, attributes).text = text


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", check_dates)
    app.connect("html-page-context", link_feed)
    app.connect("build-finished", write_feed, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
