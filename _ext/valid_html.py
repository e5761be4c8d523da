"""테마와 확장이 만드는 HTML에서 표준에 어긋나거나 낭독기가 잘못 읽는 곳을 고칩니다.

- 목록의 이름(``caption``)은 수준이 없는 제목이어서 제목에서 뺍니다.
- 접힌 칸의 ``<summary>``에 들어갈 수 없는 ``<p>``와, 보이는 글을 가리는 이름을 뺍니다.
- 이름이 없어 낭독기가 구별하지 못하는 옆 막대 둘에 이름을 줍니다(``REPLACEMENTS``).

결과는 ``tests/test_accessibility.py``와 ``tests/test_valid_html.py``가 봅니다.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from replaced_text import replace_when_written
from sphinx.writers.html5 import HTML5Translator

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# (옛 글, 새 글). 여닫는 태그는 뒤따르는 글까지 적어 구별합니다.
REPLACEMENTS = (
    (
        '<aside class="sidebar-drawer">',
        '<nav class="sidebar-drawer" aria-label="강의 목록">',
    ),
    ('</aside>\n  <div class="main">', '</nav>\n  <div class="main">'),
    (
        '<aside class="toc-drawer',
        '<nav aria-label="이 페이지의 차례" class="toc-drawer',
    ),
    ("</aside>\n  </div>\n</div>", "</nav>\n  </div>\n</div>"),
    ('<button class="theme-toggle"', '<button type="button" class="theme-toggle"'),
    ('<input class="sidebar-search"', '<input type="search" class="sidebar-search"'),
)


class ValidTranslator(HTML5Translator):
    """제목이 아닌 것을 제목으로 적지 않습니다."""

    def starttag(
        self,
        node: nodes.Element,
        tagname: str,
        suffix: str = "\n",
        empty: bool = False,
        **attributes: str,
    ) -> str:
        if attributes.get("ROLE") == "heading":
            del attributes["ROLE"]
        return super().starttag(node, tagname, suffix, empty, **attributes)


def visit_hidden_cell(self: HTML5Translator, node: HideCodeCellNode) -> None:
    classes = " ".join(["admonition", "hide", *node["classes"]])
    self.body.append(f'<details class="{classes}">\n<summary>')
    for state in ("collapsed", "expanded"):
        prompt = node["prompt_show" if state == "collapsed" else "prompt_hide"]
        self.body.append(f'<span class="{state}">{escape(prompt)}</span>')
    self.body.append("</summary>\n")


def depart_hidden_cell(self: HTML5Translator, node: HideCodeCellNode) -> None:
    self.body.append("</details>\n")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.set_translator("html", ValidTranslator)
    functions = (visit_hidden_cell, depart_hidden_cell)
    app.add_node(HideCodeCellNode, override=True, html=functions)
    pages = [("**/*.html", old, new) for old, new in REPLACEMENTS]
    replace_when_written(app, pages, "_ext/valid_html.py")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
