"""빌드한 HTML을 검사합니다. 소스가 아니라 독자가 볼 결과를 봅니다.

    python tools/check_site.py _build/html

문제를 찾으면 한 줄에 하나씩 적고 종료 코드 1로 끝납니다.
"""

from __future__ import annotations

import posixpath
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser as Page
from selectolax.lexbor import LexborNode as Tag

NOT_FOUND = "404.html"  # docs/not_found.md로 만듭니다.
MAX_PAGE_BYTES = 3_000_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")
OBJECT_ADDRESS = re.compile(
    r"(?:object|function|method)[^<>\n]{0,80} at 0x[0-9a-f]{6,}"
)
ABSOLUTE_PATH = re.compile(
    r"(?<![A-Za-z0-9_./:~-])/(?:home|root|tmp|Users|private|var/folders)/[\w.-]+"
)
DURATION = re.compile(r"\d+ ?m?s/(?:step|epoch)|\[[\d:]+<[\d:]+")  # 빌드마다 다른 시간
LOG_LINE = re.compile(
    r"^[IWEF]\d{4} \d\d:|^[A-Z]+:(absl|tensorflow):|^WARNING: All log messages",
    re.MULTILINE,
)
RAW_MARKUP = re.compile(
    r"(?<!\*)\*\*(?=\S)|`|\$\$|:(?:ref|doc|class|func|meth|term):`|^:::"
    r"|^```|\{(?:ref|doc|term)\}",
    re.MULTILINE,
)
ACTIVE_TAGS = ("iframe", "object", "embed", "applet", "base", "frame")
STYLE_REQUEST = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')\s]+)""")
DATA_SCRIPTS = ("application/json",)  # 브라우저가 실행하지 않습니다.
HANGUL = re.compile("[가-힣]")
UI_VERB = re.compile(r"(Toggle|Link to|Show|Hide|Copy|Download|Go to|Search)\b")
FILE_NAME = re.compile(r"[\w./-]+\.\w+")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
# 이름과 기호라서 번역하지 않는 인터페이스의 글자입니다.
NAMES = {
    "Keras",
    "TensorFlow",
    "GitHub",
    "Colab",
    "RSS",
    "python",
    "ipynb",
    "py",
    "zip",
}


def site_problems(
    html: Path, source: Path | None = None, private_paths: Iterable[str] = ()
) -> list[str]:
    """사이트의 문제를 ``파일: 문제`` 꼴의 목록으로 돌려줍니다. 없으면 빈 목록입니다.

    ``source``를 주면 강의와 예제가 하나도 빠지지 않고 실렸는지도 봅니다.
    ``private_paths``는 어디에도 나오면 안 되는 폴더 이름입니다.
    """
    problems = missing_pages(html, source) if source else []
    problems += private_path_problems(html, private_paths)
    problems += style_requests(html)
    files = [
        path.relative_to(html).as_posix() for path in html.rglob("*") if path.is_file()
    ]
    # 링크가 가리킬 수 있는 파일과, 그 안의 앵커. 페이지가 아니면 앵커를 보지 않습니다.
    targets: dict[str, set[str] | None] = dict.fromkeys(files)
    found: dict[str, list[str]] = {}
    links: dict[str, list[Link]] = {}
    for name in sorted(files):
        if not name.endswith(".html"):
            continue
        page = Page((html / name).read_bytes())
        targets[name] = anchors(page)
        links[name] = links_in(name, page)
        found[name] = [
            *hygiene_problems(html / name, page),
            *active_content(page),
            *repeated_anchors(page),
            *requests(page),
            *interface_problems(page),
            *head_problems(name, page, html),
        ]
    for name in found:
        found[name] += link_problems(name, links[name], targets)
        problems += [f"{name}: {problem}" for problem in found[name]]
    return problems


def missing_pages(html: Path, source: Path) -> list[str]:
    """페이지, 스크립트, 노트북 가운데 빠진 것."""
    pages = [f"{path.stem}.html" for path in (source / "docs").glob("*.md")]
    expected = [Path(NOT_FOUND if p == "not_found.html" else p) for p in pages]
    for path in (source / "examples").glob("[!_]*.py"):
        expected.append(Path("gallery", f"{path.stem}.html"))
        for suffix in (".py", ".ipynb"):
            expected.append(Path("examples", f"{path.stem}{suffix}"))
    return [
        f"{name}: 사이트에 없습니다."
        for name in expected
        if not (html / name).is_file()
    ]


def private_path_problems(html: Path, private_paths: Iterable[str]) -> list[str]:
    """페이지와 내려받을 파일에 나온, 빌드한 컴퓨터의 경로."""
    contents = (
        (path.relative_to(html), path.read_bytes())
        for path in sorted(html.rglob("*"))
        if path.is_file()
    )
    return [
        f"{path}: 빌드한 컴퓨터의 경로 {name}"
        for path, content in contents
        for name in private_paths
        if name.encode() in content
    ]


def style_requests(html: Path) -> list[str]:
    """다른 서버의 글꼴이나 그림을 부르는 스타일시트."""
    return [
        f"{path.relative_to(html)}: 다른 서버를 부릅니다: {address}"
        for path in sorted(html.rglob("*.css"))
        for address in STYLE_REQUEST.findall(path.read_text(encoding="utf-8"))
    ]


def active_content(page: Page) -> list[str]:
    """본문에 든 스크립트나 다른 페이지. 칸이 출력한 HTML에 섞여 들어올 수 있습니다."""
    problems = [
        f"실행될 수 있는 태그 <{tag.tag}>이 있습니다."
        for tag in page.css(", ".join((*ACTIVE_TAGS, "article script")))
        if tag.tag != "script" or tag.attributes.get("type") not in DATA_SCRIPTS
    ]
    problems += [
        f"실행될 수 있는 속성 {name}={value!r}이 있습니다."
        for tag in page.root.traverse()
        for name, value in tag.attributes.items()
        if name.startswith("on")
    ]
    return problems


def hygiene_problems(path: Path, page: Page) -> list[str]:
    """독자에게 보이면 안 되는 글자, 주소, 경로, 로그, 오류 기록."""
    raw = path.read_text(encoding="utf-8")
    shown = strings(page.root)
    text = "".join(part for part, _ in shown)
    prose = "".join(part for part, is_code in shown if not is_code)
    problems = []
    if "</html>" not in raw[-200:]:
        problems.append("페이지가 끝까지 쓰이지 않았습니다.")
    if len(raw.encode()) > MAX_PAGE_BYTES:
        problems.append(f"페이지가 {len(raw.encode()):,}바이트로 너무 큽니다.")
    for name, pattern, content in (
        ("제어 문자", CONTROL, raw),
        ("객체의 주소", OBJECT_ADDRESS, text),
        ("절대 경로", ABSOLUTE_PATH, text),
        ("로그 줄", LOG_LINE, text),
        ("걸린 시간", DURATION, text),
        ("실행되지 않은 강조나 역할 표기", RAW_MARKUP, prose),
    ):
        if match := pattern.search(content):
            around = content[max(0, match.start() - 30) : match.end() + 30]
            problems.append(f"{name}: {around!r}")
    if not page.css_first('meta[http-equiv="Content-Security-Policy"]'):
        problems.append("콘텐츠 보안 정책(CSP)이 없습니다.")
    for block in page.css(".highlight-pytb, .highlight-ipythontb, .traceback"):
        error = block.text().strip()
        # 오류를 보여 주는 칸에는 expected_errors가 종류와 글만 남깁니다.
        expected = any(
            "tag_raises-exception" in (tag.attributes.get("class") or "").split()
            for tag in parents(block)
        )
        if expected and "Traceback (most recent call last)" not in error:
            continue
        last = error.splitlines()[-1]
        problems.append(f"오류 기록(traceback)이 실렸습니다: {last}")
    return problems


def strings(tag: Tag, *, is_code: bool = False) -> list[tuple[str, bool]]:
    """화면에 보이는 글과, 그것이 코드인지를 차례대로 적은 목록."""
    found = []
    for child in tag.iter(include_text=True):
        name = child.tag
        if name == "-text":
            found.append((child.text_content, is_code))
        elif name not in ("script", "style", "svg"):
            if name == "pre":
                found.append(("\n", is_code))  # 출력의 첫 줄도 줄의 처음입니다.
            found += strings(child, is_code=is_code or name in ("pre", "code"))
    return found


def parents(tag: Tag) -> Iterator[Tag]:
    """``tag``를 담은 태그를 안쪽부터 냅니다."""
    while tag := tag.parent:
        yield tag


def anchors(page: Page) -> set[str]:
    """링크가 가리킬 수 있는 ``id``의 집합."""
    return {tag.id for tag in page.css("[id]")} | {""}


def repeated_anchors(page: Page) -> list[str]:
    ids = Counter(tag.id for tag in page.css("[id]"))
    return [f"id가 겹칩니다: {each}" for each in sorted(ids) if ids[each] > 1]


class Link(NamedTuple):
    """페이지에서 다른 곳을 가리키는 주소."""

    address: str
    server: str  # 이 사이트를 가리키면 빈 글
    target: str  # 사이트 안의 파일. 같은 페이지를 가리키면 빈 글
    fragment: str


def links_in(name: str, page: Page) -> list[Link]:
    """페이지의 주소. 그림 안의 <use href="#…">는 링크가 아닙니다."""
    # 404.html의 링크는 사이트의 경로(/저장소/)로 시작합니다.
    top = page.root.attributes.get("data-content_root") or ""
    in_figures = {tag.mem_id for tag in page.css("svg [href], svg [src]")}
    found = (
        link_to(address_of(tag), posixpath.dirname(name), top)
        for tag in page.css("[href], [src]")
        if tag.mem_id not in in_figures
    )
    return [link for link in found if link]


def address_of(tag: Tag) -> str:
    return tag.attributes.get("href") or tag.attributes.get("src") or ""


@cache
def link_to(address: str, folder: str, top: str) -> Link | None:
    """``folder``에 있는 페이지의 주소. 페이지마다 같은 차례가 있어 한 번만 셉니다."""
    parts = urlsplit(address)
    if parts.scheme in ("data", "mailto"):
        return None
    path, target = unquote(parts.path), ""
    if top.startswith("/") and path.startswith(top):
        target = posixpath.normpath(path.removeprefix(top))
    elif path:
        target = posixpath.normpath(posixpath.join(folder, path))
    if path.endswith("/"):
        target = posixpath.normpath(f"{target}/index.html")
    return Link(address, parts.netloc, target, unquote(parts.fragment))


def requests(page: Page) -> list[str]:
    """다른 서버에 보내는 요청. 독자가 누르는 링크는 아닙니다."""
    return [
        f"다른 서버를 부릅니다: {address_of(tag)}"
        for tag in page.css("[href]:not(a), [src]")
        if urlsplit(address_of(tag)).netloc and tag.attributes.get("rel") != "canonical"
    ]


def link_problems(
    name: str, links: list[Link], targets: dict[str, set[str] | None]
) -> list[str]:
    """끊어진 링크와 앵커."""
    problems = []
    for link in links:
        target = link.target or name
        if link.server:
            continue
        if target not in targets:
            problems.append(f"끊어진 링크: {link.address}")
        elif (found := targets[target]) and link.fragment not in found:
            problems.append(f"없는 앵커: {link.address}")
    return problems


def head_problems(name: str, page: Page, html: Path) -> list[str]:
    """페이지의 머리에 없거나 틀린 설명, 대표 주소, 카드."""
    moved = content_of(page, 'meta[http-equiv="refresh"]')
    described = content_of(page, 'meta[name="description"]')
    problems = []
    if not moved and not HANGUL.search(described):
        problems.append("한국어 설명(description)이 없습니다.")
    if name == NOT_FOUND:  # 주소가 없는 페이지입니다.
        return problems
    found = [link.attributes["href"] for link in page.css('link[rel="canonical"]')]
    if len(found) != 1:
        return [*problems, f"대표 주소(canonical)가 {len(found)}개입니다."]
    if moved:
        target = moved.partition("url=")[2]
        links = {link.attributes["href"] for link in page.css("a[href]")}
        if target not in links or not found[0].endswith(Path(target).name):
            problems.append(f"옮겨 갈 주소가 링크나 대표 주소와 다릅니다: {target}")
        return problems
    if not found[0].endswith(f"/{name}"):
        return [*problems, f"대표 주소가 이 페이지가 아닙니다: {found[0]}"]
    card = content_of(page, 'meta[property="og:image"]')
    file = card.removeprefix(found[0].removesuffix(name))
    if not file or not (html / file).is_file():
        problems.append("카드의 그림(og:image)이 없습니다.")
    return problems


def content_of(page: Page, meta: str) -> str:
    """``meta``가 고른 태그의 ``content``. 없으면 빈 글입니다."""
    tag = page.css_first(meta)
    return (tag and tag.attributes.get("content")) or ""


def interface_problems(page: Page) -> list[str]:
    """번역되지 않은 단추, 이름표, 도움말, 대체 텍스트."""
    labels = {
        tag.attributes[name] or ""
        for name in ("aria-label", "title", "alt", "placeholder", "data-tooltip")
        for tag in page.css(f"[{name}]")
    }
    labels |= {" ".join(tag.text(separator=" ").split()) for tag in page.css(INTERFACE)}
    english = [label for label in labels if is_untranslated(label)]
    return [f"번역되지 않은 글: {label!r}" for label in sorted(english)]


INTERFACE = (
    "button, label, summary, footer, svg title, .visually-hidden, .skip-to-content,"
    " .toc-title, .page-info .context, .admonition-title, .caption-text"
)


def is_untranslated(label: str) -> bool:
    """한글 없이 영어 낱말이 있거나, 영어 동사로 시작하는 인터페이스의 글인가."""
    if FILE_NAME.fullmatch(label):
        return False
    if UI_VERB.match(label):
        return True
    words = set(LATIN_WORD.findall(label))
    return bool(words - NAMES) and not HANGUL.search(label)


def main() -> int:
    problems = site_problems(Path(sys.argv[1]))
    print(*problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
