"""SVG 그림을 HTML 안에 직접 넣습니다.

``<img>``로 부른 SVG는 페이지의 글꼴과 색을 쓰지 못합니다.
안에 넣으면 글자가 본문과 같은 글꼴로 선명하고, 검은 선이 어두운 화면에서 밝아집니다.
강의의 그림(``image``)과 예제의 그림(``image-sg``) 가운데 ``.svg``인 것을 모두 바꿉니다.
예제 목록의 작은 그림(``thumb``)은 파일로 남겨 목록을 가볍게 합니다.
보이지 않는 것(소수점 아래 넷째 자리, 쓰이지 않는 id, 빈 묶음, 빈칸)은 덜어 냅니다.
페이지 안의 ``<style>``은 페이지 전체의 모양을 다시 계산하게 하므로 속성으로 옮깁니다.
대체 텍스트가 없는 그림은 경고를 냅니다.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx_gallery.directives import imgsgnode

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

# 그림의 검정과 흰색은 "글자색"과 "바탕색"이라는 뜻입니다. 나머지 색은 그대로 둡니다.
BLACK = re.compile(r"\b(fill|stroke)(=\"|: ?)(?:#000000|black)\b")
WHITE = re.compile(r"\b(fill|stroke)(=\"|: ?)(?:#ffffff|white)\b")

# Matplotlib이 그림마다 두는 스타일. 물려받는 속성뿐이라 <svg>에 적어도 같습니다.
OWN_STYLE = re.compile(
    r'<defs>\s*<style type="text/css">\*\{([^}]*)\}</style>\s*</defs>\n?'
)
INVISIBLE = re.compile(
    r"<metadata>.*?</metadata>|<!--.*?-->|<title>.*?</title>", re.DOTALL
)
COORDINATES = re.compile(
    r"(?<=\s)(?P<name>d|points|[xy][12]?|c[xy]|r[xy]?|width|height|transform)"
    r'="(?P<value>[^"]*)"'
)
LONG_NUMBER = re.compile(r"(?<![\w.])-?(?:0|[1-9]\d*)\.\d{2,}(?![\w.])")
# 호(A)는 숫자를 붙여 적을 수 있고, 배율의 소수는 좌표가 아닙니다.
KEPT = {"d": re.compile("[Aa]"), "transform": re.compile("scale|matrix|skew")}
ANY_ID = re.compile(r'\sid="([^"]*)"')
REFERENCE = re.compile(r'(?:url\(#|href="#)([^)"]*)')
UNTURNED = re.compile(r' transform="rotate\(-?0 [^)"]*\)"')
GROUP = re.compile(r"<g\b([^>]*?)(/?)>|</g>")
INDENT = re.compile(r"\n\s+(?=</?(?:g|path|use|defs|rect|clipPath|polygon|ellipse)\b)")


class InlineSvg(SphinxPostTransform):
    """``.svg``를 가리키는 그림 노드를 ``<svg>``로 바꿉니다."""

    default_priority = 400
    builders = ("html",)  # 전자책에는 파일로 넣습니다.

    def run(self, **kwargs: object) -> None:
        found = [*self.document.findall(nodes.image), *self.document.findall(imgsgnode)]
        images = [image for image in found if "/thumb/" not in image["uri"]]
        for number, image in enumerate(images, start=1):
            alt = image.get("alt", "")
            place = image if image.line else image.parent
            if not alt:
                logger.warning("그림에 대체 텍스트(alt)가 없습니다.", location=place)
            if not image["uri"].endswith(".svg"):
                continue
            path = Path(self.env.srcdir, image["uri"].lstrip("/"))
            if not path.is_file():
                continue  # 없는 그림은 Sphinx가 이미 경고했습니다.
            svg = page_svg(path.read_text(encoding="utf-8"), alt, f"svg{number}-")
            scroller = f'<div class="figure-scroll">{svg}</div>'
            image.replace_self(nodes.raw("", scroller, format="html"))


def page_svg(svg: str, alt: str, id_prefix: str) -> str:
    """SVG 파일의 내용을 페이지 안에 넣을 ``<svg>``로 바꿉니다.

    ``id``는 한 페이지의 다른 그림과 겹치지 않게 ``id_prefix``를 붙이고,
    검정과 흰색은 페이지의 글자색과 바탕색을 따르게 합니다.
    """
    svg = shortened(svg, id_prefix)
    svg = BLACK.sub(r"\1\2currentColor", svg)
    svg = WHITE.sub(r"\1\2var(--color-background-primary)", svg)
    label = html.escape(alt, quote=True)
    # 좁은 화면에서 글자를 못 읽을 만큼 줄이지는 않습니다. 작은 그림은 키우지 않습니다.
    width, unit = re.search(r'\bwidth="([\d.]+)(pt|px)?"', svg).groups("px")
    least = f"max(22rem, {0.6 * float(width):.0f}{unit})"
    style = [f"min-width: min({width}{unit}, {least})", *OWN_STYLE.findall(svg)]
    svg = OWN_STYLE.sub("", svg)
    attributes = f'role="img" aria-label="{label}" style="{"; ".join(style)}"'
    return svg.replace("<svg", f"<svg {attributes}", 1).strip()


def shortened(svg: str, id_prefix: str, digits: int = 3) -> str:
    """보이는 것은 그대로 두고 짧게 적은 ``<svg>``.

    좌표는 소수점 아래 ``digits``자리까지 적고, ``id``에는 ``id_prefix``를 붙입니다.
    """

    def rounded(number: re.Match[str]) -> str:
        return f"{float(number[0]):.{digits}f}".rstrip("0").rstrip(".")

    def coordinates(match: re.Match[str]) -> str:
        name, value = match["name"], match["value"]
        if not (name in KEPT and KEPT[name].search(value)):
            value = LONG_NUMBER.sub(rounded, value)
        if name == "d":
            value = re.sub(r"\s*([A-Za-z])\s*", r"\1", value).strip()
        return f'{name}="{value}"'

    svg = INVISIBLE.sub("", svg[svg.index("<svg") :])
    called = set(REFERENCE.findall(svg))
    svg = ANY_ID.sub(lambda match: match[0] if match[1] in called else "", svg)
    svg = re.sub(r'\bid="', f'id="{id_prefix}', svg)
    svg = re.sub(r'(url\(#|href="#)', rf"\1{id_prefix}", svg)
    svg = INDENT.sub("\n", ungrouped(UNTURNED.sub("", svg)))
    return COORDINATES.sub(coordinates, svg)


def ungrouped(svg: str) -> str:
    """속성이 없어 아무것도 하지 않는 ``<g>``를 벗긴 ``<svg>``."""
    kept: list[bool] = []

    def tag(match: re.Match[str]) -> str:
        if match[0] == "</g>":
            return match[0] if kept.pop() else ""
        if not match[2]:
            kept.append(bool(match[1].strip()))
        return match[0] if match[1].strip() else ""

    return GROUP.sub(tag, svg)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_post_transform(InlineSvg)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
