"""그림 파일을 부르는 ``<img>``에 크기를 적어, 그림이 와도 글이 밀리지 않게 합니다.

화면 아래에 있는 그림은 독자가 가까이 왔을 때 받습니다(``loading="lazy"``).
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import imagesize

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

IMAGE = re.compile(r'<img(?![^>]*\swidth=)(?=[^>]*\ssrc="(?P<address>[^"]*)")')


def write_sizes(app: Sphinx, exception: Exception | None) -> None:
    """다 쓰인 페이지에서 크기가 없는 ``<img>``를 찾아 크기를 적습니다."""
    if exception or app.builder.name != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text("utf-8")
        sized = IMAGE.sub(partial(tag, page.parent), text)
        if sized != text:
            page.write_text(sized, "utf-8")


def tag(folder: Path, match: re.Match[str]) -> str:
    """크기를 더한 ``<img``. 사이트에 없는 그림과 크기를 모르는 그림은 그대로 둡니다."""
    path = folder / unquote(urlsplit(match["address"]).path)
    if not path.is_file():
        return match[0]
    width, height = (round(side) for side in imagesize.get(path))
    size = f' width="{width}" height="{height}"' if width > 0 else ""
    return f'<img{size} loading="lazy"'


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("build-finished", write_sizes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
