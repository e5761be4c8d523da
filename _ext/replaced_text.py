"""다 만들어진 파일에서 글을 바꿉니다. 테마와 확장에 고칠 길이 없는 글을 고칠 때 씁니다.

바꿀 글이 한 번도 나오지 않으면 빌드를 멈춥니다. 테마나 확장이 달라졌다는 뜻입니다.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import ExtensionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx


def replace_when_written(
    app: Sphinx, replacements: Iterable[tuple[str, str, str]], owner: str
) -> None:
    """HTML을 다 쓴 뒤에 ``replace_text``를 부르게 합니다."""

    def replace(app: Sphinx, exception: Exception | None) -> None:
        if exception is None and app.builder.name == "html":
            replace_text(app, replacements, owner)

    app.connect("build-finished", replace)


def replace_text(
    app: Sphinx, replacements: Iterable[tuple[str, str, str]], owner: str
) -> None:
    """``(파일, 옛 글, 새 글)``을 차례로 바꿉니다. ``owner``에 목록이 있습니다.

    같은 파일의 글은 한 번에 바꿉니다.
    """
    grouped: dict[str, list[tuple[str, str]]] = {}
    for pattern, *pair in replacements:
        grouped.setdefault(pattern, []).append(tuple(pair))
    for pattern, pairs in grouped.items():
        unseen = dict.fromkeys(pairs)
        for path in Path(app.outdir).glob(pattern):
            text = before = path.read_text(encoding="utf-8")
            for old, new in pairs:
                if old in text or new in text:
                    unseen.pop((old, new), None)
                text = text.replace(old, new)
            if text != before:
                path.write_text(text, encoding="utf-8")
        for old, _ in unseen:
            raise ExtensionError(
                f"{pattern}에 바꿀 글 {old!r}이 없습니다. "
                f"{owner}를 새 테마나 확장에 맞추세요."
            )
