"""우리 빌드를 저장소의 복사본에서 실행하고 잽니다."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from process_tree import Measurement, measure

if TYPE_CHECKING:
    from pathlib import Path

BUILD = "tools/build_site.py"
# 복사본은 git 저장소가 아니므로, 정하지 않으면 고칠 때마다 때가 바뀝니다.
SETTINGS = {"PYTHONUTF8": "1", "SOURCE_DATE_EPOCH": "1700000000"}


def build(project: Path, *options: str) -> Measurement:
    return measure((sys.executable, BUILD, *options), project, os.environ | SETTINGS)


def shown(*options: str) -> str:
    """표에 적을 명령."""
    return " ".join(("python", BUILD, *options))
