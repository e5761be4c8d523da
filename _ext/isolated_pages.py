"""강의의 코드를 새 프로세스에서, 여러 강의를 함께 실행합니다.

MyST-NB는 강의를 읽을 때마다 커널을 새로 띄워 차례로 실행합니다.
이 확장은 빌드를 시작할 때 모든 강의를 실행하기 시작하고, 읽을 차례에 결과를 건넵니다.
커널은 예제처럼 TensorFlow를 미리 불러온 서버를 복제해 띄웁니다(``fresh_process``).
오래 걸리는 강의부터 시작하고, 다른 컴퓨터가 있으면 맡깁니다(``cluster``).
같은 조건에서 실행한 적이 있는 강의는 그때의 출력을 씁니다(``execution_cache``).
``extensions``에서 ``myst_nb``와 ``sphinx_gallery`` 사이에 적습니다.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from types import SimpleNamespace
from typing import TYPE_CHECKING

import nbformat
from build_receipt import RECEIPT, add_executed, write_receipt
from cluster import execute, threads_for
from durations import longest_first
from execution_cache import key_of, load, store, what_changed
from fresh_process import (
    TIME_LIMIT,
    kill_with_descendants,
    preload_server,
    refuse_flood,
    run_kernel,
    start_process,
)
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from myst_nb.core.execute import direct
from myst_nb.core.read import create_nb_reader
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell
from run_report import report_all, report_run
from shares import is_mine
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx_gallery.gen_gallery import summarize_failing_examples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.process import BaseProcess

    from jupyter_client.connect import KernelConnectionInfo
    from nbformat import NotebookNode
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

PROVISIONER = "forked-kernel"
# 강의의 앞뒤에서 실행하고 결과에서는 뺍니다. 강의에 변수를 남기지 않습니다.
FIRST = "__import__('fresh_process').remember_running()"
LAST = "__import__('fresh_process').refuse_leftovers()"
KERNEL_DIED = (
    "끝까지 실행되지 않고 커널이 사라졌습니다. "
    f"os._exit()과 메모리 부족을 확인하고, {TIME_LIMIT}초 안에 끝나게 하세요."
)
logger = logging.getLogger(__name__)
# 칸의 내용으로 찾는, 실행하기 시작한 강의의 이름과 결과
started: dict[str, tuple[str, Future[ExecutionResult]]] = {}


class ForkedKernel(LocalProvisioner):
    """커널을 새 명령 대신 서버의 복제본으로 띄웁니다."""

    async def pre_launch(self, **kwargs: object) -> dict[str, object]:
        # 네트워크 대신 소켓 파일로 잇습니다. 네트워크가 없는 컴퓨터에서도 실행합니다.
        self.parent.transport = "ipc"
        self.parent.ip = str(Path(gettempdir(), f"kernel-{self.kernel_id}"))
        return await super().pre_launch(**kwargs)

    async def launch_kernel(
        self, cmd: list[str], *, cwd: str, **kwargs: object
    ) -> KernelConnectionInfo:
        connection_file = cmd[cmd.index("-f") + 1]
        process = start_process(run_kernel, connection_file, cwd)
        self.process = ChildProcess(process)
        self.pid = process.pid
        return self.connection_info


class ChildProcess:
    """``multiprocessing``의 프로세스를 ``subprocess.Popen``처럼 쓰게 합니다."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self.process = process
        self.limit = threading.Timer(TIME_LIMIT, self.kill)
        self.limit.daemon = True
        self.limit.start()

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self) -> int:
        self.limit.cancel()
        kill_with_descendants(self.process)
        return self.process.exitcode

    def send_signal(self, signum: int) -> None:
        if signum == signal.SIGKILL:
            self.kill()
        else:
            os.kill(self.process.pid, signum)

    def kill(self) -> None:
        if self.poll() is None:  # 이미 끝난 프로세스의 번호는 남의 것일 수 있습니다.
            kill_with_descendants(self.process)


def start_all(app: Sphinx) -> None:
    """발행하는 빌드에서, 예제보다 먼저 모든 강의를 실행하기 시작합니다."""
    if RECEIPT in os.environ:
        start(app, [path.stem for path in Path(app.srcdir).glob("*.md")])


def start_changed(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """미리 보는 빌드에서, 이번에 읽을 강의만 실행하기 시작합니다."""
    if RECEIPT not in os.environ:
        start(app, docnames)


def start(app: Sphinx, docnames: list[str]) -> None:
    """코드가 든 강의를 함께 실행하기 시작합니다."""
    config = app.env.mystnb_config
    if config.execution_mode != "force":
        return
    pages: dict[str, tuple[bytes, NotebookNode]] = {}
    for path in (Path(app.srcdir, f"{docname}.md") for docname in docnames):
        if path.is_file() and is_mine(f"docs/{path.name}"):
            text = path.read_text(encoding="utf-8")
            if notebook := read_cells(app, path, text):
                pages[f"docs/{path.name}"] = (text.encode(), notebook)
    if not pages:
        return
    pool = ThreadPoolExecutor(threads_for(len(pages)))
    for name in longest_first(pages):
        source, notebook = pages[name]
        run = (run_or_recall, name, source, notebook, config.execution_timeout)
        started[code_of(notebook)] = Path(name).stem, pool.submit(*run)
    pool.shutdown(wait=False)


def read_cells(app: Sphinx, path: Path, text: str) -> NotebookNode | None:
    """``text``를 칸으로 나눈 노트북. 코드가 없는 페이지는 ``None``입니다."""
    config = app.env.myst_config
    key = key_of("cells", path.name, text, repr(config))
    if (kept := load(key)) is None:
        reader = create_nb_reader(str(path), config, app.env.mystnb_config, text)
        kept = json.dumps(reader and reader.read(text), ensure_ascii=False).encode()
        store(key, kept, name=__name__, code=text.encode(), seconds=0)
    found = json.loads(kept)
    return found and nbformat.from_dict(found)


def run_or_recall(
    name: str, source: bytes, notebook: NotebookNode, timeout: int
) -> ExecutionResult:
    """강의를 실행한 결과. 간직한 것이 없으면 실행합니다."""
    code = as_key(notebook).encode()
    key = key_of("page", Path(name).name, code)
    if kept := load(key):
        nb = nbformat.from_dict(json.loads(kept))
        result = ExecutionResult(nb, "", 0, None, None)
    else:
        result = execute(run_page, name, notebook, timeout)
        report_run(
            f"강의 실행: {Path(name).name}", result.time, what_changed(name, code)
        )
        if result.err is not None:
            return result
        # nbformat.writes()는 독자가 볼 자료의 차례까지 바꿉니다.
        content = json.dumps(result.nb, ensure_ascii=False).encode()
        store(key, content, name=name, code=code, seconds=result.time)
    add_executed(name, source)
    return result


def as_key(notebook: NotebookNode) -> str:
    """글을 뺀 노트북. 글만 고친 강의는 다시 실행하지 않습니다."""
    cells = [(cell.source, cell.metadata) for cell in code_cells(notebook)]
    return json.dumps([notebook.metadata.get("kernelspec"), *cells], sort_keys=True)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def run_page(name: str, notebook: NotebookNode, timeout: int) -> ExecutionResult:
    """강의 하나를 빈 폴더에서 실행합니다. ``timeout``은 칸 하나의 한계(초)입니다.

    커널이 사라지거나 출력이 너무 많으면 ``ExtensionError``를 냅니다.
    """
    watched = deepcopy(notebook)
    watched.cells = [new_code_cell(FIRST), *code_cells(watched), new_code_cell(LAST)]
    try:
        with TemporaryDirectory() as alone:
            result = single_nb_execution(
                watched,
                cwd=alone,
                timeout=timeout,
                allow_errors=False,
                shutdown_kernel="immediate",  # 결과를 다 받은 뒤입니다.
            )
        refuse_flood("".join(printed(watched)))
    except RuntimeError as error:
        died = isinstance(error, DeadKernelError)
        raise ExtensionError(f"{name}: {KERNEL_DIED if died else error}") from None
    result.nb.cells = watched.cells[1:-1]
    for cell in result.nb.cells:
        if "outputs" in cell:
            cell.outputs = joined_streams(cell.outputs)
    return result


def joined_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """이어서 출력한 글을 하나로 잇습니다.

    커널은 한 줄을 쓰다가도 때가 되면 끊어 보내고, MyST-NB는 끊긴 곳마다 줄을 바꿉니다.
    """
    joined: list[NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def printed(notebook: NotebookNode) -> Iterator[str]:
    """코드가 출력한 글을 하나씩 냅니다."""
    for cell in notebook.cells:
        yield from (output.get("text", "") for output in cell.get("outputs", []))


def finish_page(notebook: NotebookNode, **options: object) -> ExecutionResult:
    """MyST-NB가 실행을 맡길 때, 시작해 둔 실행의 결과를 ``notebook``에 옮깁니다."""
    _, future = started[code_of(notebook)]
    result = future.result()
    for cell, executed in zip(code_cells(notebook), result.nb.cells, strict=True):
        cell.outputs = executed.outputs
        cell.execution_count = executed.execution_count
    for name in ("kernelspec", "language_info"):
        notebook.metadata[name] = result.nb.metadata[name]
    return result


def code_of(notebook: NotebookNode) -> str:
    """노트북을 가리키는 글. 칸의 내용을 모두 이은 것입니다."""
    return "\0".join(cell.source for cell in notebook.cells)


def end_share(app: Sphinx) -> None:
    """나눈 몫만 실행하는 빌드(``shares``)를, 페이지를 읽기 전에 끝냅니다.

    Sphinx-Gallery의 예제는 여기에 오기 전에 끝났으므로 강의만 기다립니다.
    """
    if not app.config.execution_share:
        return
    failed = False
    for docname, future in started.values():
        result = future.result()
        if result.err is not None:
            failed = True
            name = type(result.err).__name__
            message = f"Executing notebook failed: {name}\n{result.exc_string}"
            logger.warning(message, location=docname)
    summarize_failing_examples(app, None)
    report_all(app, None)
    write_receipt(app, None)
    raise SystemExit(int(failed))


def use_forked_kernels() -> None:
    """커널을 ``ForkedKernel``로 띄우게 합니다."""
    factory = KernelProvisionerFactory.instance()
    factory.default_provisioner_name = PROVISIONER
    factory.provisioners[PROVISIONER] = SimpleNamespace(load=lambda: ForkedKernel)


def setup(app: Sphinx) -> ExtensionMetadata:
    preload_server()
    use_forked_kernels()
    direct.single_nb_execution = finish_page
    app.connect("builder-inited", start_all)
    app.connect("builder-inited", end_share, priority=999)
    app.connect("env-before-read-docs", start_changed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
