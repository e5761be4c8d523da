"""예제 하나를 새 프로세스 하나에서, 그 예제만 든 임시 폴더에서 실행합니다.

Sphinx-Gallery는 ``parallel``을 켜면 joblib의 ``loky``에 예제를 맡깁니다.
이 확장은 그 이름에 다른 일꾼을 등록합니다.
일꾼은 예제마다 새 프로세스(``fresh_process``)를 씁니다.

예제가 시간을 넘기거나 프로세스를 끝내 버리면 파일 이름을 말하며 빌드를 멈춥니다.
같은 조건에서 실행한 적이 있으면 그때 만든 파일을 씁니다(``execution_cache``).
"""

from __future__ import annotations

import shutil
import tempfile
import time
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build_receipt import add_executed
from execution_cache import key_of, load, pack, store, unpack
from fresh_process import (
    TIME_LIMIT,
    free_cores,
    kill_with_descendants,
    preload_server,
    prepare,
    processes,
    refuse_flood,
    refuse_leftovers,
    remember_running,
)
from joblib import register_parallel_backend
from joblib.parallel import ThreadingBackend
from sphinx.errors import ExtensionError
from sphinx_gallery.gen_rst import generate_file_rst

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from joblib.parallel import BatchedCalls
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

finished = count(1)


class FreshProcessBackend(ThreadingBackend):
    """joblib의 일꾼. 스레드는 기다리기만 하고 계산은 새 프로세스가 합니다."""

    def submit(self, func: BatchedCalls, callback: Callable | None = None) -> Any:  # noqa: ANN401
        return super().submit(partial(run_batch, func), callback)


def run_batch(batch: BatchedCalls) -> list[Any]:
    """joblib이 묶어 준 호출을 하나씩 합니다."""
    return [run_or_recall(*args) for _, args, _ in batch.items]


def run_or_recall(
    fname: str, target_dir: str, src_dir: str, gallery_conf: dict[str, Any]
) -> tuple[Any, ...]:
    """``generate_file_rst(fname, …)``의 결과. 간직한 것이 없으면 실행합니다."""
    if not gallery_conf["plot_gallery"]:
        return generate_file_rst(fname, target_dir, src_dir, gallery_conf)
    source = Path(src_dir, fname).read_bytes()
    key = key_of("example", fname, source)
    if kept := load(key):
        unpack(kept, Path(target_dir))
        # MD5가 함께 있으므로 Sphinx-Gallery는 실행하지 않고 파일을 읽습니다.
        result = generate_file_rst(fname, target_dir, src_dir, gallery_conf)
    else:
        with free_cores:
            result = run_in_fresh_process(fname, target_dir, src_dir, gallery_conf)
        if not result[-1].get("passing"):
            return result
        store(key, pack(Path(target_dir), made_files(Path(target_dir), fname)))
    add_executed(f"examples/{fname}", source)
    return result


def made_files(target_dir: Path, fname: str) -> list[Path]:
    """Sphinx-Gallery가 예제 하나에서 만든 파일."""
    stem = Path(fname).stem
    patterns = (
        *(f"{stem}.*", f"{stem}_codeobj.json"),
        *(f"images/sphx_glr_{stem}_[0-9][0-9][0-9].*",),
        f"images/thumb/sphx_glr_{stem}_thumb.*",
    )
    return sorted(path for name in patterns for path in target_dir.glob(name))


def run_in_fresh_process(
    fname: str, target_dir: str, src_dir: str, gallery_conf: dict[str, Any]
) -> tuple[Any, ...]:
    """``generate_file_rst(fname, …)``의 결과를 새 프로세스에서 받아 옵니다.

    예제가 결과를 내지 못하고 끝나면 ``ExtensionError``를 냅니다.
    """
    started = time.monotonic()
    receiver, sender = processes.Pipe(duplex=False)
    process = processes.Process(
        target=generate_in_child,
        args=(sender, fname, target_dir, src_dir, gallery_conf),
    )
    process.start()
    sender.close()  # 자식이 죽으면 receiver가 곧바로 EOF를 받습니다.
    try:
        in_time = receiver.poll(TIME_LIMIT)
        result = receiver.recv() if in_time else None
    except EOFError:
        result = None
    if result is not None:
        process.join(1)
    kill_with_descendants(process)
    if result is None:
        raise ExtensionError(failure_message(fname, in_time, process.exitcode))
    if isinstance(result, RuntimeError):
        raise ExtensionError(f"examples/{fname}: {result}")
    left = len(list(Path(src_dir).glob("[!_]*.py"))) - next(finished)
    seconds = time.monotonic() - started
    print(f"예제 실행: {fname} {seconds:.1f}초 (남은 예제 {left}개)", flush=True)
    return result


def failure_message(fname: str, in_time: bool, exitcode: int | None) -> str:
    """무엇이 왜 멈췄고 어떻게 고치는지 적은 한 문단."""
    if not in_time:
        return (
            f"examples/{fname}: {TIME_LIMIT}초 안에 끝나지 않았습니다. "
            "끝나지 않는 반복이 있는지 보고, 에포크나 데이터를 줄이세요."
        )
    return (
        f"examples/{fname}: 끝까지 실행되지 않고 프로세스가 사라졌습니다 "
        f"(종료 코드 {exitcode}). sys.exit(), os._exit(), 메모리 부족을 확인하세요."
    )


def generate_in_child(
    sender: Connection,
    fname: str,
    target_dir: str,
    src_dir: str,
    gallery_conf: dict[str, Any],
) -> None:
    """자식 프로세스의 몸통. 예제를 실행한 결과나 실패한 까닭을 보냅니다."""
    prepare()
    remember_running()
    try:
        result = generate_alone(fname, target_dir, src_dir, gallery_conf)
        refuse_leftovers()
        page = Path(target_dir, fname).with_suffix(".rst")
        refuse_flood(page.read_text(encoding="utf-8"))
    except RuntimeError as error:
        result = error
    except Exception as error:  # 디스크가 가득 찼을 때처럼 예제 밖에서 난 오류
        result = RuntimeError(f"{type(error).__name__}: {error}")
    sender.send(result)


def generate_alone(
    fname: str, target_dir: str, src_dir: str, gallery_conf: dict[str, Any]
) -> tuple[Any, ...]:
    """예제를 빈 폴더에 복사해 그 안에서 실행합니다."""
    with tempfile.TemporaryDirectory() as alone:
        shutil.copy(Path(src_dir, fname), alone)
        *rest, out_vars = generate_file_rst(fname, target_dir, alone, gallery_conf)
    if "formatted_exception" in out_vars:
        # 독자가 찾을 수 있는 파일 이름으로 바꿉니다.
        out_vars["formatted_exception"] = out_vars["formatted_exception"].replace(
            alone, "examples"
        )
    return (*rest, out_vars)


def setup(app: Sphinx) -> ExtensionMetadata:
    preload_server()
    register_parallel_backend("loky", FreshProcessBackend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
