"""강의가 늘어도 강의 하나에 드는 시간과 메모리가 그대로인지 잽니다.

강의 하나는 칸이 있는 페이지와, 그림 하나를 그리는 예제입니다.
TensorFlow를 쓰지 않아 도구가 쓰는 시간만 남습니다.
"""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from faults import EXAMPLE, FILES, INDEX, PAGE, PROSE
from ours import build, shown
from process_tree import Measurement
from rounds import Row, spread, table
from small_site import edit, make_project

SIZES = (12, 50, 100, 200)
COLD, EDITED = "처음", "한 문장 고침"


def write_lessons(project: Path, count: int) -> None:
    """강의와 예제가 ``count``개씩인 프로젝트."""
    make_project(project)
    page, example = Path(PAGE), Path(EXAMPLE)
    names = [page.stem]
    for number in range(2, count + 1):
        names.append(page.stem.replace("1", str(number), 1))
        script = example.name.replace(page.stem, names[-1])
        text = FILES[PAGE].replace(example.stem, Path(script).stem)
        text = text.replace("(small", f"(lesson-{number}")
        (project / page.with_stem(names[-1])).write_text(text, encoding="utf-8")
        (project / example.with_name(script)).write_text(FILES[EXAMPLE], "utf-8")
    edit(project / INDEX, f"\n{page.stem}\n", "\n" + "\n".join(names) + "\n")


def run(project: Path, count: int, time: str, number: int) -> Measurement:
    if time == COLD:
        shutil.rmtree(project, ignore_errors=True)
        write_lessons(project, count)
    else:
        text = FILES[PAGE].replace(PROSE, f"{PROSE}\n{number}번째로 고친 글입니다.")
        (project / PAGE).write_text(text, encoding="utf-8")
    return build(project)


def rows_in(folder: Path) -> list[Row]:
    """강의 수마다 잴 것 두 가지. 프로젝트는 ``folder``에 둡니다."""
    return [
        Row(
            f"강의 {count}개, {time}",
            shown(),
            partial(run, folder / f"growth{count}", count, time),
        )
        for count in SIZES
        for time in (COLD, EDITED)
    ]


def tables(rows: list[Row]) -> str:
    """강의 수마다, 강의 하나에 드는 것이 가장 적을 때의 몇 배인지를 적은 표."""
    lines = []
    for number, count in enumerate(SIZES):
        line = [str(count)]
        for row, base in zip(rows[2 * number :][:2], rows[:2], strict=True):
            share = [ratio * SIZES[0] / count for ratio in row.ratios(base, "cpu")]
            line += [
                row.failure or f"{spread(row.values('cpu'))}초",
                spread(share, 2),
                spread(row.ratios(base, "memory"), 2),
            ]
        lines.append(tuple(line))
    what = ("CPU", "강의 하나의 CPU", "메모리")
    head = ("강의", *(f"{time}: {name}" for time in (COLD, EDITED) for name in what))
    note = f"강의 하나의 CPU와 메모리는 강의가 {SIZES[0]}개일 때를 1로 둔 배수입니다."
    return f"{note}\n\n{table(head, lines)}"
