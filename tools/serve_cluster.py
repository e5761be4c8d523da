"""여러 컴퓨터에서 실행할 때, 일을 맡을 컴퓨터에서 Dask를 띄웁니다.

    serve_cluster.py scheduler                     일을 나누는 프로그램(한 컴퓨터에서만)
    serve_cluster.py worker tcp://10.0.0.5:8786    맡은 것을 실행하는 프로그램

빌드하는 컴퓨터와 같은 커밋에서 띄웁니다. Ctrl+C로 끝냅니다.
주소에 닿는 사람은 누구나 코드를 실행할 수 있으므로, 믿는 네트워크에서만 씁니다.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from build_site import (
    CACHE,
    copy_inputs,
    graph_engine,
    require_drawing,
    require_packages,
    temporary_folder,
)
from environment import build_environment
from run_sphinx import BuildError, stop_build

DASK = (sys.executable, "-m", "dask")
CONNECT_LIMIT = 60  # 초. 스케줄러를 이만큼 기다립니다.


def main() -> int:
    parser = argparse.ArgumentParser(description="일을 맡을 컴퓨터에서 띄웁니다.")
    programs = parser.add_subparsers(required=True)
    scheduler = programs.add_parser("scheduler")
    scheduler.add_argument("--host", help="이 주소로 온 것만 받습니다.")
    scheduler.add_argument("--port", type=int, default=8786)
    scheduler.set_defaults(run=serve_scheduler)
    worker = programs.add_parser("worker")
    worker.add_argument("address", help="스케줄러의 주소입니다.")
    worker.add_argument(
        "--threads", type=int, default=os.cpu_count(), help="함께 실행할 수입니다."
    )
    worker.set_defaults(run=serve_worker)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt), temporary_folder("") as (stage, _):
            options.run(stage, options)
    except BuildError as error:
        print(*error.args, sep="\n", file=sys.stderr)
        return 1
    return 0


def serve_scheduler(stage: Path, options: argparse.Namespace) -> None:
    host = ("--host", options.host) if options.host else ()
    port = ("--port", str(options.port))
    serve(stage, "scheduler", *host, *port, "--no-dashboard")


def serve_worker(stage: Path, options: argparse.Namespace) -> None:
    """빌드와 같은 환경에서 일꾼(_ext/cluster_worker.py)을 띄웁니다."""
    require_packages()
    require_drawing(graph_engine())
    copy_inputs(stage / "source")
    serve(
        *(stage, "worker", options.address, "--preload", "cluster_worker"),
        # 스레드는 기다리기만 합니다. 새 프로세스가 계산하고 스스로 한계를 지킵니다.
        *("--no-nanny", "--nthreads", str(options.threads), "--memory-limit", "0"),
        *("--no-dashboard", "--death-timeout", str(CONNECT_LIMIT)),
        *("--local-directory", str(stage / "dask")),
    )


def serve(stage: Path, *command: str) -> None:
    """끝내라고 할 때까지 ``dask``의 명령을 실행합니다."""
    process = subprocess.Popen(
        [*DASK, *command],
        cwd=stage,
        env=build_environment(stage, cache=stage / CACHE),
        start_new_session=True,  # Ctrl+C는 이 프로그램이 받아 전합니다.
    )
    try:
        if status := process.wait():
            raise BuildError(f"dask {command[0]}의 종료 코드 {status}")
    finally:
        stop_build(process.pid)


if __name__ == "__main__":
    sys.exit(main())
