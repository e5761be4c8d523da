"""글을 읽는 프로그램을 위해 사이트의 차례와 모든 글을 글자로만 냅니다.

- ``llms.txt``       차례의 페이지마다 제목, 주소, 한 줄 설명 (https://llmstxt.org)
- ``llms-full.txt``  같은 차례로, 실행한 결과까지 든 글 전체

다 만들어진 HTML에서 뽑으므로 빌드하면서 계산한 판정과 인용한 값도 들어 있습니다.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from korean_search import HEADING, USELESS, blocks, read_article, squeeze
from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode as Tag
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)">')
BRANCH = "main"


def outline(env: BuildEnvironment) -> Iterator[tuple[str, list[str]]]:
    """첫 페이지의 차례마다 그 제목과 페이지. 아래에 딸린 페이지도 펼칩니다."""
    below = env.toctree_includes
    for toctree in env.get_doctree(env.config.root_doc).findall(addnodes.toctree):
        pages = [page for _, page in toctree["entries"] if page in env.found_docs]
        opened = [each for page in pages for each in (page, *below.get(page, []))]
        yield toctree.get("caption") or "차례", opened


def link_to_source(app: Sphinx, docname: str, article: Tag) -> str:
    """예제는 내려받을 스크립트로, 강의는 저장소의 원본으로 가는 링크."""
    repository = app.config.site_repository
    if script := article.css_first('a[download][href$=".py"]'):
        file = script.attributes["href"].removeprefix("../")
        return f" ([스크립트]({app.config.html_baseurl}{file}))"
    if repository and not docname.startswith("gallery/"):
        address = f"https://github.com/{repository}/blob/{BRANCH}/docs/{docname}.md"
        return f" ([원본]({address}))"
    return ""


def plain(article: Tag) -> Iterator[str]:
    """본문의 제목, 문단, 코드와 출력을 마크다운에 가까운 글로 하나씩 냅니다."""
    for useless in article.css(USELESS):
        useless.decompose()
    for section in article.css("section"):
        for block in blocks(section):
            if HEADING.fullmatch(block.tag):
                yield f"{'#' * int(block.tag[1])} {squeeze(block.text())}"
            elif text := written(block):
                yield text


def written(block: Tag) -> str:
    if block.tag == "pre":
        return f"```\n{block.text().strip()}\n```"
    if block.tag == "tr":
        return " | ".join(squeeze(cell.text()) for cell in block.css("td, th"))
    return ("- " if block.tag == "li" else "") + squeeze(block.text())


def write_texts(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.name != "html":
        return
    site, project = app.config.html_baseurl, app.config.project
    about = unescape(DESCRIPTION.search(html_of(app, app.config.root_doc))[1])
    listed = [f"# {project}\n\n> {about}\n\n글 전체는 {site}llms-full.txt 에 있습니다."]
    full = [f"# {project}"]
    for caption, docnames in outline(app.env):
        lines = [f"## {caption}\n"]
        for docname in docnames:
            html = html_of(app, docname)
            article = read_article(html)
            title = app.env.titles[docname].astext()
            address = site + app.builder.get_target_uri(docname)
            text = unescape(DESCRIPTION.search(html)[1])
            source = link_to_source(app, docname, article)
            lines.append(f"- [{title}]({address}): {text}{source}")
            full += [f"주소: {address}", *plain(article)]
        listed.append("\n".join(lines))
    for name, parts in (("llms.txt", listed), ("llms-full.txt", full)):
        text = "\n\n".join(parts)
        Path(app.outdir, name).write_text(f"{text}\n", encoding="utf-8")


def html_of(app: Sphinx, docname: str) -> str:
    return Path(app.builder.get_outfilename(docname)).read_text(encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("build-finished", write_texts, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
