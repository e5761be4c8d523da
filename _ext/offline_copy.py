"""다 만들어진 사이트를 인터넷 없이 볼 수 있게 ``downloads/``에 압축해 둡니다.

서버에서만 쓰는 파일과 이 압축 파일은 담지 않습니다.
내려받을 파일로 가는 링크는 발행된 사이트의 주소로 바꿉니다.
발행하는 빌드에서만 만듭니다.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from build_receipt import RECEIPT
from steady_zip import write_zip

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

FOLDER = "downloads"
FOR_SERVERS = {".buildinfo", "404.html", "robots.txt", "sitemap.xml"}
LINK = re.compile(rb'href="(?:\.\./)*(downloads/[^"]+|SHA256SUMS)"')


def write_copy(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.name != "html" or RECEIPT not in os.environ:
        return
    out, title = Path(app.outdir), app.config.epub_basename
    names = sorted(
        path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()
    )
    kept = [name for name in names if name not in FOR_SERVERS]
    online = rf'href="{app.config.html_baseurl}\1"'.encode()
    files = [
        (f"{title}/{name}", LINK.sub(online, (out / name).read_bytes()))
        for name in kept
    ]
    (out / FOLDER).mkdir()
    write_zip(out / FOLDER / f"{title}.zip", files)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("build-finished", write_copy, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
