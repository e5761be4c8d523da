"""오류를 보여 주는 칸(``raises-exception``)의 출력을 오류의 종류와 글만 남깁니다.

    ```{code-cell} python3
    :tags: [raises-exception]

    layers.Dropout(50)
    ```

이 꼬리표가 있는 칸이 오류를 내지 않으면 경고를 냅니다. 경고는 빌드를 멈춥니다.
다음 칸에서 ``sys.last_value``로 오류의 글을 확인합니다.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

TAG = "raises-exception"
HEADER = re.compile(r"^Traceback \(most recent call last\):$", re.MULTILINE)
NOT_INDENTED = re.compile(r"^\S", re.MULTILINE)
logger = logging.getLogger(__name__)


def last_error(traceback: str) -> str:
    """긴 기록에서 마지막 오류의 ``종류: 글``을 꺼냅니다. 코드는 들여 적혀 있습니다."""
    last = HEADER.split(traceback)[-1]
    return last[NOT_INDENTED.search(last).start() :].strip()


def shorten_expected_errors(app: Sphinx, doctree: nodes.document) -> None:
    """오류를 보여 주는 칸을 줄이고, 오류가 없는 칸을 경고합니다."""
    for cell in doctree.findall(nodes.container):
        if TAG not in cell.get("cell_metadata", {}).get("tags", []):
            continue
        errors = [
            block
            for block in cell.findall(nodes.literal_block)
            if "traceback" in block["classes"]
        ]
        if not errors and cell.get("exec_count"):
            logger.warning(
                "%s 칸이 오류를 내지 않았습니다. 꼬리표를 떼거나 칸을 고치세요.",
                TAG,
                location=cell,
            )
        for block in errors:
            text = last_error(block.astext())
            block[:] = [nodes.Text(text)]
            block.rawsource = text  # 둘이 다르면 Sphinx는 색을 입히지 않습니다.
            block["language"] = "none"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", shorten_expected_errors)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
