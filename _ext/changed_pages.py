"""앞의 빌드를 이어서 할 때, 다시 읽고 쓸 페이지를 내용으로 고릅니다.

Sphinx는 파일의 시각만 보고 바뀐 페이지를 고르고, 그 페이지에 기대는 페이지를 놓칩니다.
``tools/build_site.py``가 앞의 빌드를 가져다 두면 이 확장이 다음을 맡습니다.

- 원본이나 원본이 부르는 파일의 내용이 달라진 페이지를 다시 읽습니다.
- 그 페이지가 다른 페이지에 알리는 것(제목, 표식, 판정, 소개…)이 하나라도 달라지면
  모든 페이지를 다시 씁니다. 무엇이 누구에게 쓰이는지는 따지지 않습니다.
- 예제가 바뀌면 그 그림을 카드로 보여 주는 페이지도 다시 씁니다.
- 아무도 부르지 않게 된 그림을 지웁니다.

발행하는 빌드는 다음에 이어서 할 수 있게, 다 쓰인 페이지를 고치기 전에 복사해 둡니다.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from build_receipt import RECEIPT
from docutils import nodes
from example_pages import lecture_of
from gallery_cards import INDEX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

PAGES = "pages"  # 고치기 전의 페이지를 둘 폴더. 결과를 쓰는 폴더의 옆입니다.
EXAMPLE = "gallery/"
# 다른 페이지가 쓰지 않는 것. 시각, 빌드의 설정과 도구, 페이지마다의 파일과 캐시입니다.
PRIVATE = {
    *("_app", "config", "config_status", "config_status_extra", "domains", "events"),
    *("all_docs", "dependencies", "dlfiles", "images", "page_contents", "rewritten"),
    *("nb_metadata", "nb_new_exec_data", "_builder_cls"),
    *("_pickled_doctree_cache", "_write_doc_doctree_cache", "current_document"),
    *("original_image_uri", "project", "settings"),
}
# 값 가운데 다른 페이지가 쓰지 않는 것. 낱말의 수와, 경고에 적는 줄의 번호입니다.
OWN = {"wordcount", "source_map", "line"}
known_before: dict[str, object] = {}


def changed_by_content(
    app: Sphinx,
    env: BuildEnvironment,
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> list[str]:
    """앞의 빌드가 읽은 것과 내용이 다른 페이지."""
    before: dict[str, str] = getattr(env, "page_contents", {})
    known_before.clear()
    if before:
        known_before.update(known_to_others(env))
    return [name for name, digest in before.items() if digest != content_of(env, name)]


def content_of(env: BuildEnvironment, docname: str) -> str:
    """페이지의 원본과, 원본이 부르는 파일의 내용."""
    files = sorted(map(str, env.dependencies.get(docname, ())))
    digest = hashlib.sha256()
    for path in (env.doc2path(docname), *(Path(env.srcdir, name) for name in files)):
        content = Path(path).read_bytes() if Path(path).is_file() else b""
        digest.update(b"%d\n" % len(content) + content)
    return digest.hexdigest()


def choose_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """다시 쓸 페이지. 전자책은 ``env.rewritten``을 보고 같은 장을 다시 씁니다."""
    if app.builder.name == "epub":
        return []
    contents = {name: content_of(env, name) for name in sorted(env.found_docs)}
    before: dict[str, str] = getattr(env, "page_contents", {})
    reread = {name for name in contents if contents[name] != before.get(name)}
    if known_to_others(env) != known_before:
        reread = set(contents)
    else:
        reread |= set(pages_with_cards(env, reread))
    env.page_contents, env.rewritten = contents, sorted(reread)
    return env.rewritten


def pages_with_cards(env: BuildEnvironment, docnames: Iterable[str]) -> Iterable[str]:
    """예제의 카드가 있는 페이지."""
    for name in docnames:
        if name.startswith(EXAMPLE) and name != INDEX:
            yield from (INDEX, lecture_of(name.removeprefix(EXAMPLE), env.srcdir))


def known_to_others(env: BuildEnvironment) -> dict[str, object]:
    """페이지들이 서로 알리는 것을 견줄 수 있는 꼴로."""
    return {
        name: comparable(value)
        for name, value in vars(env).items()
        if name not in PRIVATE
    }


def comparable(value: object) -> object:
    """같은 내용이면 같은 값. 사전과 집합의 차례는 보지 않습니다."""
    if isinstance(value, nodes.Node):
        return value.pformat()
    if isinstance(value, Mapping):
        pairs = [
            (comparable(key), comparable(each))
            for key, each in value.items()
            if key not in OWN
        ]
        return sorted(pairs, key=repr)
    if isinstance(value, Set):
        return sorted(map(comparable, value), key=repr)
    if isinstance(value, (list, tuple)):
        return list(map(comparable, value))
    if is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in fields(value) if each.name not in OWN]
        return [comparable(getattr(value, name)) for name in names]
    return repr(value)


def remove_unused_images(builder: StandaloneHTMLBuilder) -> None:
    """어느 페이지도 부르지 않는 그림을 지웁니다. 앞의 빌드에서 남은 것이 있습니다."""
    image = re.compile(rf"{builder.imagedir}/([^\"#?]+)")
    pages = Path(builder.outdir).rglob(f"*{builder.out_suffix}")
    used = {
        unquote(name)
        for page in pages
        for name in image.findall(page.read_text(encoding="utf-8"))
    }
    for path in Path(builder.outdir, builder.imagedir).glob("*"):
        if path.name not in used:
            path.unlink()


def keep_pages(app: Sphinx, exception: Exception | None) -> None:
    """다른 확장이 고치기 전의 페이지를 옆에 복사합니다."""
    if exception is None and app.builder.name == "html":
        remove_unused_images(app.builder)
        shutil.copytree(app.outdir, Path(app.outdir).with_name(PAGES))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("env-get-outdated", changed_by_content)
    app.connect("env-updated", choose_pages, priority=900)
    if RECEIPT in os.environ:
        app.connect("build-finished", keep_pages, priority=0)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
