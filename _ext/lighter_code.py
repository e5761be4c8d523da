"""느린 전화가 코드를 빨리 그리게 합니다.

- 본문과 같은 색으로 보이는 낱말에는 ``<span>``을 달지 않습니다.
  이름과 문장 부호와 빈칸은 밝은 화면에서도 어두운 화면에서도 색을 칠하지 않은 글과
  같습니다. 코드가 많은 강의에서는 페이지의 태그가 절반 가까이 줄어듭니다.
- 블록마다 줄의 수를 ``--lines``로 적습니다.
  전화는 화면 밖의 코드를 그리지 않고 그만큼 자리만 비워 둡니다(``site.css``).

Sphinx-Gallery가 예제의 코드를 따로 색칠하던 일도 꺼서, 모든 코드를 이렇게 적습니다.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pygments.formatters import HtmlFormatter
from pygments.token import Name, Punctuation, Text, Whitespace
from sphinx.highlighting import PygmentsBridge
from sphinx_gallery._doctree_links import CodeLinksTransform

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from pygments.token import _TokenType
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

PLAIN = (Name, Punctuation, Whitespace)


class LighterCode(HtmlFormatter):
    """``PLAIN``에 있는 것을 색 없는 글로 적고, 줄을 세는 Pygments의 포매터."""

    def format_unencoded(
        self, tokensource: Iterable[tuple[_TokenType, str]], outfile: TextIO
    ) -> None:
        tokens = ((Text if kind in PLAIN else kind, text) for kind, text in tokensource)
        super().format_unencoded(tokens, outfile)

    def wrap(self, source: Iterable[tuple[int, str]]) -> Iterable[tuple[int, str]]:
        lines = list(source)
        self.prestyles = f"--lines:{len(lines)}"
        return super().wrap(lines)


def setup(app: Sphinx) -> ExtensionMetadata:
    PygmentsBridge.html_formatter = LighterCode
    # 다른 사이트의 색인이 없어 링크가 하나도 나오지 않는데 낱말마다 노드를 만듭니다.
    app.registry.post_transforms.remove(CodeLinksTransform)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
