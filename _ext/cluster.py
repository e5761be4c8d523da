"""예제와 강의를 다른 컴퓨터에 맡깁니다. 일을 나누는 것은 Dask distributed입니다.

환경 변수 ``SITE_CLUSTER``가 Dask 스케줄러의 주소(``tcp://10.0.0.5:8786``)입니다.
없으면 이 컴퓨터에서 실행합니다.
joblib의 Dask 일꾼이 예제와 강의를 하나씩 맡깁니다.
원본과 결과는 바이트로 오가므로 함께 쓰는 디스크가 필요하지 않습니다.

맡은 컴퓨터가 사라지면 Dask가 남은 컴퓨터에 다시 맡깁니다.
컴퓨터가 하나도 없거나 조건(``execution_cache``)이 다르면 까닭을 말하고 멈춥니다.
맡은 컴퓨터가 하는 일은 ``cluster_worker``에 있습니다.
"""

from __future__ import annotations

import os
import pickle
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

from execution_cache import ROOT, conditions, gallery_settings, sha256
from fresh_process import CORES, one_core
from sphinx.errors import ExtensionError

if TYPE_CHECKING:
    from collections.abc import Callable

ADDRESS = "SITE_CLUSTER"
CONNECT_LIMIT = 5  # 초. 연결하고, 일할 컴퓨터를 하나라도 찾을 때까지 기다립니다.
LOST_LIMIT = 10  # 초. 일할 컴퓨터가 하나도 없이 이만큼 지나면 멈춥니다.
PROJECT = "{project}"  # 보내는 설정에서 저장소의 폴더를 대신하는 글
connecting = threading.Lock()


def execute(function: Callable[..., Any], *args: object) -> Any:  # noqa: ANN401
    """``function(*args)``를 이 컴퓨터나 맡은 컴퓨터에서 실행한 결과."""
    if address := os.environ.get(ADDRESS):
        with connecting:
            cluster = connection(address)
        return cluster.result().execute(function, *args)
    with one_core():
        return function(*args)


def threads_for(count: int) -> int:
    """``count``개의 실행을 기다릴 스레드의 수. 스레드는 기다리기만 합니다.

    맡길 때는 일할 컴퓨터가 늘 수 있으므로 한꺼번에 맡깁니다.
    """
    return count if os.environ.get(ADDRESS) else len(CORES)


@cache
def connection(address: str) -> Future[Cluster]:
    """연결은 한 번만 합니다. 실패하면 기다리던 모두에게 같은 까닭을 말합니다."""
    return ThreadPoolExecutor(1).submit(Cluster, address)


class Cluster:
    """Dask의 스케줄러와 이은 것."""

    def __init__(self, address: str) -> None:
        # 맡기지 않는 빌드와 새 프로세스에서 부르지 않게 여기에서 부릅니다.
        from distributed import Client
        from joblib._dask import DaskDistributedBackend

        self.address = address
        try:
            self.client = Client(address, timeout=CONNECT_LIMIT, set_as_default=False)
            self.client.wait_for_workers(1, timeout=CONNECT_LIMIT)
        except (OSError, ValueError, TimeoutError) as error:
            raise ExtensionError(self.advice("연결하지 못했습니다", error)) from None
        self.seen = self.asked = time.monotonic()
        self.watching = threading.Lock()
        self.settings = moved(gallery_settings)
        self.refuse_other_conditions()
        self.joblib = DaskDistributedBackend(client=self.client)
        self.joblib.start_call()

    def advice(self, problem: str, error: object = "") -> str:
        said = f" ({' '.join(str(error).split())})" if error else ""
        return (
            f"{ADDRESS}의 {self.address}: {problem}{said}. 주소를 확인하고, "
            "nox -s scheduler와 nox -s worker로 띄웠는지 보세요."
        )

    def refuse_other_conditions(self) -> None:
        """여기에서 실행한 것과 다른 결과를 낼 수 있는 컴퓨터가 있으면 멈춥니다."""
        from cluster_worker import differences_here

        answers = self.client.run(
            *(differences_here, conditions(), self.settings), on_error="return"
        )
        for worker, answer in answers.items():
            if isinstance(answer, Exception):
                raise ExtensionError(
                    f"일꾼 {worker}이 코드를 실행하지 못했습니다({answer}). "
                    "같은 커밋에서 nox -s worker로 띄우세요."
                )
            if answer:
                raise ExtensionError(answer)

    def execute(self, function: Callable[..., Any], *args: object) -> Any:  # noqa: ANN401
        """``function(*args)``를 맡기고 결과를 기다립니다."""
        from joblib.parallel import BatchedCalls

        def on_worker(task: bytes) -> bytes:
            # 안에서 정의한 함수는 통째로 가므로, 스케줄러에는 이 모듈이 없어도 됩니다.
            from cluster_worker import run_task

            return run_task(task)

        task = pickle.dumps((conditions(), self.settings, function, args))
        call = (on_worker, (sealed(task),), {})
        # joblib은 결과를 건네는 함수가 있다고 여깁니다. 여기에서는 기다려서 받습니다.
        future = self.joblib.submit(BatchedCalls([call], (None, None)), lambda _: None)
        while True:
            try:
                answer = future.result(timeout=1)
            except TimeoutError:
                self.refuse_lost()
                continue
            except Exception as error:  # 맡은 컴퓨터가 거듭 사라진 일입니다.
                raise ExtensionError(
                    self.advice("맡긴 일을 잃었습니다", error)
                ) from None
            if isinstance(answer, BaseException):  # Dask가 일을 거두었습니다.
                raise ExtensionError(self.advice("연결이 끊어졌습니다"))
            (content,) = self.joblib.retrieve_result_callback(answer)
            return pickle.loads(unsealed(content))

    def refuse_lost(self) -> None:
        """일할 컴퓨터가 하나도 없이 오래 지났으면 멈춥니다. 1초에 한 번만 봅니다."""
        with self.watching:
            now = time.monotonic()
            if now - self.asked > 1:
                self.asked = now
                if self.client.status == "running" and self.client.ncores():
                    self.seen = now
        if now - self.seen > LOST_LIMIT:
            raise ExtensionError(self.advice("일하던 컴퓨터가 모두 사라졌습니다"))


# -- 다른 컴퓨터와 주고받기 ------------------------------------------------------


def sealed(content: bytes) -> bytes:
    """받는 쪽이 온전한지 볼 수 있게 SHA-256을 앞에 적은 것."""
    return sha256(content).encode() + b"\n" + content


def unsealed(content: bytes) -> bytes:
    """``sealed``에 넣었던 것. 오는 동안 달라졌으면 ``ExtensionError``를 냅니다."""
    digest, _, inside = content.partition(b"\n")
    if digest != sha256(inside).encode():
        raise ExtensionError("다른 컴퓨터와 주고받다가 내용이 달라졌습니다.")
    return inside


def moved(settings: dict[str, object]) -> dict[str, object]:
    """다른 컴퓨터에 보낼 설정. 이 폴더를 가리키는 경로를 ``PROJECT``로 적습니다."""
    return replaced(settings, str(ROOT), PROJECT)


def settled(settings: dict[str, object]) -> dict[str, object]:
    """``moved``로 보낸 설정을 받은 컴퓨터의 것으로 바꾼 것."""
    return replaced(settings, PROJECT, str(ROOT))


def replaced(settings: dict[str, object], old: str, new: str) -> dict[str, object]:
    return {
        name: value.replace(old, new) if isinstance(value, str) else value
        for name, value in settings.items()
    }
