"""페이지의 틀을 컴파일한 것을 문서 옆에 두어, 이어서 하는 빌드가 다시 쓰게 합니다.

틀의 내용이 달라졌는지는 Jinja가 봅니다.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import FileSystemBytecodeCache

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def keep_templates(app: Sphinx) -> None:
    if app.builder.format == "html":
        folder = Path(app.doctreedir, "templates")
        folder.mkdir(exist_ok=True)
        environment = app.builder.templates.environment
        environment.bytecode_cache = FileSystemBytecodeCache(str(folder))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("builder-inited", keep_templates)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
