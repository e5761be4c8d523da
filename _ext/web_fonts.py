"""사이트에 나오는 글자만 남긴 웹 글꼴을 사이트에서 바로 내려 줍니다.

글꼴마다 여러 페이지에 나오는 글자를 모은 파일 하나(``core``)를 모든 페이지가 함께 쓰고,
드물게 나오는 글자는 그 글자가 나오는 페이지의 작은 파일에 둡니다.
검색 결과에는 어느 글자나 나올 수 있으므로, 나머지를 모은 파일(``rest``)도 둡니다.

- 글꼴이 늦게 와도 글이 움직이지 않게 ``font-display: optional``을 씁니다.
  제때 오지 않으면 시스템의 글꼴로 읽고, 다음 페이지부터 웹 글꼴로 읽습니다.
- 제때 오게 하려고 ``<style>`` 바로 뒤의 스크립트가 글꼴을 먼저 부릅니다.
  처음 온 전화에는 제때 오지 않으면서 글과 그림이 보이는 것만 늦추므로, 첫 화면을 그리고
  1초 뒤에 받아 두고 다음 페이지부터 씁니다.
  ``<link rel="preload">``는 ``file://``에서 오류를 내므로 쓰지 않습니다.
- 파일의 이름에 내용의 해시가 있어, 브라우저가 오래 간직해도 옛 글꼴이 보이지 않습니다.

글꼴의 원본과 사용 허가는 ``_fonts/``에 있습니다.
미리 볼 때는 시스템의 글꼴로 빠르게 보여 주고, 발행할 때만 글꼴을 만듭니다.
"""

from __future__ import annotations

import hashlib
import html
import os
import re
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import brotli
from build_receipt import RECEIPT
from execution_cache import key_of, load, store
from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class Family(NamedTuple):
    """CSS가 부르는 글꼴. OFL은 고친 글꼴에 원래의 이름을 쓰지 못하게 합니다."""

    name: str
    source: str
    weights: tuple[int, int]


SANS = Family("Lecture Sans", "PretendardVariable.ttf.br", (400, 700))
MONO = Family("Lecture Mono", "d2coding.ttf.br", (400, 400))
COMMON = 0.2  # 이만큼의 페이지에 나오는 글자는 모든 페이지가 함께 쓰는 파일에 둡니다.
FEW = 0.25  # 함께 쓰는 글자의 이만큼도 쓰지 않는 페이지는 쓰는 글자만 받습니다.
ASCII = {chr(code) for code in range(0x20, 0x7F)}
CODE = re.compile(r"<(pre|code|kbd|samp)\b.*?</\1>", re.DOTALL)
QUOTED = re.compile(r"""(["'`])(.*?)\1""", re.DOTALL)
STYLESHEET = re.compile(r'(?=<link rel="stylesheet")')
TOP = re.compile(r'data-content_root="([^"]*)"')  # 404.html에서는 /로 시작합니다.
# CORE는 모든 페이지가 함께 쓰는 글꼴의 이름입니다. 받아 둔 것을 알아보는 데 씁니다.
LOAD = """{
const style = document.currentScript.previousElementSibling;
const here = location.protocol === "file:" || localStorage.fonts === "CORE";
if (here || matchMedia("(min-width: 46em)").matches) {
  for (const face of document.fonts) face.load().catch(() => {});
} else {
  const keep = (file) => fetch(file, { priority: "low" }).then((got) => got.blob());
  const keepAll = () => Promise.all(style.textContent.match(/[^(]+\\.woff2/g).map(keep))
    .then(() => { localStorage.fonts = "CORE"; }, () => {});
  style.media = "not all";
  addEventListener("load", () => new PerformanceObserver((_, painted) => {
    painted.disconnect();
    setTimeout(keepAll, 1000);
  }).observe({ type: "paint", buffered: true }));
}
}"""
REST, FILE = "web_fonts.css", "_ext/web_fonts.py"


def add_fonts(app: Sphinx, exception: Exception | None) -> None:
    """다 쓰인 페이지의 글자를 모아 글꼴을 만들고, 페이지가 부르게 합니다."""
    if exception:
        return
    site = Path(app.outdir)
    sources = Path(app.confdir, "_fonts")
    folder = site / "_static" / "fonts"
    folder.mkdir()
    for license_text in sources.glob("OFL_*.txt"):
        shutil.copy(license_text, folder)
    texts = {path: path.read_text("utf-8") for path in sorted(site.rglob("*.html"))}
    # 예전 주소에 둔 페이지에는 스타일시트가 없습니다.
    texts = {path: text for path, text in texts.items() if STYLESHEET.search(text)}
    drawn = {
        SANS: {path: set(html.unescape(CODE.sub("", texts[path]))) for path in texts},
        MONO: {path: set(code_text(texts[path])) for path in texts},
    }
    labels = script_text(site)
    anything = labels.union(*drawn[SANS].values(), *drawn[MONO].values())
    faces: dict[Path, str] = dict.fromkeys(texts, "")
    core_files = []
    for family, pages in drawn.items():
        font = Font(family, sources / family.source, anything | ASCII)
        known = font.characters
        core = known & (ASCII | common(pages.values()))
        rest = set()
        if family is SANS:
            core |= known & labels
            rest = known - core
        used = {path: pages[path] & known - {" "} for path in pages}
        few = FEW * len(core)
        own = {path: x if len(x) < few else x - core for path, x in used.items()}
        needed = {path: characters for path, characters in own.items() if characters}
        files = save_all(folder, font, {"core": core, "rest": rest, **needed})
        core_files.append(files["core"])
        if family is SANS:
            rule = rest_face(files["rest"], rest)
            (site / "_static" / REST).write_text(rule, "utf-8")
        for path, characters in own.items():
            up = f"{TOP.search(texts[path])[1]}_static/"
            if characters != used[path]:
                faces[path] += face(family, up + files["core"])
            if characters:
                faces[path] += face(family, up + files[path], characters)
    load = LOAD.replace("CORE", " ".join(core_files))
    for path, text in texts.items():
        block = f"<style>{faces[path]}</style><script>{load}</script>\n"
        path.write_text(STYLESHEET.sub(block, text, count=1), "utf-8")


def code_text(page: str) -> str:
    """페이지에서 고정폭으로 그리는 글. 색을 입힌 태그는 뺍니다."""
    blocks = "".join(match[0] for match in CODE.finditer(page))
    return html.unescape(re.sub(r"<[^>]*>", "", blocks))


def script_text(site: Path) -> set[str]:
    """스크립트가 화면에 적을 수 있는 글자. 따옴표 안의 것을 모두 봅니다."""
    paths = [*site.glob("_static/*.js"), *site.glob("_static/explorable/*.js")]
    quotes = (QUOTED.findall(path.read_text("utf-8")) for path in paths)
    return {character for found in quotes for _, text in found for character in text}


def common(pages: Iterable[set[str]]) -> set[str]:
    """``COMMON``만큼의 페이지에 나오는 글자."""
    pages = list(pages)
    counts = Counter(character for page in pages for character in page)
    return {each for each, count in counts.items() if count >= COMMON * len(pages)}


class Font:
    """이름과 굵기를 바꿀 글꼴과, 그 글꼴로 그릴 ``characters``."""

    def __init__(self, family: Family, file: Path, characters: Set[str]) -> None:
        self.family, self.file = family, file
        self.source = hashlib.sha256(file.read_bytes()).hexdigest()
        self.characters = set(characters) & self.drawn()

    @cached_property
    def original(self) -> bytes:
        return brotli.decompress(self.file.read_bytes())

    def drawn(self) -> set[str]:
        """그릴 수 있는 글자."""
        key = key_of("characters", self.source)
        if not (kept := load(key)):
            codes = TTFont(BytesIO(self.original), lazy=True).getBestCmap()
            kept = "".join(map(chr, sorted(codes))).encode("utf-8", "surrogatepass")
            store(key, kept, name=FILE, code=b"", seconds=0)
        return set(kept.decode("utf-8", "surrogatepass"))


def rest_face(address: str, characters: set[str]) -> str:
    """검색하는 동안에만 쓰는 나머지 글자. 그때는 늦게라도 바꿔 그립니다."""
    family = SANS._replace(name=f"{SANS.name} Rest")
    return face(family, address, characters).replace("optional", "swap")


def save_all(
    folder: Path, font: Font, parts: dict[str | Path, set[str]]
) -> dict[str | Path, str]:
    """이름마다 그 글자만 남긴 글꼴을 쓰고, ``_static``에서 본 주소를 돌려줍니다.

    압축하는 동안에는 파이썬이 쉬므로, 스레드가 코어를 모두 씁니다.
    """
    files = {}
    with ThreadPoolExecutor() as pool:
        contents = pool.map(partial(cut, font), parts.values())
        for name, content in zip(parts, contents, strict=True):
            label = name if isinstance(name, str) else "page"
            file = f"{label}.{hashlib.sha256(content).hexdigest()[:10]}.woff2"
            (folder / file).write_bytes(content)
            files[name] = f"{folder.name}/{file}"
    return files


def cut(font: Font, characters: Set[str]) -> bytes:
    """``font``에서 ``characters``만 남긴 WOFF2. 전에 자른 것이면 그것을 씁니다."""
    code = Path(__file__).read_bytes()
    key = key_of("font", code, font.source, "".join(sorted(characters)))
    if not (result := load(key)):
        result = subset(font.original, font.family, characters)
        store(key, result, name=FILE, code=code, seconds=0)
    return result


def subset(original: bytes, family: Family, characters: Set[str]) -> bytes:
    """``characters``만 남기고 이름과 굵기를 바꾼 WOFF2. 남긴 글자가 같으면 같습니다."""
    # 부르는 데 오래 걸리고, 새로 자를 것이 있을 때만 씁니다.
    import uharfbuzz
    from uharfbuzz import SubsetFlags

    source, wanted = uharfbuzz.Face(original), uharfbuzz.SubsetInput()
    wanted.flags = SubsetFlags.NO_HINTING | SubsetFlags.NOTDEF_OUTLINE
    for chosen, values in (
        (wanted.unicode_set, map(ord, characters)),
        (wanted.layout_feature_tag_set, [tag("kern")]),
        (wanted.name_id_set, [1, 2, 4, 6]),
    ):
        chosen.clear()
        chosen.update(values)
    wanted.drop_table_tag_set.update([tag("FFTM"), tag("STAT")])
    if source.has_var_data:
        wanted.set_axis_range(source, "wght", *family.weights)
    cut = wanted.subset(source).blob.data
    opened = TTFont(BytesIO(cut), lazy=True, recalcTimestamp=False)
    for record in opened["name"].names:
        record.string = family.name.replace(" ", "" if record.nameID == 6 else " ")
    opened.flavor = "woff2"
    written = BytesIO()
    opened.save(written)
    return written.getvalue()


def tag(name: str) -> int:
    """HarfBuzz가 표와 기능을 부르는 수."""
    return int.from_bytes(name.encode())


def face(family: Family, address: str, characters: Iterable[str] = ()) -> str:
    """글꼴 파일 하나를 부르는 CSS. ``characters``를 주면 그 글자에만 씁니다."""
    weights = " ".join(map(str, sorted(set(family.weights))))
    codes = ",".join(f"U+{ord(each):X}" for each in sorted(characters))
    return (
        f'@font-face{{font-family:"{family.name}";'
        f'src:url({address}) format("woff2");'
        f"font-weight:{weights};font-display:optional"
        f"{f';unicode-range:{codes}' if codes else ''}}}"
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    if RECEIPT in os.environ:
        app.add_css_file(REST)
        # 다른 확장이 글을 다 고친 뒤, CSP가 스크립트의 해시를 적기 전입니다.
        app.connect("build-finished", add_fonts, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
