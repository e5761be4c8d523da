"""강의 노트의 말이 맞는지를 이번 빌드의 출력으로 판정해 표로 만듭니다.

칸이나 예제는 잰 것을 **근거 한 줄**로 출력합니다.

    확인 20 | 은닉층 뒤에 넣은 모델 | False | 9610 → 9610

차례로 말의 번호, 확인한 조건, 그 조건에서 말이 맞았는지, 잰 값입니다.
강의는 다루는 말을 적고, 판정은 모인 근거에서 계산합니다(``verdict``).

    ```{claims}
    20: 학습하는 가중치 파라미터의 수가 줄어든다
    ```

``{all-claims} 글``은 번호가 그 정규식에 맞는 말을 모두 모은 표이고,
``{verdicts} 글``은 그 말들의 판정을 센 한 줄입니다.
근거가 없는 말과 말이 없는 근거에는 경고를 냅니다.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

EVIDENCE = re.compile(
    r"^확인 (\S+) \| ([^|\n]+) \| (True|False) \| ([^|\n]+)$", re.MULTILINE
)
ALMOST = re.compile(r"^확인 .*$", re.MULTILINE)
CLAIM = re.compile(r"(\S+): (.+)")
OLD = "Keras 2"
NOT_RUN = "실행하지 않음"
VERDICTS = {"맞음": "right", "조건부": "depends", "낡음": "old", "틀림": "wrong"}
COLUMNS = (("번호", 6), ("하는 말", 30), ("판정", 8), ("확인한 것", 56))
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Evidence:
    """근거 한 줄과 그것을 출력한 자리."""

    condition: str
    holds: bool
    value: str
    docname: str
    anchor: str


@dataclass(frozen=True)
class Claim:
    """강의 노트의 말 하나와 그것을 다루는 자리."""

    text: str
    docname: str
    line: int


class ClaimsTable(nodes.General, nodes.Element):
    """판정이 끝나면 표로 바뀌는 자리. ``ids``가 아니라 ``claims``에 번호가 있습니다."""


class Claims(SphinxDirective):
    """강의가 다루는 말의 목록."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        placeholder = ClaimsTable(claims=[])
        self.set_source_info(placeholder)
        found = claims_of(self.env)
        for offset, line in enumerate(self.content):
            claim = CLAIM.fullmatch(line)
            if not claim:
                raise self.error(f"'번호: 말'이어야 합니다: {line}")
            if claim[1] in found:
                first = found[claim[1]].docname
                raise self.error(f"{claim[1]}번은 {first}에 있습니다.")
            line_number = self.lineno + offset  # MyST의 lineno는 첫 줄입니다.
            found[claim[1]] = Claim(claim[2], self.env.docname, line_number)
            placeholder["claims"].append(claim[1])
        return [placeholder]


class AllClaims(SphinxDirective):
    """번호가 정규식에 맞는 말을 모두 모은 표. 판정마다 몇 개인지도 적습니다."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        return [ClaimsTable(pattern=self.arguments[0])]


class VerdictsTally(nodes.General, nodes.Element):
    """판정이 끝나면 판정마다의 개수로 바뀌는 자리."""


class Verdicts(SphinxDirective):
    """번호가 정규식에 맞는 말의 판정을 센 한 줄."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        return [VerdictsTally(pattern=self.arguments[0])]


def verdict(evidence: Iterable[Evidence]) -> str:
    """근거를 모아 판정합니다. 지금의 케라스에서 늘 맞아야 맞음입니다."""
    before = {found.holds for found in evidence if found.condition.startswith(OLD)}
    now = {found.holds for found in evidence if not found.condition.startswith(OLD)}
    if now == {True}:
        return "맞음"
    if now == {True, False}:
        return "조건부"
    return "낡음" if before == {True} else "틀림"


def claims_of(env: BuildEnvironment) -> dict[str, Claim]:
    """말의 번호로 찾는 말."""
    return env.__dict__.setdefault("fact_check_claims", {})


def evidence_of(env: BuildEnvironment) -> dict[str, list[Evidence]]:
    """말의 번호로 찾는 근거의 목록."""
    return env.__dict__.setdefault("fact_check_evidence", {})


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """다시 읽을 페이지에서 모은 것을 버립니다."""
    claims, evidence = claims_of(env), evidence_of(env)
    for number in [n for n, claim in claims.items() if claim.docname == docname]:
        del claims[number]
    for number, found in evidence.items():
        evidence[number] = [line for line in found if line.docname != docname]


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """출력에서 근거를 모으고, 그 출력에 링크의 끝을 답니다."""
    used: Counter[str] = Counter()
    for block in doctree.findall(nodes.literal_block):
        if "script-output" in block["classes"]:  # 예제의 출력을 인용한 것입니다.
            continue
        lines = EVIDENCE.findall(block.astext())
        if len(lines) != len(ALMOST.findall(block.astext())):
            logger.warning(
                "근거가 '확인 번호 | 조건 | True나 False | 값'이 아닙니다: %s",
                ALMOST.findall(block.astext()),
                location=block,
            )
        for number in dict.fromkeys(number for number, *_ in lines):
            used[number] += 1
            block["ids"].append(f"check-{number}-{used[number]}")
        for number, condition, holds, value in lines:
            evidence_of(app.env).setdefault(number, []).append(
                Evidence(
                    *(condition, holds == "True", value, app.env.docname),
                    anchor=f"check-{number}-{used[number]}",
                )
            )


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """근거가 없는 말과 말이 없는 근거를 경고합니다."""
    claims, evidence = claims_of(env), evidence_of(env)
    for number in evidence.keys() - claims.keys():
        for found in evidence[number]:
            logger.warning("'확인 %s'의 말이 없습니다.", number, location=found.docname)
    for number, claim in claims.items():
        if was_run(app) and not evidence.get(number):
            logger.warning(
                "'%s: %s'의 근거가 없습니다. 재는 칸에서 '확인 %s | …'을 출력하세요.",
                *(number, claim.text, number),
                location=(claim.docname, claim.line),
            )


def was_run(app: Sphinx) -> bool:
    return app.config.nb_execution_mode != "off"


def fill_tables(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """자리마다 표를 넣습니다."""
    claims = claims_of(app.env)
    for place in list(doctree.findall(ClaimsTable)):
        numbers = place.get("claims")
        if numbers is None:
            numbers = matching(claims, place["pattern"])
            place.parent.insert(place.parent.index(place), tally(app, numbers))
        numbers = sorted(numbers, key=in_order)
        place.replace_self(table_of(app, docname, numbers))
    for place in list(doctree.findall(VerdictsTally)):
        place.replace_self(tally(app, matching(claims, place["pattern"])))


def matching(claims: Iterable[str], pattern: str) -> list[str]:
    return [number for number in claims if re.fullmatch(pattern, number)]


def in_order(number: str) -> list[tuple[bool, int | str]]:
    """숫자는 크기로, 글자는 그 뒤에 늘어놓는 차례."""
    return [
        (not part.isdigit(), int(part) if part.isdigit() else part)
        for part in re.findall(r"\d+|\D+", number)
    ]


def verdict_of(app: Sphinx, number: str) -> str:
    found = evidence_of(app.env).get(number)
    return verdict(found) if found else NOT_RUN


def tally(app: Sphinx, numbers: list[str]) -> nodes.paragraph:
    """판정마다 몇 개인지 적은 문단."""
    counts = Counter(verdict_of(app, number) for number in numbers)
    line = nodes.paragraph("", f"모두 {len(numbers)}개", classes=["verdicts"])
    for name, style in VERDICTS.items():
        badge = nodes.inline("", f"{name} {counts[name]}개", classes=["verdict", style])
        line.extend([nodes.Text(" · "), badge])
    return line


def table_of(app: Sphinx, docname: str, numbers: list[str]) -> nodes.container:
    """말마다 한 줄인 표. 좁은 화면에서는 표가 안에서 넘겨집니다."""
    group = nodes.tgroup(cols=len(COLUMNS))
    group += [nodes.colspec(colwidth=width) for _, width in COLUMNS]
    heads = [nodes.entry("", nodes.paragraph("", name)) for name, _ in COLUMNS]
    group += nodes.thead("", nodes.row("", *heads))
    group += nodes.tbody("", *(row_of(app, docname, number) for number in numbers))
    table = nodes.table("", group, classes=["fact-check"])
    return nodes.container("", table, classes=["table-wrapper"])


def row_of(app: Sphinx, docname: str, number: str) -> nodes.row:
    claim, name = claims_of(app.env)[number], verdict_of(app, number)
    badge = nodes.inline("", name, classes=["verdict", VERDICTS.get(name, "")])
    evidence = nodes.bullet_list()
    lines = evidence_of(app.env).get(number, [])
    # 이어서 한 빌드에서는 다시 읽은 페이지의 근거가 뒤에 붙습니다.
    for found in sorted(lines, key=lambda line: line.docname):
        uri = f"#{found.anchor}"
        if found.docname != docname:
            uri = app.builder.get_relative_uri(docname, found.docname) + uri
        mark = nodes.inline("", "○ " if found.holds else "× ", classes=["mark"])
        link = nodes.reference("", found.condition, refuri=uri, internal=True)
        item = nodes.paragraph("", "", mark, link, nodes.Text(f": {found.value}"))
        evidence += nodes.list_item("", item)
    cells = (nodes.paragraph("", number), nodes.paragraph("", claim.text))
    cells += (nodes.paragraph("", "", badge), evidence)
    return nodes.row("", *(nodes.entry("", cell) for cell in cells))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(ClaimsTable)
    app.add_directive("claims", Claims)
    app.add_node(VerdictsTally)
    app.add_directive("all-claims", AllClaims)
    app.add_directive("verdicts", Verdicts)
    app.connect("env-purge-doc", forget)
    app.connect("doctree-read", collect)
    app.connect("env-check-consistency", check)
    app.connect("doctree-resolved", fill_tables)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
