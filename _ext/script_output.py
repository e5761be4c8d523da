"""예제가 출력한 글과 숫자를 강의에서 인용합니다. 숫자를 손으로 옮겨 적지 않게 합니다.

- ``{script-value}`4_3_dropout_2_overfitting:정확도 차이` ``는 그 예제가
  ``정확도 차이: 6.8%p``라고 출력한 줄에서 ``6.8%p``를 가져옵니다.
- ``{script-output} 4_3_dropout_2_overfitting``은 출력 한 덩어리를 보여 줍니다.
  ``:containing: 글``로 그 글이 든 덩어리를 고릅니다.

가리킨 예제나 출력이 없으면 경고를 냅니다. 예제를 실행하지 않는 미리보기에서는
그 자리에 "실행하지 않음"이라고 적습니다.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective, SphinxRole

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

NOT_RUN = "실행하지 않음"
OUTPUT = re.compile(
    r"^\.\. rst-class:: sphx-glr-script-out\n\n \.\. code-block:: none\n\n"
    r"((?:    .*\n|\n)+)",
    re.MULTILINE,
)


def script_outputs(env: BuildEnvironment, script: str) -> list[str]:
    """예제가 칸마다 출력한 글의 목록. 예제가 없으면 ``LookupError``를 냅니다."""
    page = Path(env.srcdir, "gallery", f"{script}.rst")
    if not page.is_file():
        raise LookupError(f"examples/{script}.py가 없습니다.")
    env.note_dependency(page)
    text = page.read_text(encoding="utf-8")
    return [textwrap.dedent(output).strip("\n") for output in OUTPUT.findall(text)]


def find_output(env: BuildEnvironment, script: str, containing: str) -> str:
    """``containing``이 든 출력. 없거나 둘 이상이면 ``LookupError``를 냅니다."""
    outputs = script_outputs(env, script)
    found = [output for output in outputs if containing in output]
    if not env.config.sphinx_gallery_conf["plot_gallery"]:
        return NOT_RUN
    if len(found) != 1:
        raise LookupError(
            f"examples/{script}.py의 출력 하나에만 들어 있어야 하는 글이 "
            f"{len(found)}개의 출력에 있습니다: {containing!r}"
        )
    return found[0]


def find_value(env: BuildEnvironment, script: str, label: str) -> str:
    """예제가 출력한 ``라벨: 값``의 값. 한 번이 아니면 ``LookupError``를 냅니다."""
    output = find_output(env, script, f"{label}:")
    lines = re.findall(rf"^{re.escape(label)}: *(.+?) *$", output, re.MULTILINE)
    if output == NOT_RUN:
        return NOT_RUN
    if len(lines) != 1:
        raise LookupError(
            f"examples/{script}.py가 '{label}: 값'을 한 번 출력해야 하는데 "
            f"{len(lines)}번입니다."
        )
    return lines[0]


class ScriptValue(SphinxRole):
    """``예제 이름:라벨``을 그 예제가 출력한 ``라벨: 값``의 값으로 바꿉니다."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        script, _, label = self.text.partition(":")
        try:
            value = find_value(self.env, script, label)
        except LookupError as error:
            return [], [self.inliner.reporter.warning(str(error), line=self.lineno)]
        return [nodes.inline(value, value, classes=["script-value"])], []


class ScriptOutput(SphinxDirective):
    """예제가 출력한 한 덩어리를 코드 출력과 같은 모양으로 보여 줍니다."""

    required_arguments = 1
    option_spec: ClassVar = {"containing": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        script = self.arguments[0]
        try:
            text = find_output(self.env, script, self.options.get("containing", ""))
        except LookupError as error:
            return [self.state.document.reporter.warning(str(error), line=self.lineno)]
        block = nodes.literal_block(
            text, text, language="none", classes=["script-output"]
        )
        self.set_source_info(block)
        return [block]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_role("script-value", ScriptValue())
    app.add_directive("script-output", ScriptOutput)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
