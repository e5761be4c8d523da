"""독자가 움직이는 그림을 싣습니다. 계산은 칸이 하고, 스크립트는 찾아서 그리기만 합니다.

고정된 그림을 그린 칸의 끝에서 자료를 넘깁니다.

    plt.show()
    data = {"figure": "dropout_mask", "rates": rates, "masks": masks}
    display({"application/vnd.explorable+json": data}, raw=True)

``figure``는 그림의 이름이고, 그리는 스크립트는 ``_static/explorable/<이름>.js``입니다.
그 페이지에서만 불리며, 쓸 수 있는 함수는 ``_static/explorable.js``에 적혀 있습니다.
스크립트가 꺼져 있거나 종이에 인쇄하면 고정된 그림이 그대로 보입니다.

스크립트나 고정된 그림이 없거나 자료가 너무 크면 경고를 냅니다.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer, load_mime_renders
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

MIME = "application/vnd.explorable+json"
MAX_BYTES = 30_000
NO_SCRIPT = "스크립트를 켜면 이 그림을 움직일 수 있습니다."
logger = logging.getLogger(__name__)


class Explorable(nodes.General, nodes.Element):
    """움직이는 그림 하나. 자식은 고정된 그림입니다."""


class ExplorableOutput:
    """칸이 넘긴 자료를 ``Explorable``로 바꾸는 myst-nb의 ``MimeRenderPlugin``."""

    mime_priority_overrides: ClassVar = [("*", MIME, 0)]

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer, data: MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        return [Explorable(data=data.content)] if data.mime_type == MIME else None


def is_bundle(node: nodes.Node) -> bool:
    """칸이 보여 준 것 하나인가. 그림은 아직 고르지 않은 여러 형식의 묶음입니다."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "mime_bundle"


def take_static_figures(app: Sphinx, doctree: nodes.document) -> None:
    """자료를 살피고, 바로 앞에 있는 고정된 그림을 자식으로 옮깁니다."""
    for bundle in list(doctree.findall(is_bundle)):
        for node in bundle.findall(Explorable):
            outputs = bundle.parent
            before = outputs[: outputs.index(bundle)]
            figures = [each for each in before if next(each.findall(nodes.image), None)]
            if problem := problem_with(app, node["data"], figures):
                logger.warning("움직이는 그림: %s", problem, location=bundle)
                outputs.remove(bundle)
            else:
                outputs.remove(figures[-1])
                node += figures[-1]


def problem_with(app: Sphinx, data: Any, figures: list[nodes.Node]) -> str:  # noqa: ANN401
    """자료에 있는 문제 한 문장. 문제가 없으면 빈 글입니다."""
    if not isinstance(data, dict) or not isinstance(data.get("figure"), str):
        return '자료는 {"figure": "이름", …}이어야 합니다.'
    name = data["figure"]
    if not name.isidentifier() or not script_of(app, name).is_file():
        return f"_static/explorable/{name}.js가 없습니다."
    try:
        size = len(as_json(data).encode())
    except ValueError as error:
        return f"{name}의 자료를 JSON으로 적지 못합니다({error})."
    if size > MAX_BYTES:
        return f"{name}의 자료가 {size:,}바이트입니다. {MAX_BYTES:,}바이트까지입니다."
    return "" if figures else f"{name}보다 먼저 plt.show()로 고정된 그림을 보이세요."


def script_of(app: Sphinx, name: str) -> Path:
    return Path(app.confdir, "_static", "explorable", f"{name}.js")


def as_json(data: dict[str, Any]) -> str:
    """``<script>`` 안에 넣을 JSON. 태그로 읽힐 글자가 없습니다."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", r"\u003c")


def visit_explorable(self: HTML5Translator, node: Explorable) -> None:
    name = node["data"]["figure"]
    self.body.append(f'<div class="explorable" data-explorable="{name}">\n')
    self.body.append('<div class="explorable-stage">\n')


def depart_explorable(self: HTML5Translator, node: Explorable) -> None:
    data = as_json(node["data"])
    self.body.append('</div>\n<div class="explorable-panel">')
    self.body.append(f"<noscript><p>{NO_SCRIPT}</p></noscript></div>\n")
    self.body.append(f'<script type="application/json">{data}</script>\n</div>\n')


def load_scripts(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """움직이는 그림이 있는 페이지에만 스크립트를 더합니다."""
    found = doctree.findall(Explorable) if doctree else ()
    names = dict.fromkeys(node["data"]["figure"] for node in found)
    if names:
        app.add_css_file("explorable.css")
        app.add_js_file("explorable.js", loading_method="defer")
    for name in names:
        app.add_js_file(f"explorable/{name}.js", loading_method="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    # myst-nb는 설치한 패키지에서 플러그인을 찾습니다. 찾은 목록에 하나 더합니다.
    load_mime_renders().append(ExplorableOutput)
    app.add_node(Explorable, html=(visit_explorable, depart_explorable))
    app.connect("doctree-read", take_static_figures)
    app.connect("html-page-context", load_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
