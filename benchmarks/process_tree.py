"""명령 하나가 쓴 CPU 시간, 걸린 시간, 메모리를 잽니다. 리눅스에서만 잽니다.

자식의 자식과, 부모가 먼저 끝난 프로세스까지 모두 거두어 셉니다.
메모리는 모든 프로세스의 몫(PSS)을 더한 것의 가장 큰 값입니다.
함께 쓰는 자리를 한 번만 세므로, 복제한 프로세스가 여럿이어도 부풀지 않습니다.
"""

from __future__ import annotations

import ctypes
import resource
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PR_SET_CHILD_SUBREAPER = 36  # prctl(2)
SAMPLE_SECONDS = 0.3
SAMPLE_SHARE = 0.005  # 메모리를 재는 시간의 몫. 재느라 빌드를 늦추지 않게 합니다.
TIME_LIMIT = 3600


@dataclass
class Measurement:
    """한 번 실행한 결과. 시간은 초, 메모리는 MiB입니다.

    ``parts``에는 나누어 잰 것이 있을 때 그 이름과 CPU 시간을 둡니다.
    """

    status: int
    cpu: float
    wall: float
    memory: float
    output: str
    parts: dict[str, float] = field(default_factory=dict)


def measure(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]
) -> Measurement:
    """``folder``에서 ``command``를 실행하고, 남긴 프로세스까지 끝난 뒤에 잰 값."""
    adopt_orphans()
    used, before = children_cpu(), descendants()
    peak = [0.0]
    finished = threading.Event()
    sampler = threading.Thread(target=sample_memory, args=(before, peak, finished))
    started = time.monotonic()
    sampler.start()
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=TIME_LIMIT,
            check=False,
        )
        status, output = done.returncode, done.stdout
    except subprocess.TimeoutExpired:
        status, output = 124, f"{TIME_LIMIT}초 안에 끝나지 않았습니다."
    finally:
        wall = time.monotonic() - started
        finished.set()
        sampler.join()
        reap_orphans(before)
    cpu = children_cpu() - used
    return Measurement(status, cpu, wall, peak[0] / 2**20, output)


def adopt_orphans() -> None:
    """부모가 먼저 끝난 손자를 이 프로세스가 거두게 합니다."""
    if not sys.platform.startswith("linux"):
        sys.exit("벤치마크는 리눅스에서만 잽니다.")
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def descendants() -> set[psutil.Process]:
    """이 프로세스의 모든 자손."""
    return set(psutil.Process().children(recursive=True))


def reap_orphans(before: set[psutil.Process]) -> None:
    """``before``에 없던 자손을 모두 거둡니다. 거둔 것만 CPU 시간에 더해집니다."""
    while left := descendants() - before:
        _, alive = psutil.wait_procs(left, timeout=10)
        for process in alive:
            with suppress(psutil.NoSuchProcess):
                process.kill()


def children_cpu() -> float:
    """거둔 자식과 그 자손이 쓴 CPU 시간."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def sample_memory(
    before: set[psutil.Process], peak: list[float], finished: threading.Event
) -> None:
    """끝날 때까지 새 자손의 메모리를 재서 가장 큰 값을 ``peak``에 둡니다."""
    pause = SAMPLE_SECONDS
    while not finished.wait(pause):
        started, used = time.thread_time(), 0
        for process in descendants() - before:
            with suppress(psutil.Error, OSError):
                used += process.memory_full_info().pss
        peak[0] = max(peak[0], used)
        pause = max(SAMPLE_SECONDS, (time.thread_time() - started) / SAMPLE_SHARE)
