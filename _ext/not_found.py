"""``docs/not_found.md``를 없는 주소로 온 독자에게 보일 ``404.html``로 만듭니다.

GitHub Pages와 Read the Docs는 어느 깊이의 주소에서나 이 파일을 보냅니다.
그래서 링크가 모두 ``html_baseurl``의 경로(``/저장소/``)부터 시작하게 고칩니다.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from page_head import add_to_head

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

SOURCE = "not_found"
LINK = re.compile(
    r'(?P<before>\s(?:href|src|action|data-content_root)="|\burl\()'
    r'(?!#|data:)(?P<address>[^")]*)(?=[")])'
)


def leave_out_of_search_engines(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """주소가 없는 페이지이므로 대표 주소를 지웁니다."""
    if pagename == SOURCE:
        context["pageurl"] = None
        add_to_head(context, '<meta name="robots" content="noindex">')


def write_page(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.name != "html" or SOURCE not in app.env.found_docs:
        return
    top = urlsplit(app.config.html_baseurl).path
    file = Path(app.builder.get_outfilename(SOURCE))
    page = LINK.sub(
        lambda found: found["before"] + urljoin(top, found["address"]),
        file.read_text(encoding="utf-8"),
    )
    file.with_stem("404").write_text(page, encoding="utf-8")
    file.unlink()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", leave_out_of_search_engines)
    # 모든 페이지를 고치는 확장보다 뒤에 옮깁니다.
    app.connect("build-finished", write_page, priority=870)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
