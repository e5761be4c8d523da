"""그림에 적힌 글을 모아 대체 텍스트를 만듭니다. 저자가 따로 적을 것이 없습니다.

예제의 그림은 말하려는 것을 제목으로 적으므로(``tests/test_example_style.py``),
제목 뒤에 그래프의 종류, 축의 이름과 항목, 범례를 이으면 무엇을 보이는지 알 수 있습니다.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from matplotlib.collections import FillBetweenPolyCollection, PathCollection, QuadMesh
from matplotlib.container import BarContainer
from matplotlib.patches import StepPatch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

NUMBER = re.compile(r"[-−\d.]+(e[-+−]?\d+)?%?|.*\$.*")  # 수와 수식
NODE = re.compile(
    r'class="node">\s*<title>(.*?)</title>.*?<text[^>]*>(.*?)<', re.DOTALL
)
EDGE = re.compile(r'class="edge">\s*<title>(.*?)&#45;&gt;(.*?)</title>', re.DOTALL)


def figure_text(figure: Figure) -> str:
    """Matplotlib 그림을 말하는 글."""
    axes = figure.axes
    titles = unique([figure.get_suptitle(), *(ax.get_title() for ax in axes)])
    parts = [titles[0] if titles else ""]
    drawn = ", ".join(unique(kind for ax in axes for kind in kinds(ax)))
    several = f" {len(axes)}개" if len(axes) > 1 else ""
    each = f": {listed(titles[1:])}" if titles[1:] else ""
    parts.append(f"{drawn} 그래프{several}{each}".strip())
    across = unique([figure.get_supxlabel(), *(ax.get_xlabel() for ax in axes)])
    up = unique([figure.get_supylabel(), *(ax.get_ylabel() for ax in axes)])
    for name, labels, items in (
        ("가로축", across, names(ax.get_xticklabels() for ax in axes)),
        ("세로축", up, names(ax.get_yticklabels() for ax in axes)),
    ):
        parts += [f"{name}은 {listed(labels)}"] if labels else []
        parts += [f"{name}의 항목은 {listed(items)}"] if items else []
    legends = [ax.get_legend() for ax in axes if ax.get_legend()]
    if entries := unique(t.get_text() for box in legends for t in box.get_texts()):
        parts.append(f"범례는 {listed(entries)}")
    if written := names(ax.texts for ax in axes):
        parts.append(f"적힌 글은 {listed(written)}")
    return ". ".join(filter(None, parts)) + "."


def graph_text(svg: str) -> str:
    """Graphviz가 그린 SVG에서, 상자가 이어진 차례를 말하는 글. 아니면 빈 글입니다."""
    boxes = dict(NODE.findall(svg))
    arrows = [f"{boxes[start]} → {boxes[end]}" for start, end in EDGE.findall(svg)]
    return f"상자가 이어진 차례는 {', '.join(arrows)}." if arrows else ""


def kinds(ax: Axes) -> list[str]:
    """그래프를 이루는 것의 이름."""
    lines = [line for line in ax.lines if line.get_linestyle() not in ("None", "")]
    dots = len(lines) < len(ax.lines) or has(ax, PathCollection)
    bars = any(isinstance(group, BarContainer) for group in ax.containers)
    found = {
        "선": lines,
        "띠": has(ax, FillBetweenPolyCollection),
        "점": dots,
        "막대": bars,
        "계단": any(isinstance(patch, StepPatch) for patch in ax.patches),
        "색칠한 칸": has(ax, QuadMesh),
    }
    return [name for name, there in found.items() if there]


def has(ax: Axes, kind: type) -> bool:
    return any(isinstance(drawn, kind) for drawn in ax.collections)


def names(groups: Iterable[Iterable[Text]]) -> list[str]:
    """낱말이 섞인 글. 수나 수식만 있는 눈금은 뺍니다."""
    found = [unique(text.get_text() for text in group) for group in groups]
    named = [texts for texts in found if not all(map(NUMBER.fullmatch, texts))]
    return unique(text for texts in named for text in texts)


def unique(texts: Iterable[str]) -> list[str]:
    """빈 글과 겹친 글을 빼고 한 줄로 적은 목록."""
    return list(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))


def listed(texts: list[str]) -> str:
    return ", ".join(f"‘{text}’" for text in texts)
