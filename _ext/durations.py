"""예제와 강의를 실행하는 데 걸린 시간으로 차례와 몫을 정합니다.

오래 걸리는 것부터 시작해야 마지막에 코어가 놀지 않습니다.
몫은 한 빌드를 여러 컴퓨터가 나누어 실행할 때 한 컴퓨터가 실행할 것입니다.

시간은 저장소의 ``durations.json``에 있습니다. 없는 것은 나머지의 가운뎃값으로 봅니다.
차례를 정할 때는 이 컴퓨터에서 잰 시간(``execution_cache``)이 먼저입니다.
몫은 어느 컴퓨터에서나 같아야 하므로 저장소의 것만 봅니다.
``tools/record_durations.py``가 잰 시간을 저장소에 적습니다.
"""

from __future__ import annotations

import json
from functools import cache
from statistics import median
from typing import TYPE_CHECKING

from execution_cache import ROOT, notes

if TYPE_CHECKING:
    from collections.abc import Collection


@cache
def committed() -> dict[str, float]:
    """저장소에 적어 둔 시간(초)."""
    return json.loads((ROOT / "durations.json").read_text(encoding="utf-8"))


@cache
def measured() -> dict[str, float]:
    """이 컴퓨터에서 잰 시간(초)."""
    return {note["name"]: note["seconds"] for note in notes()}


def expected(names: Collection[str], known: dict[str, float]) -> dict[str, float]:
    """``names``마다 걸릴 시간(초)."""
    usual = median([known[name] for name in names if name in known] or [1])
    return {name: known.get(name, usual) for name in names}


def longest_first(names: Collection[str]) -> list[str]:
    """``names``를 오래 걸리는 차례로 적은 것."""
    seconds = expected(names, committed() | measured())
    return sorted(names, key=lambda name: (-seconds[name], name))


def share_of(names: Collection[str], number: int, count: int) -> set[str]:
    """``names``를 ``count``몫으로 고르게 나눈 것 가운데 ``number``번째(1부터).

    오래 걸리는 것부터, 그때까지 가장 가벼운 몫에 하나씩 더합니다.
    """
    seconds = expected(names, committed())
    shares: list[set[str]] = [set() for _ in range(count)]
    loads = [0.0] * count
    for name in sorted(names, key=lambda name: (-seconds[name], name)):
        lightest = loads.index(min(loads))
        shares[lightest].add(name)
        loads[lightest] += seconds[name]
    return shares[number - 1]
