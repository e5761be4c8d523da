"""여러 컴퓨터가 나누어 실행해도 한 컴퓨터가 실행한 것과 바이트까지 같은지 봅니다.

컴퓨터 한 대 대신 일꾼 프로세스 하나를 씁니다. 일꾼은 저마다 다른 폴더에서 실행합니다.
"""

import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from pathlib import Path
from queue import Queue

import cluster
import cluster_worker
import durations
import execution_cache
import isolated_examples
import pytest
from faults import EXAMPLE, FILES, INDEX, PAGE, PRINT
from psutil import Process, wait_procs
from small_site import assert_refused, build, edit, forget, make_project, sums
from sphinx.errors import ExtensionError
from test_execution_cache import executed

SLOW = "examples/1_small_slow.py"
SHARE = ("tools/build_site.py", "--share")


@pytest.fixture(scope="session")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """예제 다섯과 강의 둘을 한 컴퓨터에서 빌드한 폴더."""
    project = tmp_path_factory.mktemp("several") / "project"
    make_project(project)
    for name in ("b", "c", "d", "slow"):
        wait = "\nimport time\n\ntime.sleep(3)" if name == "slow" else ""
        code = FILES[EXAMPLE].replace(PRINT, f'print("{name}", 1 + 1){wait}')
        (project / f"examples/1_small_{name}.py").write_text(code, encoding="utf-8")
    page = FILES[PAGE].replace("small", "other").replace("1_other_plot", "1_small_plot")
    (project / "docs/2_other.md").write_text(page, encoding="utf-8")
    edit(project / INDEX, "1_small\n", "1_small\n2_other\n")
    returncode, output, _ = build(project)
    assert returncode == 0, output
    assert len(executed(output)) == 7
    return project


@pytest.fixture
def machine(several: Path, tmp_path: Path) -> Path:
    """아직 아무것도 실행하지 않은 다른 컴퓨터의 저장소."""
    return cloned(several, tmp_path / "machine")


def cloned(project: Path, copy: Path) -> Path:
    """``project``와 같은 커밋을 ``copy``에 둡니다. 실행한 결과는 없습니다."""
    ignored = shutil.ignore_patterns("_build", "__pycache__")
    shutil.copytree(project, copy, ignore=ignored)
    (copy / "_build/executed").mkdir(parents=True)
    return copy


# -- Dask에 맡기기 --------------------------------------------------------------


class Served:
    """``tools/serve_cluster.py``로 띄운 프로그램 하나와, 그것이 적은 줄."""

    def __init__(self, project: Path, *command: str, **environment: str) -> None:
        self.lines: Queue[str] = Queue()
        self.program = subprocess.Popen(
            [sys.executable, "tools/serve_cluster.py", *command],
            cwd=project,
            env=environment_of_tests() | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        threading.Thread(target=self.read, daemon=True).start()

    def read(self) -> None:
        for line in self.program.stdout:
            self.lines.put(line)
        self.lines.put("")

    def wait_for(self, pattern: str) -> re.Match:
        """``pattern``과 맞는 줄이 나올 때까지 기다립니다."""
        read = ""
        while line := self.lines.get(timeout=60):
            read += line
            if found := re.search(pattern, line):
                return found
        raise AssertionError(read)

    def kill(self) -> None:
        """전원이 나간 것처럼 Dask를 끝냅니다. 실행하던 것도 남지 않아야 합니다."""
        program = Process(self.program.pid)
        (dask,) = program.children()
        running = program.children(recursive=True)
        dask.kill()
        assert wait_procs(running, timeout=10)[1] == []

    def close(self) -> None:
        self.program.terminate()
        self.program.wait()


def environment_of_tests() -> dict[str, str]:
    """테스트를 실행하는 환경에서 바이트코드에 관한 것만 바꿉니다."""
    return os.environ | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """스케줄러나 일꾼을 띄우는 함수. 테스트가 끝나면 모두 끝냅니다."""
    with ExitStack() as running:

        def start(*args: object, **environment: str) -> Served:
            served = Served(*args, **environment)
            running.callback(served.close)
            return served

        yield start


def start_scheduler(serve: Callable[..., Served], project: Path) -> tuple[Served, str]:
    """스케줄러와 그 주소."""
    scheduler = serve(project, "scheduler", "--host", "127.0.0.1", "--port", "0")
    return scheduler, scheduler.wait_for(r"Scheduler at: +(tcp://\S+)")[1]


def start_worker(
    serve: Callable[..., Served], project: Path, address: str, **environment: str
) -> Served:
    worker = serve(project, "worker", address, "--threads", "1", **environment)
    worker.wait_for("Registered to")
    return worker


def test_worker_killed_on_the_way_does_not_change_a_byte(
    several: Path, machine: Path, tmp_path: Path, serve: Callable[..., Served]
) -> None:
    _, address = start_scheduler(serve, machine)
    workers = [
        start_worker(serve, cloned(several, tmp_path / name), address)
        for name in ("one", "two")
    ]
    with ThreadPoolExecutor(3) as waiting:
        built = waiting.submit(build, machine, environment={"SITE_CLUSTER": address})
        given = {
            waiting.submit(worker.wait_for, f"맡은 것: {Path(SLOW).name}"): worker
            for worker in workers
        }
        first = next(as_completed(given))
        given.pop(first).kill()
        returncode, output, left = built.result()
        assert (returncode, left) == (0, []), output
        (other,) = given
        assert other.result()  # 다른 일꾼이 이어받았습니다.
    assert len(executed(output)) == 7
    assert sums(machine) == sums(several)
    # 맡긴 결과도 간직합니다. 처음부터 빌드해도 다시 실행하지 않습니다.
    forget(machine)
    returncode, output, _ = build(machine)
    assert (returncode, executed(output)) == (0, set()), output


def test_address_without_a_scheduler(machine: Path) -> None:
    environment = {"SITE_CLUSTER": "tcp://127.0.0.1:9"}
    output = assert_refused(machine, environment=environment)
    assert "  - SITE_CLUSTER의 tcp://127.0.0.1:9: 연결하지 못했습니다" in output


def test_scheduler_without_workers(machine: Path, serve: Callable[..., Served]) -> None:
    _, address = start_scheduler(serve, machine)
    output = assert_refused(machine, environment={"SITE_CLUSTER": address})
    assert f"  - SITE_CLUSTER의 {address}: 연결하지 못했습니다" in output


@pytest.mark.parametrize("lost", ["worker", "scheduler"])
def test_lost_cluster(
    several: Path, machine: Path, tmp_path: Path, serve: Callable, lost: str
) -> None:
    scheduler, address = start_scheduler(serve, machine)
    worker = start_worker(serve, cloned(several, tmp_path / "one"), address)
    with ThreadPoolExecutor(1) as waiting:
        environment = {"SITE_CLUSTER": address}
        built = waiting.submit(build, machine, environment=environment)
        worker.wait_for(f"맡은 것: {Path(SLOW).name}")
        {"worker": worker, "scheduler": scheduler}[lost].kill()
        returncode, output, left = built.result()
    assert (returncode, left) == (1, []), output
    assert re.search(f"  - SITE_CLUSTER의 {address}: .*(사라졌|끊어졌)습니다", output)


@pytest.mark.parametrize("different", ["code", "environment"])
def test_worker_with_other_conditions_is_refused(
    several: Path, machine: Path, tmp_path: Path, serve: Callable, different: str
) -> None:
    other, environment = cloned(several, tmp_path / "other"), {}
    if different == "code":
        edit(other / "_ext/output_rules.py", '"absl"', '"abseil"')
        expected = r"실행하는 코드\(_ext/output_rules.py\)"
    else:
        environment = {"TF_NUM_INTRAOP_THREADS": "2"}
        expected = r"환경 변수\(TF_NUM_INTRAOP_THREADS\)"
    _, address = start_scheduler(serve, machine)
    start_worker(serve, other, address, **environment)
    output = assert_refused(machine, environment={"SITE_CLUSTER": address})
    assert re.search(rf"  - 일꾼 tcp://\S+의 조건이 .*다릅니다: {expected}\.", output)


def test_worker_that_came_late_compares_conditions_too() -> None:
    task = pickle.dumps((b'{"python": "3.99"}', {}, print, ()))
    with pytest.raises(ExtensionError, match=r"다릅니다: .*Python"):
        cluster_worker.run_task(cluster.sealed(task))


def test_bytes_damaged_on_the_way_are_refused() -> None:
    content = cluster.sealed(b"result")
    assert cluster.unsealed(content) == b"result"
    with pytest.raises(ExtensionError, match="달라졌습니다"):
        cluster.unsealed(content[:-1] + b"T")


# -- 몫으로 나누기 --------------------------------------------------------------


def test_merged_shares_give_the_same_bytes_and_execute_nothing(
    several: Path, machine: Path, tmp_path: Path
) -> None:
    done = []
    for number in ("1/2", "2/2"):
        project = cloned(several, tmp_path / number.replace("/", "-"))
        returncode, output, left = build(project, *SHARE, number)
        assert (returncode, left) == (0, []), output
        assert not (project / "_build/html").exists()
        done.append(executed(output))
        # CI처럼 한 폴더에 모읍니다.
        shutil.copytree(
            project / "_build/executed", machine / "_build/executed", dirs_exist_ok=True
        )
    assert all(done)
    assert not done[0] & done[1]
    assert len(done[0] | done[1]) == 7
    returncode, output, _ = build(machine)
    assert returncode == 0, output
    assert executed(output) == set()
    assert "간직한 결과 7개를 쓰고 0개를 실행했습니다.\n" in output
    assert sums(machine) == sums(several)
    # 다음에 나눌 때 쓸 시간도 함께 모았습니다.
    assert build(machine, "tools/record_durations.py")[0] == 0
    recorded = json.loads((machine / "durations.json").read_text(encoding="utf-8"))
    assert len(recorded) == 7
    assert recorded[SLOW] >= 3


def test_share_from_a_different_machine_is_executed_again(
    several: Path, machine: Path
) -> None:
    other = {"TF_NUM_INTRAOP_THREADS": "2"}
    assert build(machine, *SHARE, "1/2", environment=other)[0] == 0
    assert build(machine, *SHARE, "2/2")[0] == 0
    returncode, output, _ = build(machine)
    assert returncode == 0, output
    count = len(executed(output))
    assert 0 < count < 7
    assert (
        f"간직한 결과 {7 - count}개를 쓰고 {count}개를 실행했습니다. "
        f"다시 실행한 까닭: 환경 변수 {count}개\n"
    ) in output
    assert sums(machine) == sums(several)


def test_different_cpu_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXECUTION_CACHE", str(tmp_path))
    monkeypatch.setattr(execution_cache, "processor", lambda: ["other"])
    execution_cache.conditions.cache_clear()
    key = execution_cache.key_of("page", "a.md", b"code")
    execution_cache.store(key, b"result", name="docs/a.md", code=b"code", seconds=1)
    monkeypatch.undo()
    monkeypatch.setenv("EXECUTION_CACHE", str(tmp_path))
    execution_cache.conditions.cache_clear()
    assert execution_cache.key_of("page", "a.md", b"code") != key
    assert execution_cache.what_changed("docs/a.md", b"code") == ["CPU"]
    assert execution_cache.what_changed("docs/a.md", b"new") == ["CPU", "원본"]
    assert execution_cache.what_changed("docs/b.md", b"code") == []


@pytest.mark.parametrize("share", ["0/2", "3/2", "1/0", "1", "-1/2", "하나"])
def test_share_out_of_range_is_refused(machine: Path, share: str) -> None:
    output = assert_refused(machine, *SHARE[:-1], f"--share={share}", status=2)
    assert f"{share}은 없는 몫입니다. 1/3, 2/3, 3/3처럼 적으세요." in output


@pytest.mark.parametrize("name", [EXAMPLE, PAGE])
def test_failing_share_says_where(machine: Path, name: str) -> None:
    line = edit(machine / name, PRINT, "raise ValueError('틀림')")
    outputs = [build(machine, *SHARE, number)[:2] for number in ("1/2", "2/2")]
    assert sorted(returncode for returncode, _ in outputs) == [0, 1]
    ((_, output),) = [done for done in outputs if done[0]]
    assert re.search(rf"  - {name}:{line}: .*\n .*ValueError: 틀림", output), output


SECONDS = {"a": 5, "b": 4, "c": 3, "d": 3, "e": 3}


def test_shares_are_balanced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durations, "committed", lambda: SECONDS)
    # 이 컴퓨터에서 잰 시간은 몫을 바꾸지 않습니다.
    monkeypatch.setattr(durations, "measured", lambda: {"e": 99})
    for names in ("abcde", "edcba"):
        shares = [durations.share_of(names, number, 2) for number in (1, 2)]
        assert shares == [{"a", "d"}, {"b", "c", "e"}]
    # 나눌 것보다 몫이 많으면 빈 몫이 있습니다.
    assert durations.share_of("a", 2, 2) == set()


def test_unknown_duration_counts_as_the_median(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durations, "committed", lambda: SECONDS | {"gone": 99, "a": 1})
    monkeypatch.setattr(durations, "measured", lambda: {"a": 5})
    assert durations.longest_first(["new", "e", "b", "a"]) == ["a", "b", "new", "e"]


def test_long_examples_start_first_and_pages_keep_their_order(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun = []
    names = {name: f"{name}.py" for name in "ecabd"}
    for name in names.values():
        (tmp_path / name).touch()
    seconds = {f"examples/{names[name]}": value for name, value in SECONDS.items()}
    monkeypatch.setattr(durations, "committed", lambda: seconds)
    monkeypatch.setattr(isolated_examples, "threads_for", lambda count: 1)
    monkeypatch.setattr(isolated_examples, "started", {})
    monkeypatch.setattr(
        isolated_examples,
        "run_or_recall",
        lambda name, *_: begun.append(name) or name,
    )
    for name in names.values():
        assert isolated_examples.finish_example(name, "", str(tmp_path), {}) == name
    assert begun == sorted(names.values())
