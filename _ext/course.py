"""강의의 차례와, 강의마다 이번 빌드에서 확인한 것을 보여 줍니다.

강의는 ``docs/``에서 이름이 숫자로 시작하는 파일이고, 이름의 차례가 강의의 차례입니다.

- 강의와 예제의 제목 아래에 몇 번째 강의인지, 칸과 ``assert``가 몇 개 실행되었는지,
  어느 버전에서 실행했는지를 적습니다. 날짜는 마지막 커밋의 날짜입니다.
- ``{course-path}``는 모든 강의를 소개와 함께 차례로 늘어놓습니다.
  소개는 강의의 첫 문장이고, 괄호 속의 원어는 뺍니다.
"""

from __future__ import annotations

import ast
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from html import escape
from importlib.metadata import version
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

LECTURE = re.compile(r"\d\w*")
EXAMPLE = re.compile(r"gallery/\d\w*")
SENTENCE = re.compile(r".+?다\.(?=\s|$)", re.DOTALL)
ORIGINAL = re.compile(r"\([A-Za-z][A-Za-z -]*\)")  # '드롭아웃(dropout)'의 괄호
KST = timezone(timedelta(hours=9))


@dataclass(frozen=True)
class Executed:
    """한 페이지에서 실행한 칸과 ``assert`` 문의 수, 첫 문장의 HTML."""

    cells: int
    asserts: int
    intro: str


class CoursePath(nodes.General, nodes.Element):
    """모든 강의를 읽은 뒤에 목록으로 바뀌는 자리."""


class CoursePathDirective(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        return [CoursePath()]


def count(app: Sphinx, doctree: nodes.document) -> None:
    """읽은 페이지에서 칸과 ``assert``를 셉니다."""
    docname = app.env.docname
    if not (LECTURE.fullmatch(docname) or EXAMPLE.fullmatch(docname)):
        return
    codes = [
        block.astext()
        for block in doctree.findall(nodes.literal_block)
        if is_executed(block)
    ]
    asserts = [
        node
        for code in codes
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Assert)
    ]
    first = next(doctree.findall(nodes.paragraph), nodes.paragraph())
    found = Executed(len(codes), len(asserts), intro_of(first))
    app.env.metadata[docname]["executed"] = found


def intro_of(paragraph: nodes.paragraph) -> str:
    """문단의 첫 문장을 HTML로. 괄호 속의 원어는 뺍니다."""
    html = "".join(
        f"<code>{escape(node.astext())}</code>"
        if isinstance(node, nodes.literal)
        else escape(node.astext())
        for node in paragraph
    )
    sentence = SENTENCE.match(html)
    return " ".join(ORIGINAL.sub("", sentence[0] if sentence else html).split())


def is_executed(block: nodes.literal_block) -> bool:
    """강의의 칸이나 예제의 코드인가. 출력과 실행하지 않는 코드는 아닙니다."""
    in_cell = "cell_input" in block.parent.get("classes", ())
    return in_cell or block.get("language") == "Python"


def lectures(env: BuildEnvironment) -> list[str]:
    """강의의 이름을 차례대로."""
    return sorted(filter(LECTURE.fullmatch, env.found_docs))


def show(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """제목 아래에 도장을 찍고, 목록의 자리를 채웁니다."""
    executed = app.env.metadata[docname].get("executed")
    if executed:
        title = next(doctree.findall(nodes.title))
        html = stamp(app, docname, executed)
        place = title.parent.index(title) + 1
        title.parent.insert(place, nodes.raw("", html, format="html"))
    for place in list(doctree.findall(CoursePath)):
        place.replace_self(nodes.raw("", path(app, docname), format="html"))


def stamp(app: Sphinx, docname: str, executed: Executed) -> str:
    """강의의 위치, 실행한 것, 버전을 적은 HTML."""
    lines = []
    order = lectures(app.env)
    if docname in order:
        number = order.index(docname) + 1
        lines.append(
            f'<p class="lecture-position">강의 {len(order)}개 가운데 {number}번째 '
            f'<progress aria-label="강의의 진도" max="{len(order)}" value="{number}">'
            "</progress></p>"
        )
    lines += [f"<p>{run_report(app, executed)}</p>", f"<p>{versions()}</p>"]
    return f'<div class="stamp">{"".join(lines)}</div>'


def run_report(app: Sphinx, executed: Executed) -> str:
    if not was_run(app):
        return "실행하지 않은 미리보기입니다."
    return (
        f"아래의 버전에서 코드 {executed.cells}칸을 실행했고, "
        f"<code>assert</code> {executed.asserts}개가 모두 통과했습니다."
    )


def was_run(app: Sphinx) -> bool:
    return app.config.nb_execution_mode != "off"


def versions() -> str:
    """실행한 버전과 마지막 커밋의 날짜. 언제 빌드해도 같은 글입니다."""
    built = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    date = built.astimezone(KST)
    return (
        f"TensorFlow {version('tensorflow')} · Keras {version('keras')} · "
        f'<time datetime="{date:%Y-%m-%d}">{date:%Y년 %-m월 %-d일}</time>'
    )


def path(app: Sphinx, docname: str) -> str:
    """강의마다 제목, 소개, 예제와 ``assert``의 수를 적은 목록의 HTML."""
    items = []
    for lecture in lectures(app.env):
        examples = [
            name
            for name in sorted(app.env.found_docs)
            if name.startswith(f"gallery/{lecture}_")
        ]
        found = [app.env.metadata[name]["executed"] for name in (lecture, *examples)]
        asserts = sum(each.asserts for each in found)
        link = escape(app.builder.get_relative_uri(docname, lecture))
        title = escape(app.env.titles[lecture].astext())
        items.append(
            f'<li><a href="{link}">{title}</a><p>{found[0].intro}</p>'
            f'<p class="counts">예제 {len(examples)}개 · assert {asserts}개</p></li>'
        )
    return f'<ol class="course-path">{"".join(items)}</ol>'


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(CoursePath)
    app.add_directive("course-path", CoursePathDirective)
    app.connect("doctree-read", count)
    app.connect("doctree-resolved", show)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
