"""``<html>``의 클래스가 바뀔 때 페이지 전체의 모양을 다시 계산하지 않게 합니다.

테마는 스크립트를 읽은 뒤와 화면을 밀 때 ``<html>``의 클래스를 바꿉니다.
스타일시트에 ``dl[class] … dd > :first-child``가 있으면 브라우저는 어느 클래스가 바뀌든
그 아래의 모든 것을 다시 계산합니다. 그 규칙은 API 설명의 것이므로 그 이름으로 적습니다.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from replaced_text import replace_text

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

REPLACEMENTS = (("_static/styles/furo.css", "dl[class]:not(", "dl.py:not("),)


def narrow_rules(app: Sphinx, exception: Exception | None) -> None:
    """테마의 스타일시트를 고칩니다."""
    if exception is None and app.builder.name == "html":
        replace_text(app, REPLACEMENTS, "_ext/local_restyle.py")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("build-finished", narrow_rules)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
