"""브라우저의 탭에 보일 그림을 답니다. 원본은 ``_static/favicon.svg`` 하나입니다.

SVG를 모르는 브라우저와 휴대전화의 첫 화면에 쓸 PNG는 빌드할 때 그립니다.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from page_head import add_to_head
from resvg_py import svg_to_bytes

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

SOURCE = Path(__file__).parent.parent / "_static" / "favicon.svg"
LINKS = (
    '<link rel="icon" sizes="48x48" type="image/png" href="{}">',
    '<link rel="icon" sizes="any" type="image/svg+xml" href="{}">',
    '<link rel="apple-touch-icon" href="{}">',
)
FILES = ("_static/favicon.png", "_static/favicon.svg", "_static/touch_icon.png")
WIDTHS = {"_static/favicon.png": 48, "_static/touch_icon.png": 180}


@cache
def icon(width: int) -> bytes:
    """너비가 ``width``인 PNG."""
    return bytes(svg_to_bytes(svg_path=str(SOURCE), width=width))


def link_icons(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    if app.builder.name != "html":
        return
    for link, file in zip(LINKS, FILES, strict=True):
        add_to_head(context, link.format(context["pathto"](file, 1)))


def write_icons(app: Sphinx, exception: Exception | None) -> None:
    """PNG를 그려 둡니다."""
    if exception or app.builder.name != "html":
        return
    for file, width in WIDTHS.items():
        Path(app.outdir, file).write_bytes(icon(width))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", link_icons)
    app.connect("build-finished", write_icons)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
