"""``conf.py``에서 아무 일도 하지 않는 설정과 실수를 감추는 설정을 경고합니다.

Sphinx는 모르는 이름과 아무것도 가리키지 않는 패턴을 말없이 무시합니다.
"""

from __future__ import annotations

import os
from difflib import get_close_matches
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING

from build_receipt import RECEIPT
from sphinx.util import logging
from sphinx.util.matching import get_matching_files

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

# 이 값이 아니면 잘못된 페이지가 경고 없이 발행될 수 있습니다.
REQUIRED = {
    "nb_execution_allow_errors": False,
    "nb_execution_excludepatterns": [],
    "nb_execution_in_temp": True,
    "nb_execution_mode": "force",
    "nb_output_stderr": "remove",
    "nitpick_ignore": [],
    "nitpick_ignore_regex": [],
    "suppress_warnings": [],
}
READ_BY_SPHINX = ("extensions", "tags")  # Sphinx가 따로 읽는 이름입니다.
REQUIRED_GALLERY = {
    "expected_failing_examples": set(),
    "only_warn_on_example_error": False,
    "plot_gallery": True,
}
own_patterns: list[str] = []
logger = logging.getLogger(__name__)


def remember_patterns(app: Sphinx, config: Config) -> None:
    """다른 확장이 자기 패턴을 더하기 전에 ``exclude_patterns``를 적어 둡니다."""
    own_patterns[:] = config.exclude_patterns


def check_values(app: Sphinx) -> None:
    """발행하는 빌드에서, 실수를 감추는 값을 경고합니다."""
    if RECEIPT not in os.environ:
        return
    gallery = app.config.sphinx_gallery_conf
    values = [(name, app.config[name], needed) for name, needed in REQUIRED.items()]
    values += [
        (f"sphinx_gallery_conf[{name!r}]", gallery.get(name, needed), needed)
        for name, needed in REQUIRED_GALLERY.items()
    ]
    for name, found, needed in values:
        if found != needed and (found or needed):
            logger.warning(
                "conf.py: %s = %r이면 실수가 감춰집니다. %r로 두세요.",
                *(name, found, needed),
            )


def check_effect(app: Sphinx, env: BuildEnvironment) -> None:
    """아무도 읽지 않는 이름과 아무 파일도 가리키지 않는 패턴을 경고합니다."""
    # conf.py의 이름 공간입니다. 공개된 길이 없습니다.
    written = app.config._raw_config
    for name, value in written.items():
        ours = name.startswith("_") or not name.islower() or name in READ_BY_SPHINX
        imported = isinstance(value, (ModuleType, FunctionType, type))
        if ours or imported or name in app.config.values:
            continue
        close = get_close_matches(name, app.config.values, n=1)
        advice = f" 혹시 {close[0]}입니까?" if close else ""
        logger.warning("conf.py: 없는 설정 %s를 적었습니다.%s", name, advice)
    for pattern in own_patterns:
        if not any(get_matching_files(app.srcdir, [pattern])):
            logger.warning(
                "conf.py: exclude_patterns의 %r와 맞는 파일이 없습니다.", pattern
            )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("config-inited", remember_patterns, priority=1)
    app.connect("builder-inited", check_values)
    app.connect("env-check-consistency", check_effect)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
