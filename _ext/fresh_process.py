"""예제와 강의를 하나씩 새 프로세스에서 실행하는 데 함께 쓰는 것입니다.

TensorFlow를 미리 불러온 서버 프로세스를 복제(fork)해서 씁니다.
그래서 앞에서 실행한 것의 층 이름, 글꼴, 환경 변수가 뒤로 새지 않습니다.
TensorFlow를 불러오는 것도 한 번뿐입니다.

프로세스 하나는 코어 하나만 씁니다. 코어의 수만큼 함께 실행합니다.
TensorFlow의 스레드가 코어 사이를 오가며 서로 깨우는 시간이 들지 않습니다.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from multiprocessing import forkserver
from queue import SimpleQueue
from typing import TYPE_CHECKING

import output_rules
import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.process import BaseProcess
    from threading import Thread

TIME_LIMIT = 600  # 초. 예제의 목표는 CPU 20초이고, 여기는 멈춘 것을 끊는 선입니다.
MEMORY_LIMIT = 8 * 2**30  # 바이트. 불어나기만 하는 것을 끊는 선입니다.
FILE_LIMIT = 2**28  # 바이트. 파일 하나의 크기입니다.
OUTPUT_LIMIT = 100_000  # 글자. 한 예제나 강의가 출력하는 글을 모두 더한 것입니다.
# 큰 그림을 보낼 때처럼 커널이 필요할 때 띄우는 스레드의 모듈입니다.
KERNEL_MODULES = {"IPython", "ipykernel", "tornado", "zmq"}
can_pin = hasattr(os, "sched_setaffinity")
CORES = [*(os.sched_getaffinity(0) if can_pin else range(os.cpu_count() or 1))]

can_fork = "forkserver" in multiprocessing.get_all_start_methods()
processes = multiprocessing.get_context("forkserver" if can_fork else "spawn")
# 예제도 강의도 실행하지 않는 코어
free_cores: SimpleQueue[int] = SimpleQueue()
# 한 컴퓨터에서 함께 하는 빌드들이 같은 코어부터 쓰지 않게 합니다.
first = os.getpid() % len(CORES)
for number in CORES[first:] + CORES[:first]:
    free_cores.put(number)
my_core: ContextVar[int] = ContextVar("my_core")
at_start: set[Thread | psutil.Process] = set()


def preload_server() -> None:
    """서버가 시작하기 전에 불러, 모듈을 미리 불러오게 합니다(``preloaded_modules``)."""
    if can_fork:
        processes.set_forkserver_preload(["preloaded_modules"])


def start_server() -> None:
    """서버가 모듈을 불러오기 시작하게 하고, 기다리지 않습니다."""
    if can_fork:
        forkserver.ensure_running()


@contextmanager
def one_core() -> Iterator[None]:
    """빈 코어를 기다려 얻습니다. 그 안에서 시작한 프로세스는 그 코어만 씁니다."""
    core = free_cores.get()
    before = my_core.set(core)
    try:
        yield
    finally:
        my_core.reset(before)
        free_cores.put(core)


def start_process(body: Callable[..., None], *args: object) -> BaseProcess:
    """``body(*args)``를 새 프로세스에서 시작합니다. ``one_core`` 안에서 부릅니다."""
    process = processes.Process(target=run_prepared, args=(my_core.get(), body, args))
    process.start()
    return process


def run_prepared(
    core: int, body: Callable[..., None], args: tuple[object, ...]
) -> None:
    """새 프로세스의 몸통. 코어와 한계와 출력의 규칙을 정하고 ``body``를 부릅니다."""
    if can_pin:
        os.sched_setaffinity(0, {core})
    prepare()
    body(*args)


def run_kernel(connection_file: str, folder: str) -> None:
    """새 프로세스의 몸통. ``folder``에서 커널을 실행합니다."""
    from ipykernel.kernelapp import IPKernelApp

    os.chdir(folder)
    # 부모를 알려 주지 않으면 커널이 접속하는 법을 출력합니다.
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"
    IPKernelApp.launch_instance(["-f", connection_file, parent])


def prepare() -> None:
    """한계를 정하고 출력의 규칙을 켭니다."""
    if hasattr(os, "setsid"):
        import resource

        os.setsid()
        # RLIMIT_AS는 주소만 넓게 잡아 두는 dot(WebAssembly)까지 막습니다.
        lower_limit(resource.RLIMIT_DATA, MEMORY_LIMIT)
        lower_limit(resource.RLIMIT_FSIZE, FILE_LIMIT)
    os.environ["SOURCE_DATE_EPOCH"] = "0"  # 커밋이 달라도 실행한 결과는 같습니다.
    threading.Thread(target=end_with_build, args=(os.getppid(),), daemon=True).start()
    output_rules.make_warnings_errors()
    output_rules.silence_library_logs()


def lower_limit(kind: int, limit: int) -> None:
    """한계를 ``limit``으로 낮춥니다. 이미 더 낮으면 그대로 둡니다."""
    import resource

    _, hard = resource.getrlimit(kind)
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(kind, (limit, limit))


def end_with_build(server: int) -> None:
    """빌드나 복제한 서버가 도중에 끝나면 함께 끝냅니다.

    세션이 달라 저절로 끝나지 않고, 서버는 복제한 프로세스가 모두 끝나야 끝납니다.
    """
    build = multiprocessing.parent_process()
    while build.is_alive() and os.getppid() == server:
        build.join(timeout=1)
    os._exit(1)


def remember_running() -> None:
    """지금 있는 스레드와 자식 프로세스를 기억합니다."""
    at_start.update(running())


def refuse_leftovers() -> None:
    """기억한 뒤에 생긴 것이 아직 있으면 ``RuntimeError``를 냅니다."""
    if left := sorted({str(thing.name) for thing in running() - at_start}):
        raise RuntimeError(
            f"끝나지 않은 스레드나 프로세스를 남겼습니다: {', '.join(left)}. "
            "join()이나 wait()로 끝을 기다리세요."
        )


def running() -> set[Thread | psutil.Process]:
    """지금 있는 스레드와, 끝나지 않은 자식 프로세스. 커널이 띄운 스레드는 뺍니다."""
    threads = {
        thread
        for thread in threading.enumerate()
        if type(thread).__module__.partition(".")[0] not in KERNEL_MODULES
    }
    children = psutil.Process().children(recursive=True)
    return threads | set(filter(is_alive, children))


def is_alive(child: psutil.Process) -> bool:
    """끝났지만 아직 거두지 않은 프로세스(zombie)는 살아 있지 않습니다."""
    with suppress(psutil.NoSuchProcess):
        return child.status() != psutil.STATUS_ZOMBIE
    return False


def refuse_flood(output: str) -> None:
    """출력이 너무 많으면 ``RuntimeError``를 냅니다."""
    if len(output) > OUTPUT_LIMIT:
        raise RuntimeError(
            f"출력이 {len(output):,}자입니다. {OUTPUT_LIMIT:,}자보다 적게 출력하세요."
        )


def kill_with_descendants(process: BaseProcess) -> None:
    """남은 스레드와 자식 프로세스까지 끝냅니다."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):  # 이미 다 끝났을 수 있습니다.
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.join()
