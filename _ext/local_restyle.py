"""클래스나 속성 하나가 바뀔 때 그 아래의 모양을 모두 다시 계산하지 않게 합니다.

테마는 화면을 밀 때 ``<html>``의 클래스를 바꾸고,
``keyboard.js``는 넘친 상자에 ``role``을 답니다.
규칙이 ``dl[class] … > :first-child``나 ``article[role=main] *``이면 브라우저는
어느 클래스나 ``role``이 바뀌든 그 아래의 모든 것을 다시 계산합니다.
같은 것을 클래스의 이름으로 고르면 다시 계산하지 않습니다.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from replaced_text import replace_when_written

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

FURO = "_static/styles/furo.css"
REPLACEMENTS = (
    (FURO, "dl[class]:not(", "dl.py:not("),  # API 설명
    (FURO, "article[role=main] *{", ".article-container *{"),
)


def setup(app: Sphinx) -> ExtensionMetadata:
    replace_when_written(app, REPLACEMENTS, "_ext/local_restyle.py")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
