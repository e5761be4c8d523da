"""여러 명령을 번갈아 여러 번 재고, 중앙값과 범위를 냅니다.

컴퓨터가 느려지면 한 바퀴 안의 명령이 함께 느려집니다.
그래서 비율은 바퀴마다 따로 구합니다.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median

from process_tree import Measurement


@dataclass
class Row:
    """한 가지를 여러 번 잰 것. ``run``에는 몇 번째 바퀴인지를 줍니다."""

    name: str
    command: str
    run: Callable[[int], Measurement]
    runs: list[Measurement] = field(default_factory=list)
    failure: str = ""

    def measure(self, number: int) -> None:
        """한 번 잽니다. 실패하면 오류의 마지막 줄을 적고 다시 재지 않습니다."""
        if self.failure:
            return
        done = self.run(number)
        self.runs.append(done)
        if done.status:
            print(done.output)
            lines = [line.strip() for line in done.output.splitlines() if line.strip()]
            self.failure = lines[-1] if lines else f"종료 코드 {done.status}"
        measured = f"CPU {done.cpu:.1f}초, {done.wall:.1f}초, {done.memory:.0f}MiB"
        print(f"{self.name}: {self.failure or measured}", flush=True)

    def data(self) -> dict[str, object]:
        runs = [{k: v for k, v in vars(r).items() if k != "output"} for r in self.runs]
        kept = {"name": self.name, "command": self.command, "failure": self.failure}
        return kept | {"runs": runs}

    def values(self, what: str) -> list[float]:
        return [getattr(run, what) for run in self.runs]

    def ratios(self, base: Row, what: str) -> list[float]:
        """바퀴마다 ``base``의 몇 배인지."""
        pairs = zip(self.values(what), base.values(what), strict=False)
        return [mine / other for mine, other in pairs]


def alternate(rows: list[Row], repeat: int) -> list[Row]:
    """모든 줄을 차례로 한 번씩 재기를 ``repeat``바퀴 합니다."""
    for number in range(1, repeat + 1):
        for row in rows:
            row.measure(number)
    return rows


def spread(values: Iterable[float], digits: int = 1) -> str:
    """``1.2 (1.1–1.4)``처럼 적은 중앙값과 범위. 한 번만 쟀으면 그 값입니다."""
    values = list(values)
    if not values:
        return "-"
    texts = [f"{x:,.{digits}f}" for x in (median(values), min(values), max(values))]
    return f"{texts[0]} ({texts[1]}–{texts[2]})" if len(values) > 1 else texts[0]


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Markdown 표."""
    lines = [head, ("---",) * len(head), *rows]
    cells = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells) + "\n"
