"""이번 빌드에서 실제로 실행한 것을 영수증으로 남깁니다.

``tools/build_site.py``가 영수증을 원본과 맞춰 보고, 빠진 것이 있으면 발행하지 않습니다.
실행하지 않고도 페이지가 생기는 길이 여럿 있기 때문입니다.
``filename_pattern``과 맞지 않는 예제, 실행에서 뺀 강의, ``os._exit()``가 그렇습니다.

영수증은 환경 변수 ``BUILD_RECEIPT``가 가리키는 파일에 JSON으로 적습니다.
이름은 실행한 파일이고, 값은 그때 파일 내용의 SHA-256입니다.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

RECEIPT = "BUILD_RECEIPT"
executed: dict[str, str] = {}


def add_executed(name: str, content: bytes) -> None:
    """``name``(``docs/…``이나 ``examples/…``)을 끝까지 실행했다고 적습니다."""
    executed[name] = hashlib.sha256(content).hexdigest()


def write_receipt(app: Sphinx, exception: Exception | None) -> None:
    """빌드가 끝까지 갔을 때만 영수증을 씁니다."""
    if exception is None and RECEIPT in os.environ:
        text = json.dumps(executed, ensure_ascii=False)
        Path(os.environ[RECEIPT]).write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("build-finished", write_receipt, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
