"""스타일시트를 파일 하나로, 모든 페이지에 있는 스크립트를 파일 하나로 묶습니다.

Sphinx와 테마와 확장은 스타일시트를 열 개 남짓, 스크립트를 아홉 개 부릅니다.
글이 보이기까지 스타일시트 하나만 기다리게 하고, 스크립트는 모두 ``defer``로 부릅니다.

- 파일의 이름에 내용의 해시가 있어, 브라우저가 오래 간직해도 옛 모양이 보이지 않습니다.
- 몇 페이지에만 있는 스크립트와, 자기 태그의 속성을 읽는 스크립트는 따로 둡니다.
- 묶기 전의 파일도 사이트에 남습니다. 그 안에 저작권 표시가 있습니다.

미리 볼 때는 바뀐 페이지만 다시 쓰므로 묶지 않고, 발행할 때만 묶습니다.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import rcssmin
from build_receipt import RECEIPT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

STYLE = re.compile(
    r'<link rel="stylesheet" type="text/css" href="(?P<up>[./\w-]*?)'
    r'(?P<file>_static/[^"?]+)(?:\?v=\w+)?" />\s*'
)
SCRIPT = re.compile(
    r'<script(?: defer="defer")? src="(?P<up>[./\w-]*?)'
    r'(?P<file>_static/[^"?]+)(?P<version>\?v=\w+)?"></script>\s*'
)
ADDRESS = re.compile(r"""url\((["']?)(?!data:|#)([^"')]+)\1\)""")


def bundle(app: Sphinx, exception: Exception | None) -> None:
    """다 쓰인 페이지의 태그를 묶은 파일의 태그로 바꿉니다."""
    if exception:
        return
    site = Path(app.outdir)
    pages = {path: path.read_text("utf-8") for path in sorted(site.rglob("*.html"))}
    # 예전 주소에 둔 페이지에는 스타일시트가 없습니다.
    pages = {path: text for path, text in pages.items() if STYLE.search(text)}
    styles = in_order(files(STYLE, text) for text in pages.values())
    scripts = in_order(files(SCRIPT, text) for text in pages.values())
    shared = [
        name
        for name in scripts
        if all(name in files(SCRIPT, text) for text in pages.values())
    ]
    css = rcssmin.cssmin("\n".join(style(site, name) for name in styles))
    style_file = save(site, css, ".css")
    js = "\n;".join((site / name).read_text("utf-8") for name in shared)
    script_file = save(site, js, ".js")

    def script_tag(match: re.Match[str]) -> str:
        name, version = match["file"], match["version"] or ""
        if name in shared[1:]:
            return ""
        address = script_file if name in shared else name + version
        return f'<script defer src="{match["up"]}{address}"></script>\n'

    for path, text in pages.items():
        up = STYLE.search(text)["up"]
        link = f'<link rel="stylesheet" href="{up}{style_file}">\n'
        first = STYLE.sub(link, text, count=1)
        path.write_text(SCRIPT.sub(script_tag, STYLE.sub("", first)), "utf-8")


def files(tag: re.Pattern[str], page: str) -> list[str]:
    """페이지가 부르는 파일의 이름. 차례대로입니다."""
    return [match["file"] for match in tag.finditer(page)]


def in_order(lists: Iterable[list[str]]) -> list[str]:
    """목록마다의 차례를 지키며 하나로 모은 목록."""
    merged: list[str] = []
    for names in lists:
        place = 0
        for name in names:
            if name not in merged:
                merged.insert(place, name)
            place = merged.index(name) + 1
    return merged


def style(site: Path, name: str) -> str:
    """스타일시트의 글. 상대 주소는 묶은 파일이 있는 ``_static``에서 본 것입니다."""
    folder = PurePosixPath(name).parent.relative_to("_static")
    css = (site / name).read_text("utf-8")
    return ADDRESS.sub(lambda m: f"url({m[1]}{folder / m[2]}{m[1]})", css)


def save(site: Path, text: str, suffix: str) -> str:
    """묶은 글을 내용의 해시가 든 이름으로 쓰고, 사이트에서 본 주소를 돌려줍니다."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    name = f"_static/site.{digest}{suffix}"
    (site / name).write_text(text, "utf-8")
    return name


def setup(app: Sphinx) -> ExtensionMetadata:
    if RECEIPT in os.environ:
        # 파일을 고치는 다른 확장이 모두 끝난 뒤에, CSP를 적기 전에 묶습니다.
        app.connect("build-finished", bundle, priority=850)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
