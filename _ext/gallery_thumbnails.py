"""예제 목록의 작은 그림을 몇 장의 SVG에 모아, 그림마다 서버에 청하지 않게 합니다.

한 장에는 같은 크기의 칸이 세로로 놓이고, 주소의 ``#`` 뒤가 칸을 고릅니다.
한 장은 한 번만 받고, 먼 아래의 장은 독자가 가까이 왔을 때 받습니다.
목록을 열면 바로 보이는 그림은 배치를 기다리지 않고 받습니다.
미리 볼 때는 그대로 두고, 발행할 때만 모읍니다.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from build_receipt import RECEIPT
from inline_svg import shortened

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

WIDTH, HEIGHT = 400, 280  # 칸의 크기. Sphinx-Gallery의 기본값과 같습니다.
ON_ONE_SHEET = 12
AT_ONCE = 6  # 카드 두 줄. 화면을 열면 바로 보이는 그림의 수입니다.
THUMBNAIL = re.compile(r'(?<=" )src="\.\./(_images/[^"]+_thumb\.svg)"')
ROOT = re.compile(r'<svg\b[^>]*\sviewBox="([^"]+)"[^>]*>')
MATPLOTLIB_STYLE = re.compile(r'<style type="text/css">\*\{([^}]*)\}</style>')
SHEET = (
    '<svg xmlns="http://www.w3.org/2000/svg"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    f' width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">\n'
)


def gather(app: Sphinx, exception: Exception | None) -> None:
    """예제 목록의 작은 그림을 모으고, 목록이 그 칸을 부르게 합니다."""
    if exception:
        return
    site = Path(app.outdir)
    page = site / "gallery" / "index.html"
    text = page.read_text("utf-8")
    names = list(dict.fromkeys(THUMBNAIL.findall(text)))
    tags: dict[str, str] = {}
    for start in range(0, len(names), ON_ONE_SHEET):
        group = names[start : start + ON_ONE_SHEET]
        drawings = [(site / name).read_text("utf-8") for name in group]
        sheet = SHEET + "".join(map(cell, range(len(group)), drawings)) + "</svg>\n"
        digest = hashlib.sha256(sheet.encode()).hexdigest()[:10]
        address = f"_images/thumbnails.{digest}.svg"
        (site / address).write_text(sheet, "utf-8")
        for number, name in enumerate(group):
            loading = "eager" if start + number < AT_ONCE else "lazy"
            tags[name] = (
                f'src="../{address}#n{number}" width="{WIDTH}" '
                f'height="{HEIGHT}" loading="{loading}"'
            )
    page.write_text(THUMBNAIL.sub(lambda match: tags[match[1]], text), "utf-8")


def cell(number: int, svg: str) -> str:
    """``number``번째 칸. 안의 그림은 비율을 지키며 칸에 맞습니다."""
    svg = shortened(svg, f"n{number}-", digits=1)
    # 스타일은 다른 칸까지 바꾸지 않게 칸의 속성으로 옮깁니다.
    style = "".join(MATPLOTLIB_STYLE.findall(svg))
    view_box = ROOT.search(svg)[1]
    top = number * HEIGHT
    start = (
        f'<view id="n{number}" viewBox="0 {top} {WIDTH} {HEIGHT}"/>\n'
        f'<svg y="{top}" width="{WIDTH}" height="{HEIGHT}" viewBox="{view_box}"'
        f' style="{style}">'
    )
    return ROOT.sub(start, MATPLOTLIB_STYLE.sub("", svg), count=1)


def setup(app: Sphinx) -> ExtensionMetadata:
    if RECEIPT in os.environ:
        app.connect("build-finished", gather)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
