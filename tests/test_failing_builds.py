"""원본이 하나라도 잘못되면 빌드 전체가 실패하고, 어디를 고칠지 말하는지 확인합니다.

시험마다 작은 프로젝트를 복사해 한 곳을 망가뜨리고 ``tools/build_site.py``를 실행합니다.
심어 볼 잘못은 ``faults.py``에 있습니다.
"""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest
from faults import EXAMPLE, FAULTS, GUARDS, LOWERED, PRINT, SLEEP
from filelock import FileLock
from fresh_process import is_alive
from small_site import (
    ROOT,
    assert_refused,
    build,
    changes,
    edit,
    forget,
    plant,
    snapshot,
    sums,
)


def test_every_guard_is_where_it_can_be_taken_out() -> None:
    counts = {
        guard: (ROOT / name).read_text(encoding="utf-8").count(old)
        for guard, (name, old, _) in GUARDS.items()
    }
    assert counts == dict.fromkeys(GUARDS, 1)


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_refused(small_project: Path, fault: str) -> None:
    expected = plant(small_project, fault)
    if fault in LOWERED:
        settings = ("_ext/fresh_process.py", "conf.py")
        edit(small_project / settings[fault == "cell_never_ends"], *LOWERED[fault])
    output = assert_refused(small_project)
    problems = output.rpartition("빌드하지 못했습니다")[2]
    assert re.search(expected, problems), output
    # 목록의 줄마다 한국어로 말하고, 영어로 된 원래 오류는 그 아래에 둡니다.
    assert all(re.search("[가-힣]", line) for line in re.findall("  - (.*)", problems))


@pytest.mark.parametrize(
    ("script", "message"),
    [(None, "dot이 없습니다"), ("#!/bin/sh\nexit 3\n", "dot이 그림을 그리지 못합니다")],
    ids=["missing", "failing"],
)
def test_graph_engine(small_project: Path, script: str | None, message: str) -> None:
    scripts = small_project.parent / "scripts"
    scripts.mkdir()
    if script:
        (scripts / "dot").write_text(script, encoding="utf-8")
        (scripts / "dot").chmod(0o755)
    run = (
        "import runpy, sysconfig, sys; sys.path.insert(0, 'tools');"
        f"sysconfig.get_path = lambda name: {str(scripts)!r};"
        "runpy.run_path('tools/build_site.py', run_name='__main__')"
    )
    output = assert_refused(
        small_project, "-c", run, environment={"PATH": str(scripts)}
    )
    assert message in output


def test_second_build_is_refused(small_project: Path) -> None:
    with FileLock(small_project / "_build/build.lock"):
        output = assert_refused(small_project, status=75)
    assert "다른 빌드가 진행 중입니다" in output


def test_pattern_without_match(small_project: Path) -> None:
    output = assert_refused(small_project, "tools/build_site.py", "nosuch")
    assert re.search("'nosuch'.*없습니다.* 1_small, 1_small_plot", output)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_interrupted_build(small_project: Path, name: str) -> None:
    forget(small_project)
    before, published = snapshot(small_project), sums(small_project)
    with tempfile.TemporaryDirectory(prefix="kf-") as folder:
        shared = {"TMPDIR": folder}
        stop = getattr(signal, name)
        returncode, output, left = build(small_project, stop=stop, environment=shared)
        assert returncode != 0, output
        assert changes(small_project, before) == set()
        assert bool(left) == (name == "SIGKILL")  # 치울 틈이 없습니다.
        returncode, output, left = build(small_project, environment=shared)
        assert (returncode, left) == (0, []), output  # 다음 빌드가 치웁니다.
    assert sums(small_project) == published


def test_killed_build_ends_what_it_started(small_project: Path) -> None:
    # 예제의 부모는 차례로 복제할 서버, Sphinx, 빌드입니다.
    kill = "import psutil; psutil.Process().parents()[2].kill()"
    edit(small_project / EXAMPLE, PRINT, f"{kill}\n{SLEEP}\n{PRINT}")
    with tempfile.TemporaryDirectory(
        prefix="kf-", ignore_cleanup_errors=True
    ) as folder:
        returncode, output, _ = build(small_project, environment={"TMPDIR": folder})
        assert returncode == -signal.SIGKILL, output
        started = [
            process
            for process in psutil.process_iter(["environ"])
            if (process.info["environ"] or {}).get("TMPDIR") == folder
        ]
        _, left = psutil.wait_procs(started, timeout=20)
    assert list(filter(is_alive, left)) == []


def test_folder_still_written_is_removed_next_time(tmp_path: Path) -> None:
    stage = tmp_path / "keras-site-left"
    stage.mkdir()
    (stage / "build.lock").touch()
    run = (
        "import sys; sys.path.insert(0, 'tools'); import build_site, pathlib;"
        "parent = pathlib.Path(sys.argv[1]); stage, = parent.iterdir();"
        "remove, build_site.shutil.rmtree = build_site.shutil.rmtree, lambda path, **_:"
        "(remove(path), stage.mkdir(), (stage / 'late').touch());"
        "build_site.sweep(parent); assert (stage / 'late').exists();"
        "build_site.shutil.rmtree = remove; build_site.sweep(parent)"
    )
    subprocess.run(
        [sys.executable, "-X", "utf8", "-B", "-c", run, tmp_path], cwd=ROOT, check=True
    )
    assert not stage.exists()


@pytest.mark.parametrize("fault", ["example_raises", "cell_raises", "unknown_label"])
def test_failing_twice_then_reverting(
    built: Path, small_project: Path, fault: str
) -> None:
    name, *_ = FAULTS[fault]
    plant(small_project, fault)
    first, second = assert_refused(small_project), assert_refused(small_project)
    problems = [
        output.rpartition("빌드하지 못했습니다")[2] for output in (first, second)
    ]
    assert problems[0] == problems[1]
    shutil.copy2(built / name, small_project / name)
    assert build(small_project)[0] == 0
    assert sums(small_project) == sums(built)


def test_disk_full_while_building(small_project: Path) -> None:
    # 글꼴의 원본까지 복사한 뒤부터 큰 파일을 쓰지 못하게 합니다.
    # 띄워 둔 Sphinx도 그렇게 합니다.
    run = (
        "import resource, sys; sys.path.insert(0, 'tools'); import build_site, psutil;"
        "copy, limit = build_site.copy_inputs, (resource.RLIMIT_FSIZE, (50_000,) * 2);"
        "me = psutil.Process(); build_site.copy_inputs = lambda to: (copy(to), "
        "[resource.prlimit(each.pid, *limit) for each in (me, *me.children())]);"
        "sys.exit(build_site.main())"
    )
    forget(small_project)
    # -B가 없으면 build_site를 부르는 -c가 __pycache__를 남깁니다.
    output = assert_refused(small_project, "-B", "-c", run)
    assert re.search("  - .*파일이 한계보다 큽니다.*\n.*File too large", output)


def test_disk_full_while_publishing(small_project: Path) -> None:
    full = "raise OSError(28, 'No space left on device', str(release))\n        "
    edit(small_project / "tools/build_site.py", "os.sync()", full + "os.sync()")
    output = assert_refused(small_project)
    assert re.search("  - .*No space left on device.*남은 자리", output)


@pytest.mark.parametrize(
    ("folder", "message"),
    [("kf 폴더", "빈칸이나 기호가"), ("k" * 80, "이름이 너무 깁니다")],
    ids=["space", "long"],
)
def test_temporary_folder(
    small_project: Path, tmp_path: Path, folder: str, message: str
) -> None:
    (tmp_path / folder).mkdir()
    place = {"TMPDIR": str(tmp_path / folder)}
    forget(small_project)
    assert message in assert_refused(small_project, environment=place)


def test_output_folder_that_cannot_be_written(small_project: Path) -> None:
    command = ("tools/build_site.py", "--output", "conf.py/site")
    assert re.search(
        "  - .*conf.py/site: .*권한", assert_refused(small_project, *command)
    )


def test_missing_packages_are_refused_in_one_line(small_project: Path) -> None:
    output = assert_refused(small_project, "-S", "tools/build_site.py")
    assert re.fullmatch(r"\w+ 패키지가 없습니다\. nox -s docs로 빌드하세요\.\n", output)


def test_killed_while_publishing(small_project: Path) -> None:
    tool = small_project / "tools/build_site.py"
    last_step = "    link.replace(published)\n"
    edit(tool, last_step, "    signal.raise_signal(signal.SIGKILL)\n" + last_step)
    before = snapshot(small_project)
    assert build(small_project)[0] == -signal.SIGKILL
    # 새 판이 옆에 더해졌을 뿐입니다.
    assert before.items() <= snapshot(small_project).items()
    shutil.copy2(ROOT / "tools/build_site.py", tool)
    assert build(small_project)[0] == 0
    assert len(list((small_project / "_build/releases").iterdir())) == 1
