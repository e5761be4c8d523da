"""Sphinx를 실행합니다. 모듈을 먼저 불러오게 해 두고, 준비가 끝나면 빌드하게 합니다."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO

from environment import base_environment, build_environment
from explain_errors import explained, places_to_fix
from psutil import NoSuchProcess, Process, wait_procs

if TYPE_CHECKING:
    from collections.abc import Callable

WAITING = Path(__file__).with_name("waiting_sphinx.py")
READ = "checking consistency"  # 문서를 다 읽었다는 Sphinx의 말
ENDED = "sphinx-build의 종료 코드 "
BUILD_LIMIT = 3600  # 초. 어디선가 멈춘 빌드를 끊는 선입니다.
# 빌드의 진행과 상관없는 TensorFlow와 Jupyter의 로그입니다.
NOISE = re.compile(
    r"WARNING: All log messages before absl|[IWE]\d{4} [\d:.]+ |To enable the following"
    r"|\[IPKernelApp\]|# .* INFO traitlets|myst(-nb)? v[\d.]+: |Using jupyter-cache"
    r"|copying |Writing evaluated template|\d{4}-\d\d-\d\d .*tensorflow/"
)
ANSI = re.compile(r"\x1b\[[\d;]*m")


class BuildError(Exception):
    """빌드를 멈춘 까닭. 한 줄에 하나씩 적은 목록을 받습니다."""


class Pipes(NamedTuple):
    """Sphinx 하나와 잇는 파이프."""

    orders: TextIO  # 무엇을 만들지 적는 곳
    said: TextIO  # Sphinx가 하는 말


class Sphinx:
    """모듈을 불러오고 ``build``를 기다리는 두 Sphinx(``waiting_sphinx.py``).

    ``with``를 벗어나면 둘과 그것이 띄운 프로세스를 모두 끝냅니다.
    """

    def __init__(self) -> None:
        pipes = [(os.pipe(), os.pipe()) for _ in ("pages", "book")]
        theirs = [(orders[0], said[1]) for orders, said in pipes]
        passed = [end for pair in theirs for end in pair]
        self.process = subprocess.Popen(
            [sys.executable, "-c", WAITING.read_text("utf-8"), json.dumps(theirs)],
            env=base_environment() | {"HOME": os.devnull},
            stdin=subprocess.DEVNULL,
            pass_fds=passed,
            start_new_session=True,  # Ctrl+C는 이 프로그램이 받아 전합니다.
        )
        for end in passed:
            os.close(end)
        self.pages, self.book = (
            Pipes(os.fdopen(orders[1], "w"), os.fdopen(said[0], errors="replace"))
            for orders, said in pipes
        )

    def __enter__(self) -> Sphinx:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for pipe in (*self.pages, *self.book):
            with suppress(BrokenPipeError):
                pipe.close()

    def stop(self) -> None:
        stop_build(self.process.pid)
        self.process.wait()

    def build(
        self,
        pipes: Pipes,
        stage: Path,
        html: Path,
        *options: str | Path,
        cache: Path,
        receipt: Path | None = None,
        executes: bool = False,
        when_read: Callable[[], None] | None = None,
    ) -> None:
        """``stage/source``를 ``html``에 빌드합니다. 실패하면 ``BuildError``를 냅니다.

        ``pipes``는 둘 가운데 어느 Sphinx에게 시킬지 고릅니다.
        ``cache``는 실행한 결과를 간직하는 폴더이고(_ext/execution_cache.py),
        ``receipt``는 발행할 빌드가 실행한 것을 적을 파일입니다(_ext/build_receipt.py).
        ``executes``이면 예제와 강의를 실행할 서버부터 띄웁니다.
        문서를 다 읽어 저장하면, 쓰기 시작할 때 ``when_read``를 부릅니다.
        """
        source = stage / "source"
        arguments = (
            *("--builder", "html", "--nitpicky", "--keep-going"),
            *("--conf-dir", source, "--doctree-dir", stage / "doctrees"),
            *(*options, source / "docs", html),
        )
        order = {
            "folder": str(source),
            "environment": build_environment(stage, cache=cache)
            | ({"BUILD_RECEIPT": str(receipt)} if receipt else {}),
            "executes": executes,
            "arguments": [str(argument) for argument in arguments],
            "ended": ENDED,
        }
        log, status = [], None
        limit = threading.Timer(BUILD_LIMIT, self.stop)
        limit.start()
        try:
            with suppress(BrokenPipeError):  # 벌써 실패했을 수 있습니다.
                print(json.dumps(order), file=pipes.orders, flush=True)
            for line in pipes.said:
                said = ANSI.sub("", line)
                if when_read and said.startswith(READ):
                    when_read()
                if said.startswith(ENDED):
                    status = int(said.removeprefix(ENDED))
                elif not NOISE.match(line):
                    log.append(said.replace(f"{source}/", ""))
                    print(log[-1], end="", flush=True)
        finally:
            in_time = limit.is_alive()
            limit.cancel()
        if not in_time:
            raise BuildError(f"{BUILD_LIMIT}초 안에 끝나지 않았습니다.", *log[-3:])
        if status is None:
            raise BuildError(
                "sphinx-build가 끝까지 가지 않고 사라졌습니다. "
                "위에 적힌 마지막 줄과 os._exit(), 메모리 부족을 확인하세요."
            )
        if status != 0:
            problems = [explained(problem) for problem in places_to_fix(log, source)]
            raise BuildError(*problems[:20], f"{ENDED}{status}")
        if receipt and not receipt.is_file():
            raise BuildError("sphinx-build가 끝까지 가지 않고 성공했다고 말했습니다.")


def stop_build(leader: int) -> None:
    """``leader``가 이끄는 세션의 프로세스를 모두 끝내고, 끝날 때까지 기다립니다."""
    running = []
    with suppress(NoSuchProcess):
        process = Process(leader)
        running = [process, *process.children(recursive=True)]
    for each in running:
        with suppress(NoSuchProcess):
            each.kill()
    # 이끄는 것이 먼저 끝났으면, 그것이 띄운 것이 남아 있을 수 있습니다.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
    wait_procs(running, timeout=10)
