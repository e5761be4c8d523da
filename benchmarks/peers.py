"""같은 강의와 예제를 우리와 다른 도구로 빌드해 견줍니다.

다른 도구의 패키지와 설정과 명령은 ``peers.toml``에 있습니다.
우리 것은 검사와 전자책과 내려받을 파일까지 만드는 온전한 빌드입니다.
모두 같은 환경 변수(스레드의 수 따위)로 실행하고, 도구마다 제 가상 환경을 씁니다.
다른 도구의 결과에는 실행해야 나오는 글이 있는지 봅니다.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from environment import build_environment
from ours import build, shown
from process_tree import Measurement, measure
from rounds import Row, spread, table
from small_site import ROOT
from subset import (
    edited,
    examples_of,
    lecture,
    our_lecture,
    write_example,
    write_page,
    write_project,
)

PEERS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
OURS = "우리"
TIMES = ("처음", "그대로 다시", "한 문장 고침")
TAG = re.compile(r"</?\w[^<>]*>")
RESULTS = {".html", ".ipynb", ".json"}
OUR_SETTINGS = ("EXECUTION_CACHE", "IPYTHONDIR", "MATPLOTLIBRC", "PYTHONPATH")


def peers() -> Iterator[dict[str, Any]]:
    """도구마다의 설정. ``like``가 가리키는 도구의 설정을 이어받습니다."""
    named = {peer["name"]: peer for peer in PEERS["peers"]}
    for peer in named.values():
        yield named.get(peer.get("like", ""), {}) | peer


def programs(peer: dict[str, Any], envs: Path) -> Path:
    """도구의 프로그램이 든 폴더. 없으면 설치합니다."""
    packages = [pinned(name) for name in peer["requirements"]]
    readers = ROOT / "requirements.txt"
    key = "\n".join([*packages, PEERS["resolved"], readers.read_text("utf-8")])
    environment = (
        envs / hashlib.sha256(key.encode() + sys.version.encode()).hexdigest()[:12]
    )
    done = environment / "installed"
    if not done.exists():
        shutil.rmtree(environment, ignore_errors=True)
        uv = (sys.executable, "-m", "uv", "--quiet")
        subprocess.run([*uv, "venv", "-p", sys.executable, environment], check=True)
        subprocess.run(
            [
                *(*uv, "pip", "install", "-p", environment / "bin/python"),
                *("--exclude-newer", PEERS["resolved"], "-r", readers, *packages),
            ],
            check=True,
        )
        done.touch()
    return environment / "bin"


def pinned(requirement: str) -> str:
    """버전이 없으면 지금 쓰는 버전을 붙인 것."""
    if "==" in requirement:
        return requirement
    return f"{requirement}=={version(requirement.partition('[')[0])}"


def write_content(peer: dict[str, Any], folder: Path, number: int = 0) -> None:
    """도구가 읽는 모양으로 씁니다. ``number``를 주면 첫 강의의 한 문장만 고칩니다."""
    for name in PEERS["lectures"]:
        text = lecture(name)
        page = folder / peer["pages"].format(name)
        if not number:
            write_page(text, page)
            for script in examples_of(name):
                write_example(script, folder / peer["examples"].format(script.stem))
        elif name == PEERS["lectures"][0]:
            write_page(edited(text, number), page)


def start_anew(peer: dict[str, Any], folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    write_content(peer, folder)
    for name, text in peer.get("files", {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.lstrip("\n"), encoding="utf-8")


def run_peer(
    peer: dict[str, Any], folder: Path, envs: Path, time: str, number: int
) -> Measurement:
    """도구로 한 번 빌드합니다. 실행하지 않았으면 실패입니다."""
    if time == TIMES[0]:
        start_anew(peer, folder)
    elif time == TIMES[2]:
        write_content(peer, folder, number)
    environment = {
        name: value
        for name, value in build_environment(folder, cache=folder).items()
        if name not in OUR_SETTINGS
    }
    environment["PATH"] = f"{programs(peer, envs)}{os.pathsep}{environment['PATH']}"
    done = measure(("sh", "-c", peer["command"]), folder, environment)
    missing = not_executed(folder)
    if not done.status and missing:
        done.status = 1
        done.output += f"\n결과에 실행해야 나오는 글이 없습니다: {', '.join(missing)}"
    return done


def not_executed(folder: Path) -> list[str]:
    """``folder``의 어느 결과에도 없는 글."""
    made = [path for path in folder.rglob("*") if path.suffix in RESULTS]
    text = "\n".join(path.read_text("utf-8", errors="replace") for path in made)
    text = TAG.sub("", text)  # 출력에 색을 입힌 도구도 있습니다.
    return [wanted for wanted in PEERS["executed"] if not re.search(wanted, text)]


def run_ours(folder: Path, time: str, number: int) -> Measurement:
    """우리 도구로 한 번 빌드합니다."""
    if time == TIMES[0]:
        shutil.rmtree(folder, ignore_errors=True)
        write_project(folder, PEERS["lectures"])
    elif time == TIMES[2]:
        name = PEERS["lectures"][0]
        write_page(edited(our_lecture(name), number), folder / f"docs/{name}.md")
    return build(folder)


def rows_in(folder: Path) -> list[Row]:
    """도구마다 잴 것 세 가지. 가상 환경과 프로젝트는 ``folder``에 둡니다."""
    rows = [
        Row(f"{OURS}, {time}", shown(), partial(run_ours, folder / "ours", time))
        for time in TIMES
    ]
    for number, peer in enumerate(peers()):
        programs(peer, folder / "envs")
        run = partial(run_peer, peer, folder / f"peer{number}", folder / "envs")
        rows += [
            Row(f"{peer['name']}, {time}", peer["command"], partial(run, time))
            for time in TIMES
        ]
    return rows


def tables(rows: list[Row]) -> str:
    """도구마다 우리의 몇 배인지를 적은 표."""
    ours = rows[: len(TIMES)]
    lines = []
    for start in range(0, len(rows), len(TIMES)):
        three = rows[start : start + len(TIMES)]
        name = three[0].name.removesuffix(f", {TIMES[0]}")
        figures = [cell(row, base) for row, base in zip(three, ours, strict=True)]
        memory = spread(three[0].ratios(ours[0], "memory"))
        lines.append((name, *figures, memory, f"`{three[0].command}`"))
    own = "\n".join(
        f"- {row.name}: CPU {spread(row.values('cpu'))}초, "
        f"{spread(row.values('wall'))}초, {spread(row.values('memory'), 0)}MiB"
        for row in ours
    )
    head = ("도구", *(f"{time}: CPU / 시간" for time in TIMES), "메모리", "명령")
    return f"우리를 1로 둔 배수입니다.\n\n{table(head, lines)}\n{own}\n"


def cell(row: Row, base: Row) -> str:
    if row.failure:
        return f"실패: {row.failure}"
    return f"{spread(row.ratios(base, 'cpu'))} / {spread(row.ratios(base, 'wall'))}"
