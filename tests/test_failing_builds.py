"""원본이 하나라도 잘못되면 빌드 전체가 실패하고, 어디를 고칠지 말하는지 확인합니다.

강의 하나와 예제 하나뿐인 작은 프로젝트를 한 번 빌드해 둡니다.
시험마다 그것을 복사해 한 곳을 망가뜨리고 ``tools/build_site.py``를 실행합니다.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from faults import FAULTS, FILES, GIF, LOWERED
from filelock import FileLock

ROOT = Path(__file__).parent.parent
COPIED = (
    *("conf.py", "docutils.conf", "matplotlibrc", "tools"),
    *("requirements.txt", "requirements-build.in"),
    *("_ext", "_ipython", "_locale", "_static", "examples/GALLERY_HEADER.rst"),
)


def edit(file: Path, old: str | None, new: str | bytes) -> int:
    """``old``를 ``new``로 바꾼 줄의 번호. ``None``이면 파일을 새로 씁니다."""
    if old is None:
        file.write_bytes(new if isinstance(new, bytes) else new.encode())
        return 1
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    before, _, after = text.partition(old)
    file.write_text(before + new + after, encoding="utf-8")
    return before.count("\n") + 1


def plant(project: Path, fault: str) -> str:
    """잘못을 심고, 오류 목록에 있어야 하는 정규식을 돌려줍니다."""
    name, old, new, expected, _ = FAULTS[fault]
    if callable(new):
        new(project)
        return expected
    line = edit(project / name, old, new)
    return expected.replace("LINE", str(line))


def snapshot(project: Path) -> dict[str, object]:
    """잠금 파일을 뺀 모든 파일의 내용, 링크가 가리키는 곳, 폴더."""
    return {
        str(path.relative_to(project)): path.readlink()
        if path.is_symlink()
        else path.is_file() and path.read_bytes()
        for path in project.rglob("*")
        if path.name != "build.lock"
    }


def changes(project: Path, before: dict[str, object]) -> set[str]:
    """``before`` 뒤에 생기거나 사라지거나 달라진 파일."""
    return {name for name, _ in before.items() ^ snapshot(project).items()}


def build(
    project: Path, *command: str, stop: int | None = None, path: str = ""
) -> tuple[int, str, list[Path]]:
    """빌드의 종료 코드와 출력, 남은 임시 폴더. ``stop``은 도중에 보낼 신호입니다."""
    # 소켓의 이름은 길 수 없어 임시 폴더를 tmp_path 대신 짧은 곳에 둡니다.
    folder = tempfile.TemporaryDirectory(prefix="kf-", ignore_cleanup_errors=True)
    path = path or os.environ["PATH"]
    with folder as temporary:
        with subprocess.Popen(
            [sys.executable, *(command or ("tools/build_site.py",))],
            cwd=project,
            env=os.environ | {"PYTHONUTF8": "1", "TMPDIR": temporary, "PATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        ) as process:
            output = ""
            for line in process.stdout:
                output += re.sub(r"\x1b\[[\d;]*m", "", line)
                if stop and "generating gallery" in line:
                    process.send_signal(stop)
        left = list(Path(temporary).glob("keras-site-*"))
    return process.returncode, output, left


def assert_refused(
    project: Path, *command: str, status: int = 1, path: str = ""
) -> str:
    """빌드가 실패하고 아무 파일도 바꾸지 않았는지 보고, 출력을 돌려줍니다."""
    before = snapshot(project)
    returncode, output, left = build(project, *command, path=path)
    assert (returncode, left) == (status, []), output
    assert changes(project, before) == set()
    return output


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """잘못이 없는 작은 프로젝트를 한 번 빌드한 폴더."""
    project = tmp_path_factory.mktemp("built") / "project"
    for name in COPIED:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, project / name, ignore=ignored)
        else:
            shutil.copy2(ROOT / name, project / name)
    (project / "docs").mkdir()
    for name, text in FILES.items():
        (project / name).write_text(text, encoding="utf-8")
    (project / "docs/dot.gif").write_bytes(GIF)
    # 작은 예제는 케라스를 쓰지 않으므로 미리 불러오지 않아 빨리 끝냅니다.
    edit(
        project / "_ext/fresh_process.py",
        '*("keras", "matplotlib.pyplot", "sklearn.datasets")',
        '*("matplotlib.pyplot",)',
    )
    before = snapshot(project)
    returncode, output, left = build(project)
    assert (returncode, left) == (0, []), output
    assert (project / "_build/html/index.html").is_file()
    assert {name.split("/")[0] for name in changes(project, before)} == {"_build"}
    return project


@pytest.fixture
def small_project(built: Path, tmp_path: Path) -> Path:
    """망가뜨릴 복사본. ``_build/html``의 링크도 그대로 복사합니다."""
    return Path(shutil.copytree(built, tmp_path / "project", symlinks=True))


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_refused(small_project: Path, fault: str) -> None:
    expected = plant(small_project, fault)
    if fault in LOWERED:
        settings = ("_ext/fresh_process.py", "conf.py")
        edit(small_project / settings[fault == "cell_never_ends"], *LOWERED[fault])
    output = assert_refused(small_project)
    problems = output.rpartition("빌드하지 못했습니다")[2]
    assert re.search(expected, problems), output


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
    assert message in assert_refused(small_project, "-c", run, path=str(scripts))


def test_second_build_is_refused(small_project: Path) -> None:
    with FileLock(small_project / "_build/build.lock"):
        output = assert_refused(small_project, status=75)
    assert "다른 빌드가 진행 중입니다" in output


def test_pattern_without_match(small_project: Path) -> None:
    output = assert_refused(small_project, "tools/build_site.py", "nosuch")
    assert re.search("'nosuch'.*없습니다.* 1_small, 1_small_plot", output)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_interrupted_build(small_project: Path, name: str) -> None:
    before = snapshot(small_project)
    returncode, output, left = build(small_project, stop=getattr(signal, name))
    assert returncode != 0, output
    assert changes(small_project, before) == set()
    returncode, output, _ = build(small_project)
    assert returncode == 0, output
    assert name == "SIGKILL" or left == []  # SIGKILL을 받으면 치울 틈이 없습니다.


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
