"""여러 컴퓨터가 나누어 빌드할 때, 이 컴퓨터의 몫을 정합니다.

``sphinx-build -D execution_share=1/3``은 셋으로 나눈 것의 첫째 몫만 실행합니다.
결과는 ``EXECUTION_CACHE``에 남고, 페이지는 만들지 않습니다(``isolated_pages``).
결과를 한곳에 모아 보통의 빌드를 하면 모두 실행한 것과 같은 사이트가 나옵니다.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from durations import share_of
from execution_cache import ROOT

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

others: set[str] = set()  # 다른 컴퓨터가 실행할 것


def choose(app: Sphinx, config: Config) -> None:
    """몫을 걸리는 시간으로 고르게 나누어, 이 컴퓨터의 것이 아닌 것을 적어 둡니다."""
    if not config.execution_share:
        return
    number, count = map(int, config.execution_share.split("/"))
    names = [f"examples/{path.name}" for path in ROOT.glob("examples/[!_]*.py")]
    names += [
        f"docs/{path.name}"
        for path in ROOT.glob("docs/*.md")
        if "{code-cell}" in path.read_text(encoding="utf-8")
    ]
    others.update(set(names) - share_of(names, number, count))


def is_mine(name: str) -> bool:
    """``docs/…``나 ``examples/…``를 이 컴퓨터가 실행하는가."""
    return name not in others


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("execution_share", "", "env", str)
    app.connect("config-inited", choose)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
