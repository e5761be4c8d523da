"""사이트의 주소로 ``sitemap.xml``과 ``robots.txt``를 쓰고, 문서 밖의 파일에 링크합니다.

주소는 ``html_baseurl``이고, GitHub의 저장소는 ``site_repository``("소유자/이름")입니다.
``conf.py``가 환경 변수 ``SITE_URL``과 ``SITE_REPOSITORY``에서 가져옵니다.

``{site-file}`전자책 <downloads/keras.epub>` ``은 사이트의 파일에 링크합니다.
전자책에서는 발행된 사이트의 주소가 됩니다.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from docutils import nodes
from sphinx.errors import ConfigError
from sphinx.util.docutils import ReferenceRole

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

ADDRESS = re.compile(r"https?://[\w.:-]+/(?:[\w.~%-]+/)*", re.ASCII)
REPOSITORY = re.compile(r"(?:[\w.-]+/[\w.-]+)?", re.ASCII)
UNLISTED = {"search", "not_found"}  # 다른 곳에서 찾아올 까닭이 없는 페이지
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


class SiteFile(ReferenceRole):
    """사이트의 맨 위에서 센 파일로 가는 링크."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        link = nodes.reference("", self.title, site_file=self.target, internal=True)
        return [link], []


def resolve_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """링크의 주소를 정합니다. 같은 문서를 전자책과 나눠 쓰므로 읽을 때는 모릅니다."""
    embedded = app.builder.embedded
    top = app.config.html_baseurl if embedded else "../" * docname.count("/")
    for link in doctree.findall(nodes.reference):
        if "site_file" in link:
            link["refuri"] = top + link["site_file"]


def check_addresses(app: Sphinx, config: Config) -> None:
    """주소와 저장소의 꼴이 틀리면 빌드를 멈춥니다."""
    if not ADDRESS.fullmatch(config.html_baseurl):
        raise ConfigError(
            f"SITE_URL의 {config.html_baseurl!r}은 사이트의 주소가 아닙니다. "
            "https://로 시작하고 /로 끝나게 적으세요."
        )
    if not REPOSITORY.fullmatch(config.site_repository):
        raise ConfigError(
            f"SITE_REPOSITORY의 {config.site_repository!r}은 저장소가 아닙니다. "
            "소유자/이름으로 적으세요."
        )


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """검색 엔진에 알릴 페이지의 목록을 씁니다."""
    if exception or app.builder.name != "html":
        return
    site, out = app.config.html_baseurl, Path(app.outdir)
    urls = ElementTree.Element("urlset", xmlns=SITEMAP)
    for docname in sorted(app.env.found_docs - UNLISTED):
        url = ElementTree.SubElement(urls, "url")
        address = site + app.builder.get_target_uri(docname)
        ElementTree.SubElement(url, "loc").text = address
    ElementTree.indent(urls)
    content = ElementTree.tostring(urls, encoding="utf-8", xml_declaration=True)
    (out / "sitemap.xml").write_bytes(content)
    rules = f"User-agent: *\nAllow: /\n\nSitemap: {site}sitemap.xml\n"
    (out / "robots.txt").write_text(rules, encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("site_repository", "", "html", types=frozenset({str}))
    app.add_role("site-file", SiteFile())
    app.connect("config-inited", check_addresses)
    app.connect("doctree-resolved", resolve_links)
    app.connect("build-finished", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
