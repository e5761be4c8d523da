"""사이트와 같은 글로 전자책(EPUB)을 만듭니다.

    sphinx-build -b epub -D plot_gallery=0 …

HTML을 만든 빌드가 남긴 문서(doctree)로 쓰기만 하고 아무것도 실행하지 않습니다.
차례에 있는 페이지만 싣고, 나머지와 내려받을 파일은 발행된 사이트에 링크합니다.
독자가 움직이는 그림은 고정된 그림만 남깁니다.

글자와 바탕의 색은 읽는 프로그램이 정합니다. 그림은 흰 바탕을 깔아 밤에도 보입니다.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from bs4 import BeautifulSoup
from changed_pages import remove_unused_images
from docutils import nodes
from explorable import Explorable
from myst_nb.sphinx_ import HideCodeCellNode
from PIL import Image, ImageDraw
from social_cards import BRAND, font, logo, wrapped
from sphinx.builders.epub3 import HTML_TAG, Epub3Builder
from sphinx.errors import ExtensionError
from sphinx.util.osutil import copyfile, ensuredir
from sphinx_gallery.directives import imgsgnode
from steady_zip import write_zip

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

STYLE = Path(__file__).with_suffix(".css")
COVER = "_static/cover.png"
COVER_SIZE = (1200, 1800)
MOVES_ON_SITE = "사이트에서 이 그림을 움직여 볼 수 있습니다."
FAMILY = re.compile(r"(font(?:-family)?: [^;\"]*'[^',]+')(?=[;\"])")


class Book(Epub3Builder):
    """전자책에 필요한 것만 쓰는 ``epub`` 빌더."""

    html_tag = HTML_TAG.replace(">", ' lang="ko" xml:lang="ko">')
    # 다른 서버의 그림을 내려받으러 가지 않습니다. check_site.py가 막습니다.
    supported_remote_images = True
    guide_titles: ClassVar = {"toc": "차례", "cover": "표지"}

    def get_outdated_docs(self) -> list[str]:
        # 다시 쓸 페이지를 적어 둔 문서가 없으면 refuse_reading이 멈춥니다.
        rewritten = getattr(self.env, "rewritten", ())
        return sorted(self.chapters() & set(rewritten))

    def chapters(self) -> set[str]:
        """차례에 있는 페이지."""
        found: set[str] = set()
        waiting = [self.config.root_doc]
        while waiting:
            if (name := waiting.pop()) not in found:
                found.add(name)
                waiting += self.env.toctree_includes.get(name, [])
        return found & self.env.found_docs

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        if to in self.chapters():
            return super().get_relative_uri(from_, to, typ)
        return f"{self.config.html_baseurl}{to}.html"

    def prepare_writing(self, docnames: Set[str]) -> None:
        """앞의 빌드가 남긴 것 가운데 장과 그림만 이어 받습니다."""
        chapters = {Path(self.get_output_path(name)) for name in self.chapters()}
        for path in list(Path(self.outdir).rglob("*")):
            used = path in chapters or path.parent.name == self.imagedir
            if path.is_file() and not used:
                path.unlink()
        super().prepare_writing(docnames)

    # 확장과 테마가 화면에 맞춰 더하는 스타일과 스크립트를 모두 뺍니다.
    def init_css_files(self) -> None:
        self._css_files = []
        super().add_css_file(STYLE.name)

    def init_js_files(self) -> None:
        self._js_files = []

    def add_css_file(self, filename: str, **kwargs: Any) -> None:  # noqa: ANN401
        pass

    def add_js_file(self, filename: str, **kwargs: Any) -> None:  # noqa: ANN401
        pass

    def copy_static_files(self) -> None:
        static = Path(self.outdir, "_static")
        ensuredir(static)
        copyfile(STYLE, static / STYLE.name, force=True)
        draw_cover(self.config.project).save(Path(self.outdir, COVER))

    def copy_image_files(self) -> None:
        super().copy_image_files()
        for name in filter(re.compile(r".*\.svg").fullmatch, self.images.values()):
            path = Path(self.outdir, self.imagedir, name)
            path.write_text(on_paper(path.read_text("utf-8")), encoding="utf-8")
        remove_unused_images(self)

    def build_content(self) -> None:
        super().build_content()
        replace(self.outdir / self.coverpage_name, "Cover image", "표지")
        item = f'href="{COVER}" media-type="image/png"'
        replace(self.outdir / "content.opf", item, f'{item} properties="cover-image"')

    def toc_metadata(self, level: int, navpoints: list[Any]) -> dict[str, Any]:
        # Sphinx는 여기에 식별자 대신 식별자의 이름을 적습니다.
        found = super().toc_metadata(level, navpoints)
        return found | {"uid": escape(self.config.epub_identifier)}

    def build_epub(self) -> None:
        first = ("mimetype", "META-INF/container.xml", "content.opf", "toc.ncx")
        names = [*first, *sorted(self.files)]
        files = ((name, (self.outdir / name).read_bytes()) for name in names)
        target = self.outdir / f"{self.config.epub_basename}.epub"
        write_zip(target, files, stored="mimetype")


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    if old not in text:
        raise ExtensionError(
            f"{file.name}에 고칠 글 {old!r}이 없습니다. "
            "_ext/book.py를 새 Sphinx에 맞추세요."
        )
    file.write_text(text.replace(old, new), encoding="utf-8")


def draw_cover(title: str) -> Image.Image:
    image = Image.new("RGB", COVER_SIZE, BRAND)
    pen = ImageDraw.Draw(image)
    image.paste(logo(320), (120, 320), logo(320))
    face = font("ExtraBold", 150)
    for number, line in enumerate(wrapped(title, face, COVER_SIZE[0] - 240)):
        pen.text((120, 800 + 210 * number), line, font=face, fill="white")
    return image.quantize(16, Image.Quantize.FASTOCTREE)


def on_paper(svg: str) -> str:
    """흰 바탕을 깔고, 글꼴이 없는 기기에서 쓸 글꼴을 정한 SVG."""
    paper = '<rect width="100%" height="100%" fill="#fff"/>'
    svg = re.sub(r"<svg\b[^>]*>", rf"\g<0>{paper}", svg, count=1)
    return FAMILY.sub(r"\1, sans-serif", svg)


def refuse_reading(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """다시 읽으면 코드를 다시 실행하게 되므로 멈춥니다."""
    if app.builder.name == "epub" and docnames:
        raise ExtensionError(
            f"전자책을 만들면서 다시 읽을 페이지가 있습니다: {', '.join(docnames)}. "
            "HTML을 만든 것과 같은 설정으로 빌드하세요."
        )


def put_on_paper(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """화면에서만 쓸 수 있는 것을 책에 맞는 것으로 바꿉니다."""
    if app.builder.name != "epub":
        return
    page = f"{app.config.html_baseurl}{docname}.html"
    for tag in list(doctree.findall(nodes.raw)):
        if is_gallery_tag(tag):
            tag.parent.remove(tag)
        else:
            tag[:] = [nodes.Text(readable(tag.astext()))]
    for figure in list(doctree.findall(Explorable)):
        link = nodes.reference("", MOVES_ON_SITE, refuri=page)
        figure.replace_self([*figure, nodes.paragraph("", "", link)])
    for cell in doctree.findall(nodes.container):
        for folded in filter(is_folded, list(cell)):  # 부모를 모르는 것도 있습니다.
            place = cell.index(folded)
            summary = f"<details><summary>{escape(folded['prompt_show'])}</summary>"
            cell[place : place + 1] = [raw(summary), *folded, raw("</details>")]
    for image in list(doctree.findall(imgsgnode)):
        app.env.images.add_file(docname, image["uri"].lstrip("/"))
        copy = nodes.image(uri=image["uri"].lstrip("/"), alt=image["alt"])
        copy["candidates"] = {"*": copy["uri"]}
        image.replace_self(copy)


def readable(html: str) -> str:
    """XML로 읽을 수 있고, 책에서 뜻이 없는 진도 막대를 뺀 HTML."""
    soup = BeautifulSoup(html, "html.parser")
    for bar in soup.find_all("progress"):
        bar.decompose()
    return str(soup)


def is_folded(node: nodes.Node) -> bool:
    return isinstance(node, HideCodeCellNode)


def raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def is_gallery_tag(tag: nodes.raw) -> bool:
    """예제의 작은 그림을 화면에 늘어놓는 태그. 그림과 링크는 그 밖에 있습니다."""
    return "sphx-glr-" in tag.astext() or tag.astext().strip() == "</div>"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_builder(Book, override=True)
    app.connect("env-before-read-docs", refuse_reading)
    # 링크를 정하고 표를 채운 뒤에 바꿉니다.
    app.connect("doctree-resolved", put_on_paper, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
