"""Sphinx-Gallery가 만든 ``.ipynb``를 강의로 읽지 않게 합니다.

myst-nb는 ``.ipynb``를 모두 문서로 여깁니다.
그대로 두면 예제를 두 번 실행하고 예제 페이지의 주소가 사라집니다.
이 책의 강의는 모두 ``.md``이므로 그 접미사를 등록에서 뺍니다.
``extensions``에서 ``myst_nb``보다 뒤에 적습니다.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    del app.registry.source_suffix[".ipynb"]
    return {"parallel_read_safe": True, "parallel_write_safe": True}
