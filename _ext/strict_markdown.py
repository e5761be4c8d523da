"""MyST가 말없이 받아들이는 실수를 경고합니다. 경고는 빌드를 멈춥니다.

- 닫지 않은 울타리(역따옴표나 쌍점 세 개): 뒤의 글이 모두 그 안으로 들어갑니다.
- 문법이 틀린 Python 코드: 실행하지 않는 칸은 아무도 확인하지 않습니다.
- 날 HTML: 검사하지 않은 스크립트가 실릴 수 있습니다.
- 없는 제목과 두 번째 ``#`` 제목: 목차가 어그러집니다.
- 자기 자신으로 돌아오는 ``toctree``
- 저장소 밖의 파일을 부르는 ``include``와 ``literalinclude``
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it.renderer import RendererHTML
from myst_parser.parsers.mdit import create_md_parser
from sphinx.errors import ExtensionError
from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

FENCES = ("fence", "colon_fence")
DIRECTIVE = re.compile(r"\{([\w:-]+)\}\s*(.*)")
PYTHON = re.compile(r"(\{(code-cell|code-block)\}\s*)?python3?$")
NOT_MARKDOWN = {"code-cell", "code-block", "eval-rst", "math", "toctree", "claims"}
RST_INSERTION = re.compile(r"^\s*\.\. (raw|include|literalinclude)::", re.MULTILINE)
OPTIONS = re.compile(r"---\n.*?^---\n|(?::[^\n]*\n)+\n?", re.DOTALL | re.MULTILINE)
logger = logging.getLogger(__name__)


def check_page(app: Sphinx, docname: str, content: list[str]) -> None:
    """``docname``의 원본에서 실수를 찾아 줄 번호와 함께 경고합니다."""
    source = app.env.doc2path(docname)
    if source.suffix != ".md":
        return
    parser = create_md_parser(app.env.myst_config, RendererHTML)
    root = Path(app.confdir).resolve()
    for line, problem in mistakes(parser, content[0], source.parent, root):
        logger.warning(problem, location=(docname, line))


def mistakes(
    parser: MarkdownIt, text: str, folder: Path, root: Path, first_line: int = 1
) -> Iterator[tuple[int, str]]:
    """``text``의 실수를 ``(줄, 설명)``으로 하나씩 냅니다.

    ``folder``는 그 글이 있는 폴더이고, ``root`` 밖의 파일은 부르지 못합니다.
    지시문의 본문도 같은 방법으로 봅니다. 그때 ``first_line``은 본문의 첫 줄입니다.
    """
    titles = 0
    whole_page = first_line == 1
    for token in parser.parse(text):
        line = first_line + (token.map or [0])[0]
        if token.type in FENCES:
            yield from fence_mistakes(parser, token, text, folder, root, line)
        elif token.type == "heading_open" and token.tag == "h1" and whole_page:
            titles += 1
            if titles > 1:
                yield line, "# 제목이 두 개입니다. 두 번째부터는 ##로 적으세요."
        for part in [token, *(token.children or [])]:
            if part.type in ("html_block", "html_inline"):
                html = part.content.strip().splitlines()[0]
                yield line, f"날 HTML은 쓰지 않습니다. MyST로 적으세요: {html}"
    if whole_page and not titles:
        yield 1, "제목이 없습니다. 글을 '# 제목'으로 시작하세요."


def fence_mistakes(
    parser: MarkdownIt, token: Token, text: str, folder: Path, root: Path, line: int
) -> Iterator[tuple[int, str]]:
    """울타리 하나와 그 본문의 실수."""
    last = text.splitlines()[token.map[1] - 1].strip(" >")
    if not (last.startswith(token.markup) and not last.strip(token.markup[0])):
        yield line, f"{token.markup} 울타리를 닫지 않았습니다."
        return
    if f"\n{token.markup}" in f"\n{token.content}":
        yield (
            line,
            f"{token.markup} 울타리 안에서 다른 울타리를 열었습니다. 닫았습니까?",
        )
    info = token.info.strip()
    options = OPTIONS.match(token.content)
    body = token.content[options.end() :] if options else token.content
    body_line = line + 1 + token.content[: -len(body) or None].count("\n")
    if PYTHON.fullmatch(info):
        try:
            compile(body, "칸", "exec")
        except (SyntaxError, ValueError) as error:
            place = body_line + (getattr(error, "lineno", 1) or 1) - 1
            yield place, f"Python 코드가 아닙니다: {error.args[0]}"
    if not (directive := DIRECTIVE.match(info)):
        return
    name, argument = directive.groups()
    if name in ("include", "literalinclude"):
        target = (folder / argument).resolve()
        if not target.is_relative_to(root):
            yield line, f"저장소 밖의 파일은 부르지 않습니다: {argument}"
    elif name == "raw" or (name == "eval-rst" and RST_INSERTION.search(body)):
        yield line, "날 HTML이나 다른 파일은 넣지 않습니다. MyST로 적으세요."
    elif name not in NOT_MARKDOWN:
        yield from mistakes(parser, body, folder, root, body_line)


def check_toctree(app: Sphinx, env: BuildEnvironment) -> None:
    """목차가 자기 자신으로 돌아오면 멈춥니다. 두면 Sphinx가 까닭 없이 죽습니다."""

    def follow(docname: str, path: tuple[str, ...]) -> None:
        if docname in path:
            circle = " → ".join((*path[path.index(docname) :], docname))
            raise ExtensionError(f"docs/{docname}.md: toctree가 돌고 돕니다: {circle}")
        for child in env.toctree_includes.get(docname, ()):
            follow(child, (*path, docname))

    follow(app.config.root_doc, ())


def setup(app: Sphinx) -> ExtensionMetadata:
    # 다른 확장이 글을 바꾸기 전에 원본을 봅니다.
    app.connect("source-read", check_page, priority=100)
    app.connect("env-check-consistency", check_toctree)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
