"""모든 페이지에 콘텐츠 보안 정책(CSP)을 적습니다.

브라우저가 다른 서버에 아무것도 청하지 않고, 사이트에 있는 스크립트만 실행합니다.
본문에 스크립트가 섞여 들어가도 실행되지 않습니다.
테마가 본문 밖에 적은 스크립트는 내용의 해시로 허락합니다.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'"
)
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
ARTICLE = re.compile(r"<article.*</article>", re.DOTALL)
CHARSET = re.compile(r"<meta charset=[^>]+>")


def protect_pages(app: Sphinx, exception: Exception | None) -> None:
    """다 쓰인 페이지마다 정책을 ``<meta>``로 넣습니다."""
    if exception or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        if 'http-equiv="Content-Security-Policy"' in page:
            continue  # 다시 빌드할 때 바뀌지 않은 페이지입니다.
        scripts = INLINE_SCRIPT.findall(ARTICLE.sub("", page))
        hashes = "".join(f" '{digest}'" for digest in sorted(map(source_hash, scripts)))
        policy = POLICY.format(hashes=hashes)
        meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        path.write_text(CHARSET.sub(rf"\g<0>{meta}", page, count=1), encoding="utf-8")


def source_hash(script: str) -> str:
    """CSP에 적는 스크립트의 해시."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def setup(app: Sphinx) -> ExtensionMetadata:
    # 다른 확장이 페이지에 스크립트를 다 적은 뒤에 해시를 계산합니다.
    app.connect("build-finished", protect_pages, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
