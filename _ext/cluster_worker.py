"""다른 컴퓨터의 빌드가 맡긴 예제와 강의를 실행합니다. ``nox -s worker``가 띄웁니다.

Dask의 일꾼이 이 모듈을 미리 불러 둡니다(``--preload``).
하나를 맡을 때마다 그 컴퓨터에서 하듯이 새 프로세스에서 실행합니다.
빌드하는 컴퓨터와 조건이 다르면 맡지 않습니다.
"""

from __future__ import annotations

import os
import pickle
import threading
import time
from typing import TYPE_CHECKING

from cluster import sealed, settled, unsealed
from execution_cache import conditions, differences, gallery_settings
from fresh_process import one_core, preload_server
from isolated_pages import use_forked_kernels
from sphinx.errors import ExtensionError

if TYPE_CHECKING:
    from distributed import Worker

comparing = threading.Lock()
address = ""


def dask_setup(worker: Worker) -> None:
    """Dask가 일꾼을 띄울 때 부릅니다. 일꾼을 띄운 프로그램이 끝나면 함께 끝냅니다."""
    global address
    address = worker.address
    os.environ.pop("__DASK_PARENT_PID", None)  # Dask가 더한 것. 예제가 보지 않습니다.
    preload_server()
    use_forked_kernels()
    parent = os.getppid()
    threading.Thread(target=end_with_parent, args=(parent,), daemon=True).start()


def end_with_parent(parent: int) -> None:
    """일꾼을 띄운 프로그램이 끝나면 함께 끝냅니다."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def differences_here(expected: bytes, settings: dict[str, object]) -> str:
    """빌드하는 컴퓨터의 조건 ``expected``와 다른 것을 적은 글. 같으면 빈 글입니다."""
    with comparing:
        if gallery_settings != settled(settings):
            gallery_settings.clear()
            gallery_settings.update(settled(settings))
            conditions.cache_clear()
        found = differences(expected, conditions())
    return found and (
        f"일꾼 {address}의 조건이 빌드하는 컴퓨터와 다릅니다: {found}. "
        "같은 커밋에서, 같은 종류의 컴퓨터에 nox -s worker로 띄우세요."
    )


def run_task(task: bytes) -> bytes:
    """``cluster.Cluster.execute``가 맡긴 일을 하고 결과를 바이트로 돌려줍니다."""
    expected, settings, function, args = pickle.loads(unsealed(task))
    if different := differences_here(expected, settings):
        raise ExtensionError(different)
    print(f"맡은 것: {args[0]}", flush=True)
    with one_core():
        return sealed(pickle.dumps(function(*args)))
