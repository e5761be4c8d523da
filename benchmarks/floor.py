"""코드만 실행하는 시간(바닥)과 우리 빌드의 시간을 견줍니다.

바닥은 ``bare.py``가 쓴 CPU 시간을 코어의 수로 나눈 것입니다.
저장소의 복사본에서 재므로 저장소는 바뀌지 않습니다.
이어서 한 빌드의 결과가 처음부터 한 빌드와 같은지도 봅니다.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from functools import partial
from pathlib import Path
from statistics import median

from bare import CELL
from durations import longest_first
from environment import build_environment
from ours import build, shown
from process_tree import Measurement, measure
from reproduce_site import copy_project
from rounds import Row, spread, table
from subset import edited

USED = re.compile(r"^CPU ([\d.]+)초 (\S+)$", re.MULTILINE)  # bare.py가 적는 줄
PAGE, SCRIPT = "docs/4_3_dropout.md", "examples/4_3_dropout_1_mechanism.py"
AGAIN, SUMS = "_build/again", "html/SHA256SUMS"
BARE, COLD, KEPT = "코드만", "처음", "그대로 다시"
EDITED, ALONE, RERUN = "한 문장 고침", "예제 하나만", "예제 하나 고침"
CHECK = "고친 것을 처음부터"
GOALS = {COLD: "바닥의 1.15배", KEPT: "2초", EDITED: "4초", RERUN: f"{ALONE} + 4초"}


def rows_in(folder: Path) -> list[Row]:
    """빌드마다 잴 것. 저장소의 복사본을 ``folder``에 둡니다."""
    project = folder / "floor"
    shutil.rmtree(project, ignore_errors=True)
    copy_project(project)
    pages = [
        path
        for path in sorted(project.glob("docs/*.md"))
        if CELL.search(path.read_text(encoding="utf-8"))
    ]
    files = [*sorted(project.glob("examples/[0-9]*.py")), *pages]
    names = {path.relative_to(project).as_posix(): path for path in files}
    everything = [names[name] for name in longest_first(names)]
    return [
        Row(
            BARE,
            "python benchmarks/bare.py 예제와 강의",
            partial(run_bare, project, everything),
        ),
        Row(COLD, shown("--fresh"), lambda number: build(project, "--fresh")),
        Row(KEPT, shown(), lambda number: build(project)),
        Row(EDITED, shown(), partial(build_edited, project, PAGE)),
        Row(ALONE, f"python {SCRIPT}", partial(run_alone, project)),
        Row(RERUN, shown(), partial(build_edited, project, SCRIPT)),
        Row(CHECK, shown("--output", AGAIN), partial(build_again, project)),
    ]


def code_environment(project: Path) -> dict[str, str]:
    """빌드가 코드를 실행할 때의 환경 변수. 스레드의 수가 같습니다."""
    stage = project / "_build"
    stage.mkdir(exist_ok=True)
    places = {"MATPLOTLIBRC": str(project / "matplotlibrc"), "PYTHONPATH": ""}
    return build_environment(stage, cache=stage) | places


def run_bare(project: Path, files: list[Path], number: int) -> Measurement:
    """예제와 강의의 코드만 실행하고, 파일마다 쓴 CPU 시간도 적습니다."""
    bare = Path(__file__).with_name("bare.py")
    done = measure((sys.executable, bare, *files), project, code_environment(project))
    done.parts = {name: float(cpu) for cpu, name in USED.findall(done.output)}
    return done


def run_alone(project: Path, number: int) -> Measurement:
    """독자처럼 예제 하나를 실행합니다."""
    return measure((sys.executable, SCRIPT), project, code_environment(project))


def build_edited(project: Path, name: str, number: int) -> Measurement:
    """강의나 예제의 글 한 문장을 고치고 빌드합니다."""
    path = project / name
    text = path.read_text(encoding="utf-8")
    last = f"{text}# {number}번째로 고친 문장입니다.\n"
    path.write_text(edited(text, number) if name == PAGE else last, encoding="utf-8")
    return build(project)


def build_again(project: Path, number: int) -> Measurement:
    """실행한 결과만 물려받아 처음부터 빌드하고, 이어서 한 빌드와 견줍니다."""
    again, first = project / AGAIN, project / "_build"
    shutil.rmtree(again, ignore_errors=True)
    shutil.copytree(first / "executed", again / "executed")
    done = build(project, "--output", AGAIN)
    if not done.status and not same(again / SUMS, first / SUMS):
        done.status = 1
        done.output += "\n이어서 한 빌드와 처음부터 한 빌드의 SHA256SUMS가 다릅니다."
    return done


def same(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()


def tables(rows: list[Row]) -> str:
    cores = os.cpu_count() or 1
    lines = [
        (
            row.name,
            row.failure or f"{spread(row.values('wall'))}초",
            f"{spread(row.values('cpu'))}초",
            spread(floor_ratios(row, rows[0], cores), 2),
            GOALS.get(row.name, ""),
            f"{spread(row.values('memory'), 0)}MiB",
            f"`{row.command}`",
        )
        for row in rows
    ]
    used: dict[str, list[float]] = {}
    for run in rows[0].runs:
        for name, cpu in run.parts.items():
            used.setdefault(name, []).append(cpu)
    files = [
        (name, f"{spread(used[name])}초")
        for name in sorted(used, key=lambda name: -median(used[name]))
    ]
    head = ("빌드", "시간", "CPU", "바닥의 몇 배", "목표", "메모리", "명령")
    return (
        f"바닥은 `{BARE}`의 CPU 시간을 코어 {cores}개로 나눈 것입니다.\n\n"
        f"{table(head, lines)}\n{table(('예제와 강의', 'CPU'), files)}"
    )


def floor_ratios(row: Row, bare: Row, cores: int) -> list[float]:
    """바퀴마다, 걸린 시간이 바닥의 몇 배인지."""
    pairs = zip(row.values("wall"), bare.values("cpu"), strict=False)
    return [wall / (cpu / cores) for wall, cpu in pairs]
