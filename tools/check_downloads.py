"""내려받을 전자책과 사이트 전체를 열어, 빠지거나 끊어진 것이 없는지 봅니다.

python tools/check_downloads.py _build/html/downloads .
"""

from __future__ import annotations

import posixpath
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree
from zipfile import ZIP_STORED, BadZipFile, ZipFile

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
MEDIA_TYPE = b"application/epub+zip"
# 전자책에서 움직이지 않거나 다른 서버를 부르는 것입니다.
DEAD = {"button", "form", "iframe", "input", "noscript", "object", "script"}
ORPHAN = re.compile(r"\A---\n(?:.*\n)*?orphan: true\n")
LINK = re.compile(rb'\s(?:href|src)="([^"]+)"')
SVG = re.compile(rb"<svg\b.*?</svg>", re.DOTALL)


def download_problems(
    downloads: Path,
    source: Path,
    private_paths: Iterable[str] = (),
    suffixes: Iterable[str] = (".epub", ".zip"),
) -> list[str]:
    """``downloads``의 문제를 ``파일: 문제``의 목록으로 돌려줍니다.

    ``suffixes``의 파일만 봅니다. 하나씩 있어야 합니다.
    """
    problems = []
    for suffix in suffixes:
        find = {".epub": book_problems, ".zip": copy_problems}[suffix]
        files = list(downloads.glob(f"*{suffix}"))
        if len(files) != 1:
            problems.append(f"downloads: {suffix}가 {len(files)}개입니다.")
        for file in files:
            try:
                with ZipFile(file) as archive:
                    found = [
                        *find(archive, source),
                        *private_problems(archive, private_paths),
                    ]
            except BadZipFile as error:
                found = [f"열지 못합니다({error})."]
            problems += [f"downloads/{file.name}: {problem}" for problem in found]
    return problems


def private_problems(archive: ZipFile, private_paths: Iterable[str]) -> Iterator[str]:
    """파일에 나온, 빌드한 컴퓨터의 경로. 읽으면서 파일이 온전한지도 봅니다."""
    for name in archive.namelist():
        content = archive.read(name)
        for path in private_paths:
            # 집이 /root이면 전자책의 </rootfiles>와 가려야 합니다.
            if re.search(re.escape(path.encode()) + rb"(?![\w-])", content):
                yield f"{name}: 빌드한 컴퓨터의 경로 {path}"


def book_problems(archive: ZipFile, source: Path) -> Iterator[str]:
    """전자책의 문제. 형식은 epubcheck가 더 자세히 봅니다."""
    names = archive.namelist()
    first = archive.getinfo(names[0])
    if (first.filename, archive.read(first)) != ("mimetype", MEDIA_TYPE):
        yield "mimetype으로 시작하지 않습니다."
    elif first.compress_type != ZIP_STORED:
        yield "mimetype을 압축했습니다."
    documents = {}
    for name in names:
        if name.endswith((".xhtml", ".svg")):
            try:
                documents[name] = ElementTree.fromstring(archive.read(name))
            except ElementTree.ParseError as error:
                yield f"{name}: XML이 아닙니다({error})."
    pages = {name: documents[name] for name in documents if name.endswith(".xhtml")}
    spine = reading_order(archive)
    for chapter in chapters(source):
        if chapter not in spine:
            yield f"{chapter}: 읽는 차례에 없습니다."
    ids = {name: {tag.get("id") for tag in page.iter()} for name, page in pages.items()}
    for name, page in pages.items():
        yield from (
            f"{name}: {problem}" for problem in page_problems(name, page, ids, names)
        )


def chapters(source: Path) -> list[str]:
    """실려야 하는 강의와 예제. 차례에 없는(``orphan``) 페이지는 뺍니다."""
    lessons = [
        path.stem
        for path in source.glob("docs/*.md")
        if not ORPHAN.match(path.read_text(encoding="utf-8"))
    ]
    examples = [f"gallery/{path.stem}" for path in source.glob("examples/[!_]*.py")]
    return sorted(f"{name}.xhtml" for name in (*lessons, *examples))


def reading_order(archive: ZipFile) -> list[str]:
    package = ElementTree.fromstring(archive.read("content.opf"))
    files = {item.get("id"): item.get("href") for item in package.iter(f"{OPF}item")}
    return [files.get(item.get("idref")) for item in package.iter(f"{OPF}itemref")]


def page_problems(
    name: str,
    page: ElementTree.Element,
    ids: dict[str, set[str | None]],
    names: list[str],
) -> Iterator[str]:
    """한 쪽에 있는, 움직이지 않는 것과 끊어진 링크."""
    for tag in page.iter():
        element = tag.tag.removeprefix(XHTML)
        if element in DEAD:
            yield f"전자책에서 쓸 수 없는 <{element}>이 있습니다."
        address = tag.get("href") or tag.get("src")
        if not address:
            continue
        parts = urlsplit(address)
        if parts.scheme and element == "a":
            continue
        path = unquote(parts.path)
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        target = target if path else name
        if parts.scheme or target not in names:
            yield f"끊어진 링크: {address}"
        elif parts.fragment and unquote(parts.fragment) not in ids.get(target, set()):
            yield f"없는 앵커: {address}"


def copy_problems(archive: ZipFile, source: Path) -> Iterator[str]:
    """압축한 사이트의 문제. 안의 페이지는 check_site.py가 이미 보았습니다."""
    names = set(archive.namelist())
    tops = {name.split("/")[0] for name in names}
    if len(tops) != 1 or f"{min(tops)}/index.html" not in names:
        yield "폴더 하나에 index.html과 함께 들어 있지 않습니다."
    for name in sorted(names):
        if not name.endswith(".html"):
            continue
        for address in LINK.findall(SVG.sub(b"", archive.read(name))):
            parts = urlsplit(address.decode())
            if parts.scheme or not parts.path:
                continue
            target = posixpath.join(posixpath.dirname(name), unquote(parts.path))
            if posixpath.normpath(target) not in names:
                yield f"{name}: 끊어진 링크: {address.decode()}"


def main() -> int:
    problems = download_problems(Path(sys.argv[1]), Path(sys.argv[2]))
    print(*problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
