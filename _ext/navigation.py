"""옆에 두는 차례를 한 번만 풀고, 페이지마다 지금 있는 곳만 적습니다.

테마는 페이지마다 모든 페이지의 차례를 처음부터 풀어 놓습니다.
그러면 페이지가 늘수록 한 페이지를 쓰는 시간과 그 크기도 늘어납니다.
예제의 목록은 예제를 읽을 때만 펼치고, 예제에서는 같은 강의의 것만 보입니다.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from example_pages import lecture_of
from furo.navigation import get_navigation_tree
from gallery_cards import INDEX
from sphinx.environment.adapters.toctree import global_toctree_for_doc
from sphinx.errors import ExtensionError

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.util.typing import ExtensionMetadata

FOLDER = "gallery/"
OUTSIDE = "search"  # 차례에 없는 페이지입니다.
EXAMPLES = re.compile(r'(?:<li class="toctree-l2">.*\n)+')
EXAMPLE = re.compile(r'.* href="([^"]*)\.html">.*\n')
HERE = ' current-page"><a class="current reference internal" href="#">'
ELSEWHERE = '"><a class="reference internal" href="{}">'


def seen_from(builder: StandaloneHTMLBuilder, docname: str) -> str:
    """``docname``에서 본 차례의 HTML. 하위 목록은 지금 있는 곳의 것만 있습니다."""
    tree = global_toctree_for_doc(
        *(builder.env, docname, builder),
        tags=builder.tags,
        collapse=True,
        maxdepth=-1,
        titles_only=True,
    )
    return get_navigation_tree(builder.render_partial(tree)["fragment"])


@cache
def outside(builder: StandaloneHTMLBuilder) -> str:
    """지금 있는 곳이 적히지 않은 차례."""
    return seen_from(builder, OUTSIDE)


@cache
def among_examples(builder: StandaloneHTMLBuilder) -> tuple[str, dict[str, str], str]:
    """예제에서 본 차례를 목록의 앞, 강의마다의 예제, 목록의 뒤로 나눈 것."""
    tree = replaced(seen_from(builder, INDEX), HERE, ELSEWHERE.format("index.html"))
    before, after = EXAMPLES.split(tree, maxsplit=1)
    grouped: dict[str, str] = {}
    for entry in EXAMPLE.finditer(tree, len(before), len(tree) - len(after)):
        lecture = lecture_of(entry[1], builder.srcdir)
        grouped[lecture] = grouped.get(lecture, "") + entry[0]
    return before, grouped, after


def navigation(builder: StandaloneHTMLBuilder, pagename: str) -> str:
    """``pagename``의 옆에 둘 차례."""
    if pagename == INDEX:
        return seen_from(builder, INDEX)
    if pagename.startswith(FOLDER):
        before, grouped, after = among_examples(builder)
        name = pagename.removeprefix(FOLDER)
        tree = before + grouped[lecture_of(name, builder.srcdir)] + after
    else:
        name, tree = pagename, outside(builder)
    here = ELSEWHERE.format(f"{name}.html")
    return tree.replace(here, f" current{HERE}", 1)


def replaced(text: str, old: str, new: str) -> str:
    """글을 바꿉니다. 바꿀 글이 없으면 ``ExtensionError``를 냅니다."""
    if old not in text:
        raise ExtensionError(
            f"옆의 차례에 {old!r}이 없습니다. _ext/navigation.py를 새 테마에 맞추세요."
        )
    return text.replace(old, new)


def put_nothing(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """테마가 차례를 풀지 않게 합니다."""
    if app.builder.name == "html":
        context["toctree"] = lambda **options: ""


def put_navigation(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """테마의 자리에 차례를 둡니다."""
    if app.builder.name == "html":
        context["furo_navigation_tree"] = navigation(app.builder, pagename)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", put_nothing, priority=400)
    app.connect("html-page-context", put_navigation, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
