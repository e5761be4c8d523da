"""언제 어디에서 만들어도 바이트까지 같은 zip을 씁니다."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def write_zip(
    target: Path, files: Iterable[tuple[str, bytes]], stored: str = ""
) -> None:
    """이름과 내용을 그 차례로 담습니다. ``stored``라는 파일은 압축하지 않습니다."""
    with ZipFile(target, "w") as archive:
        for name, content in files:
            entry = ZipInfo(name)  # 날짜는 늘 1980년 1월 1일입니다.
            entry.compress_type = ZIP_STORED if name == stored else ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
