"""한국어로 찾는 검색의 색인을 다 만들어진 HTML에서 만듭니다.

Sphinx의 검색은 빈칸으로 나눈 낱말이 똑같아야 찾으므로 한국어에 맞지 않습니다.
이 확장은 그 검색을 끄고 아래의 파일로 바꿉니다. 찾는 단위는 절입니다.

- ``_static/search/index.js``    절의 제목과, 낱말마다 그 낱말이 있는 절
- ``_static/search/text/*.js``   절의 글. 결과에 보일 한 줄을 여기에서 고릅니다.
- ``_static/search_engine.js``   질의를 낱말로 나눠 절의 순위를 매깁니다.
- ``_static/search_dialog.js``   검색 창과 ``search.html``

동의어는 용어 목록(``glossary``)에서 가져옵니다. 제목이 용어이고,
뜻의 첫 영어가 원어이고, 뜻에 작은따옴표로 적은 말이 다른 이름입니다.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from search_index import Section, make_index
from selectolax.lexbor import LexborHTMLParser as Page
from selectolax.lexbor import LexborNode as Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# 어느 페이지에나 있어 찾을 것이 아닌 글입니다.
USELESS = "style, script, a.headerlink, .stamp, .file-bar, .gallery-cards"
BLOCK = "p, pre, li, tr, section"
HEADING = re.compile("h[1-6]")
TOGETHER = 2  # 한 파일에 두는 절의 수. 늘리면 첫 검색에 받는 것이 많아집니다.
STAMP = re.compile(r'(?<=\s)data-version="\w*"')


def read_page(html: str, number: int) -> list[Section]:
    """페이지의 절. 첫 절의 제목이 페이지의 제목입니다."""
    article = read_article(html)
    for useless in article.css(USELESS):
        useless.decompose()
    sections = [read_section(tag, number) for tag in article.css("section[id]")]
    for term in article.css("dl.glossary > dt"):
        meaning = term.next
        while meaning.tag != "dd":
            meaning = meaning.next
        title, prose = squeeze(term.text()), [squeeze(meaning.text())]
        sections.append(Section(number, term.id, title, prose))
    return sections


def read_article(html: str) -> Tag:
    """페이지의 본문. 그림의 글은 뺍니다."""
    article = Page(html).css_first("article")
    for figure in article.css("svg"):
        figure.decompose()
    return article


def merge(sections: list[Section]) -> Section:
    """예제 페이지의 절을 하나로 모읍니다. 절의 앵커가 번호라서 자주 바뀝니다."""
    first, *others = sections
    prose = [text for section in others for text in (section.title, *section.prose)]
    code = [line for section in others for line in section.code]
    return Section(first.page, "", first.title, first.prose + prose, first.code + code)


def read_section(tag: Tag, page: int) -> Section:
    """안쪽의 절을 뺀 절의 제목과 글."""
    section = Section(page, tag.id, "")
    for block in blocks(tag):
        if HEADING.fullmatch(block.tag):
            section.title = squeeze(block.text())
        elif block.tag == "pre" and not in_traceback(block):
            section.code += filter(None, map(squeeze, block.text().splitlines()))
        elif text := squeeze(block.text()):
            section.prose.append(text)
    return section


def in_traceback(tag: Tag | None) -> bool:
    while tag and not has_class(tag, "traceback"):
        tag = tag.parent
    return tag is not None


def has_class(tag: Tag, name: str) -> bool:
    return name in (tag.attributes.get("class") or "").split()


def blocks(tag: Tag) -> Iterator[Tag]:
    """절 바로 아래의 문단, 목록의 한 줄, 표의 한 줄, 코드."""
    for child in tag.iter():
        if child.tag in ("section", "details") and child.id:
            continue
        if child.tag == "dl" and has_class(child, "glossary"):
            continue
        # css()는 자기 자신도 찾습니다.
        inner = len(child.css(BLOCK)) > (child.tag in ("li", "section"))
        if child.tag in ("p", "pre", "tr") or not inner:
            yield child
        else:
            yield from blocks(child)


def squeeze(text: str) -> str:
    return " ".join(text.split())


def write_search(app: Sphinx, exception: Exception | None) -> None:
    """색인과 글을 쓰고, 그 해시를 페이지에 적습니다."""
    if exception or app.builder.name != "html":
        return
    pages: dict[str, str] = {}
    sections: list[Section] = []
    for name in sorted(app.env.found_docs - {"search", "not_found"}):
        html = Path(app.builder.get_outfilename(name)).read_text(encoding="utf-8")
        found = read_page(html, len(pages))
        example = name.startswith("gallery/") and name != "gallery/index"
        group = app.env.titles["gallery/index" if example else name].astext()
        pages[app.builder.get_target_uri(name)] = group
        sections += [merge(found)] if example else found
    index = as_json(make_index(pages, sections) | {"together": TOGETHER})
    files = {"index.js": f"var searchIndex={index};"}
    texts = [[*section.prose, *section.code] for section in sections]
    for number, start in enumerate(range(0, len(texts), TOGETHER)):
        together = as_json(texts[start : start + TOGETHER])
        files[f"text/{number}.js"] = f"searchTexts[{number}]={together};"
    static = Path(app.outdir, "_static")
    shutil.rmtree(static / "search", ignore_errors=True)
    (static / "search" / "text").mkdir(parents=True)
    version = hashlib.sha256((static / "search_engine.js").read_bytes())
    for file, text in files.items():
        version.update(text.encode())
        (static / "search" / file).write_text(text, encoding="utf-8")
    for page in Path(app.outdir).rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        stamp = f'data-version="{version.hexdigest()[:8]}"'
        page.write_text(STAMP.sub(stamp, html), encoding="utf-8")


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def turn_off_stock_search(app: Sphinx) -> None:
    """Sphinx가 색인과 ``search.html``을 만들지 않게 합니다. 원본은 search.md입니다."""
    app.builder.search = False


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_js_file("search_dialog.js", loading_method="defer", **{"data-version": ""})
    app.add_css_file("search.css")
    app.connect("builder-inited", turn_off_stock_search)
    app.connect("build-finished", write_search)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
