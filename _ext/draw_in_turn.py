"""느린 전화가 첫 화면을 빨리 그리게, 아래쪽 절은 한 절씩 나중에 그립니다.

- 페이지의 머리에 적은 스크립트가 ``<html>``에 ``in-turn``을 답니다.
- 그동안은 화면에서 먼 절을 그리지 않고 자리만 어림해 둡니다(``site.css``).
- 다 받은 뒤에 ``draw_in_turn.js``가 한 절씩 그리고, 독자가 손을 대면 모두 그립니다.

자리가 어림이라 페이지의 가운데로 들어오는 독자에게는 쓰지 않습니다.
앵커로 오거나, 뒤로 오거나, 새로 고친 독자입니다.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from page_head import add_to_head

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

BEGIN = """{
const [{ type }] = performance.getEntriesByType("navigation");
const atTop = type === "navigate" && !location.hash;
document.documentElement.classList.toggle("in-turn", atTop);
}"""


def begin(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """글이 있는 페이지의 머리에 ``BEGIN``을 적습니다."""
    if app.builder.name == "html" and doctree:
        add_to_head(context, f"<script>{BEGIN}</script>")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_js_file("draw_in_turn.js", loading_method="defer")
    app.connect("html-page-context", begin)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
