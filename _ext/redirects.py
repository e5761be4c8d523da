"""이름이 바뀐 페이지의 예전 주소에 새 주소로 보내는 페이지를 둡니다.

``docs/redirects.txt``에 한 줄에 하나씩, 예전 이름과 지금 이름을 적습니다.

    gallery/4_3_dropout_mechanism gallery/4_3_dropout_1_mechanism

이름은 ``.html``을 뺀 주소입니다. 지금 이름이 또 바뀌어도 예전 줄은 그대로 둡니다.
주소의 ``#`` 뒤는 ``_static/redirect.js``가 이어 줍니다. 스크립트가 없어도 옮깁니다.
예전 페이지가 아직 있거나, 지금 페이지가 없거나, 서로 돌고 돌면 경고를 냅니다.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging
from sphinx.util.osutil import relative_uri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

LIST = "redirects.txt"
NAME = re.compile(r"\w+(?:/\w+)*", re.ASCII)
PAGE = """\
<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="0; url={link}">
<link rel="canonical" href="{address}">
<title>{title}</title>
</head>
<body>
<p>주소가 바뀌었습니다. <a href="{link}">{title}</a> 페이지로 갑니다.</p>
<script src="{script}"></script>
</body>
</html>
"""
logger = logging.getLogger(__name__)


def read_list(folder: Path) -> Iterator[tuple[int, list[str]]]:
    """목록의 줄 번호와 낱말. 빈 줄과 ``#``으로 시작하는 줄은 뺍니다."""
    file = folder / LIST
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line.split()


def follow(name: str, moved: dict[str, str]) -> str:
    """``name``이 지금 있는 곳. 돌고 돌면 빈 글입니다."""
    passed: list[str] = []
    while name in moved:
        if name in passed:
            return ""
        passed.append(name)
        name = moved[name]
    return name


def check_list(app: Sphinx, env: BuildEnvironment) -> None:
    """목록의 실수를 줄 번호와 함께 경고합니다."""
    lines = list(read_list(Path(env.srcdir)))
    moved = dict(words for _, words in lines if len(words) == 2)
    seen: set[str] = set()
    for number, words in lines:
        if problem := problem_with(words, moved, seen, env.found_docs):
            logger.warning("%s", problem, location=f"{env.srcdir / LIST}:{number}")
        seen.update(words[:1])


def problem_with(
    words: list[str], moved: dict[str, str], seen: set[str], pages: set[str]
) -> str:
    """한 줄에 있는 문제 한 문장. 문제가 없으면 빈 글입니다."""
    if len(words) != 2 or not all(map(NAME.fullmatch, words)):
        return "'예전 이름 지금 이름'이어야 합니다. 이름에 .html은 적지 않습니다."
    old, new = words
    if old in seen:
        return f"예전 이름 {old}를 두 번 적었습니다."
    if old in pages:
        return f"예전 이름 {old}인 페이지가 아직 있습니다."
    target = follow(new, moved)
    if not target:
        return f"{old}에서 시작하면 돌고 돕니다."
    return "" if target in pages else f"지금 이름 {target}인 페이지가 없습니다."


def write_pages(app: Sphinx, exception: Exception | None) -> None:
    """예전 주소마다 새 주소로 보내는 페이지를 씁니다."""
    if exception or app.builder.name != "html":
        return
    lines = read_list(Path(app.srcdir))
    moved = dict(words for _, words in lines if len(words) == 2)
    for old in moved:
        new = follow(old, moved)
        if new not in app.env.found_docs or old in app.env.found_docs:
            continue  # 이미 경고했습니다.
        uri = app.builder.get_target_uri(new)
        page = PAGE.format(
            link=relative_uri(app.builder.get_target_uri(old), uri),
            address=app.config.html_baseurl + uri,
            title=escape(app.env.titles[new].astext()),
            script=relative_uri(old, "_static/redirect.js"),
        )
        file = Path(app.builder.get_outfilename(old))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("env-check-consistency", check_list)
    # 모든 페이지를 고치는 확장보다 뒤에, 보안 정책을 적는 확장보다 먼저 씁니다.
    app.connect("build-finished", write_pages, priority=870)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
