"""예제 하나를 새 프로세스 하나에서, 그 예제만 든 임시 폴더에서 실행합니다.

Sphinx-Gallery는 예제를 하나씩 차례로 실행합니다.
이 확장은 첫 예제의 차례에 모든 예제를 함께 실행하기 시작하고, 차례마다 결과를 건넵니다.
예제마다 새 프로세스(``fresh_process``)를 씁니다.

예제가 시간을 넘기거나 프로세스를 끝내 버리면 파일 이름을 말하며 빌드를 멈춥니다.
같은 조건에서 실행한 적이 있으면 그때 만든 파일을 씁니다(``execution_cache``).
오래 걸리는 예제부터 시작하고, 다른 컴퓨터가 있으면 맡깁니다(``cluster``).
"""

from __future__ import annotations

import os
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from build_receipt import RECEIPT, add_executed
from cluster import ADDRESS, execute, moved, settled, threads_for
from durations import longest_first
from execution_cache import is_kept, key_of, load, pack, store, unpack, what_changed
from fresh_process import (
    TIME_LIMIT,
    kill_with_descendants,
    preload_server,
    processes,
    refuse_flood,
    refuse_leftovers,
    remember_running,
    start_process,
    start_server,
)
from run_report import report_run
from shares import is_mine
from sphinx.errors import ExtensionError
from sphinx_gallery import gen_gallery, gen_rst
from sphinx_gallery.gen_rst import generate_file_rst

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# 실행하기 시작한 예제의 파일 이름과, generate_file_rst()의 결과
started: dict[str, Future[tuple[Any, ...]]] = {}
finished = count(1)


def finish_example(
    fname: str, target_dir: str, src_dir: str, gallery_conf: dict[str, Any]
) -> tuple[Any, ...]:
    """``generate_file_rst(fname, …)``의 결과. 처음 부르면 모든 예제를 시작합니다."""
    if not started:
        examples = Path(src_dir).glob("[!_]*.py")
        names = longest_first([f"examples/{path.name}" for path in examples])
        pool = ThreadPoolExecutor(threads_for(len(names)))
        for example in (Path(name).name for name in names):
            run = (run_or_recall, example, target_dir, src_dir, gallery_conf)
            started[example] = pool.submit(*run)
        pool.shutdown(wait=False)
    return started[fname].result()


def run_or_recall(
    fname: str, target_dir: str, src_dir: str, gallery_conf: dict[str, Any]
) -> tuple[Any, ...]:
    """``generate_file_rst(fname, …)``의 결과. 간직한 것이 없으면 실행합니다."""
    name = f"examples/{fname}"
    if not gallery_conf["plot_gallery"] or not is_mine(name):
        settings = gallery_conf | {"plot_gallery": False}
        return generate_file_rst(fname, target_dir, src_dir, settings)
    source = Path(src_dir, fname).read_bytes()
    key = key_of("example", fname, source)
    if kept := load(key):
        unpack(kept, Path(target_dir))
        # MD5가 함께 있으므로 Sphinx-Gallery는 실행하지 않고 파일을 읽습니다.
        result = generate_file_rst(fname, target_dir, src_dir, gallery_conf)
    else:
        place = os.path.relpath(target_dir, gallery_conf["src_dir"])
        run = execute(run_example, fname, source, place, moved(gallery_conf))
        files = Path(src_dir).glob("[!_]*.py")
        mine = sum(is_mine(f"examples/{path.name}") for path in files)
        left = mine - next(finished)
        changed = what_changed(name, source)
        title = f"예제 실행: {fname}"
        report_run(title, run.seconds, changed, f" (남은 예제 {left}개)")
        result = run.result
        unpack(run.made, Path(target_dir))
        if not result[-1].get("passing"):
            return result
        store(key, run.made, name=name, code=source, seconds=run.seconds)
    add_executed(name, source)
    return result


def start_early(app: Sphinx) -> None:
    """실행할 예제가 있으면, Sphinx가 준비하는 동안 서버도 준비하게 합니다."""
    if RECEIPT not in os.environ or ADDRESS in os.environ:
        return
    folder = Path(app.srcdir, app.config.sphinx_gallery_conf["examples_dirs"])
    examples = folder.glob("[!_]*.py")
    keys = (key_of("example", path.name, path.read_bytes()) for path in examples)
    if not all(map(is_kept, keys)):
        start_server()


def made_files(target_dir: Path, fname: str) -> list[Path]:
    """Sphinx-Gallery가 예제 하나에서 만든 파일."""
    stem = Path(fname).stem
    patterns = (
        *(f"{stem}.*", f"{stem}_codeobj.json"),
        *(f"images/sphx_glr_{stem}_[0-9][0-9][0-9].*",),
        f"images/thumb/sphx_glr_{stem}_thumb.*",
    )
    return sorted(path for name in patterns for path in target_dir.glob(name))


class Run(NamedTuple):
    """예제 하나를 실행한 것."""

    result: tuple[Any, ...]  # generate_file_rst()의 결과
    made: bytes  # 만든 파일을 묶은 것
    seconds: float


def run_example(
    fname: str, source: bytes, place: str, settings: dict[str, object]
) -> Run:
    """``source``만 든 임시 폴더에서 예제를 실행합니다.

    ``place``는 글의 폴더에서 본 예제 목록의 폴더이고,
    ``settings``는 ``moved``로 보낸 예제 목록의 설정입니다.
    """
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        examples, docs = Path(folder, "examples"), Path(folder, "docs")
        target_dir = docs / place
        (target_dir / "images" / "thumb").mkdir(parents=True)
        examples.mkdir()
        (examples / fname).write_bytes(source)
        gallery_conf = settled(settings) | {"src_dir": str(docs)}
        result = run_in_fresh_process(fname, target_dir, examples, gallery_conf)
        made = pack(target_dir, made_files(target_dir, fname))
    return Run(result, made, time.monotonic() - started)


def run_in_fresh_process(
    fname: str, target_dir: Path, src_dir: Path, gallery_conf: dict[str, Any]
) -> tuple[Any, ...]:
    """``generate_file_rst(fname, …)``의 결과를 새 프로세스에서 받아 옵니다.

    예제가 결과를 내지 못하고 끝나면 ``ExtensionError``를 냅니다.
    """
    receiver, sender = processes.Pipe(duplex=False)
    settings = (fname, target_dir, src_dir, gallery_conf)
    process = start_process(generate_in_child, sender, *settings)
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
    target_dir: Path,
    src_dir: Path,
    gallery_conf: dict[str, Any],
) -> None:
    """자식 프로세스의 몸통. 예제를 실행한 결과나 실패한 까닭을 보냅니다."""
    remember_running()
    try:
        *rest, out_vars = generate_file_rst(fname, target_dir, src_dir, gallery_conf)
        if "formatted_exception" in out_vars:
            # 독자가 찾을 수 있는 파일 이름으로 바꿉니다.
            out_vars["formatted_exception"] = out_vars["formatted_exception"].replace(
                str(src_dir), "examples"
            )
        result = (*rest, out_vars)
        refuse_leftovers()
        page = Path(target_dir, fname).with_suffix(".rst")
        refuse_flood(page.read_text(encoding="utf-8"))
    except RuntimeError as error:
        result = error
    except Exception as error:  # 디스크가 가득 찼을 때처럼 예제 밖에서 난 오류
        result = RuntimeError(f"{type(error).__name__}: {error}")
    sender.send(result)


def setup(app: Sphinx) -> ExtensionMetadata:
    preload_server()
    start_early(app)
    # Sphinx-Gallery는 시작할 때 늘 Matplotlib을 부르지만, 예제의 프로세스만 씁니다.
    gen_gallery._import_matplotlib = lambda: None
    gen_rst.generate_file_rst = finish_example
    return {"parallel_read_safe": True, "parallel_write_safe": True}
