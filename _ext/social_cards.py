"""페이지마다 설명을 적고, 주소를 나눌 때 보일 카드를 그립니다.

설명은 페이지의 첫 문단이고, 카드에는 제목과 설명을 나눔고딕으로 그립니다.
``sphinxext-opengraph``는 카드 한 장에 몇 배 오래 걸리고,
설명의 조사를 ``fit() 은``처럼 앞말에서 떼어 쓰지 않습니다.
"""

from __future__ import annotations

import io
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from execution_cache import key_of, load, store
from page_head import add_to_head
from PIL import Image, ImageDraw, ImageFont
from site_icon import icon
from sphinx.locale import _

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

FOLDER = "_static/cards"
LONGEST = 160  # 글자. 검색 결과에는 이보다 적게 보입니다.
SIZE = (1200, 630)
MARGIN, ICON = 80, 56
BRAND, INK, GRAY = "#0a4bff", "#111820", "#44505c"
TITLE_SIZES = (88, 76, 64)  # 제목이 두 줄에 들어가는 가장 큰 것을 씁니다.
TEXT_SIZE, TEXT_LINES = 34, 3


def description_of(doctree: nodes.document) -> str:
    """첫 문단을 짧게 줄인 글. 알림 상자와 표 안의 문단은 아닙니다."""
    for paragraph in doctree.findall(nodes.paragraph):
        parent = paragraph.parent
        if isinstance(parent, (nodes.section, nodes.document)):
            return shortened(" ".join(paragraph.astext().split()))
    return ""


def shortened(text: str) -> str:
    """``LONGEST``를 넘지 않게 문장의 끝에서 자릅니다."""
    if len(text) <= LONGEST:
        return text
    kept = text[:LONGEST]
    end = kept.rfind("다. ")
    return kept[: end + 2] if end > 0 else kept.rpartition(" ")[0] + " …"


@cache
def font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    (folder,) = find_spec("koreanize_matplotlib").submodule_search_locations
    return ImageFont.truetype(Path(folder, "fonts", f"NanumGothic{weight}.ttf"), size)


@cache
def logo(width: int) -> Image.Image:
    return Image.open(io.BytesIO(icon(width))).convert("RGBA")


def wrapped(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """낱말 사이에서 나눈 줄."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or face.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def draw_card(
    site: str, title: str, text: str, size: tuple[int, int] = SIZE
) -> Image.Image:
    """사이트의 이름, 제목, 설명을 적은 카드."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    width = size[0] - 2 * MARGIN
    pen.rectangle((0, 0, size[0], 16), fill=BRAND)
    image.paste(logo(ICON), (MARGIN, 76), logo(ICON))
    beside = (MARGIN + ICON + 20, 76 + ICON // 2)
    pen.text(beside, site, font=font("Bold", 36), fill=GRAY, anchor="lm")
    for points in TITLE_SIZES:
        face = font("ExtraBold", points)
        lines = wrapped(title, face, width)
        if len(lines) <= 2:
            break
    top = 190
    for line in lines:
        pen.text((MARGIN, top), line, font=face, fill=INK)
        top += round(1.3 * points)
    top = max(top + 28, 400)
    face = font("", TEXT_SIZE)
    lines = wrapped(text, face, width)
    if len(lines) > TEXT_LINES:
        lines[TEXT_LINES - 1 :] = [lines[TEXT_LINES - 1].rpartition(" ")[0] + " …"]
    for line in lines:
        pen.text((MARGIN, top), line, font=face, fill=GRAY)
        top += round(1.6 * TEXT_SIZE)
    return image.quantize(16, Image.Quantize.FASTOCTREE)  # 파일이 절반이 됩니다.


def card_of(site: str, title: str, text: str) -> bytes:
    """카드의 PNG. 전에 그린 것이면 그것을 씁니다."""
    code = Path(__file__).read_bytes()
    key = key_of("card", code, icon(ICON), site, title, text)
    if not (card := load(key)):
        drawn = io.BytesIO()
        draw_card(site, title, text).save(drawn, "png")
        card = drawn.getvalue()
        store(key, card, name=__name__, code=code, seconds=0)
    return card


def describe_page(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """설명과 카드를 페이지의 머리에 적고 카드를 그립니다."""
    if app.builder.name != "html":
        return
    site, project = app.config.html_baseurl, app.config.project
    known = app.env.titles.get(pagename)
    title = known.astext() if known else _("Index")  # 문서가 없는 것은 색인뿐입니다.
    text = (doctree and description_of(doctree)) or f"{project}의 {title}입니다."
    card = f"{FOLDER}/{pagename}.png"
    file = Path(app.outdir, card)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(card_of(project, title, text))
    front = pagename == app.config.root_doc
    properties = {
        "og:type": "website" if front else "article",
        "og:locale": "ko_KR",
        "og:site_name": project,
        "og:title": title,
        "og:description": text,
        "og:url": site + app.builder.get_target_uri(pagename),
        "og:image": site + card,
        "og:image:width": SIZE[0],
        "og:image:height": SIZE[1],
        "og:image:alt": f"{project}: {title}",
    }
    names = {"description": text, "twitter:card": "summary_large_image"}
    tags = [("name", *pair) for pair in names.items()]
    tags += [("property", *pair) for pair in properties.items()]
    for kind, name, content in tags:
        add_to_head(context, f'<meta {kind}="{name}" content="{escape(str(content))}">')


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", describe_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
