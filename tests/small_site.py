"""강의 하나와 예제 하나뿐인 작은 프로젝트를 만들고, 망가뜨리고, 빌드합니다."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from faults import FAULTS, FILES, GIF

ROOT = Path(__file__).parent.parent
COPIED = (
    *("conf.py", "docutils.conf", "matplotlibrc", "tools"),
    *("requirements.txt", "requirements-build.in", "durations.json"),
    *("_ext", "_fonts", "_ipython", "_locale", "_static"),
    "examples/GALLERY_HEADER.rst",
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
    """잠금과 간직한 결과를 뺀 모든 파일의 내용, 링크가 가리키는 곳, 폴더."""
    return {
        str(path.relative_to(project)): path.readlink()
        if path.is_symlink()
        else path.is_file() and path.read_bytes()
        for path in project.rglob("*")
        if path.name != "build.lock" and path.parent.name != "executed"
    }


def changes(project: Path, before: dict[str, object]) -> set[str]:
    """``before`` 뒤에 생기거나 사라지거나 달라진 파일."""
    return {name for name, _ in before.items() ^ snapshot(project).items()}


def sums(project: Path) -> str:
    """발행된 사이트의 모든 파일의 SHA-256."""
    return (project / "_build/html/SHA256SUMS").read_text(encoding="utf-8")


def build(
    project: Path,
    *command: str | Path,
    stop: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> tuple[int, str, list[Path]]:
    """빌드의 종료 코드와 출력, 남은 임시 폴더.

    ``stop``은 도중에 보낼 신호이고, ``environment``는 바꿀 환경 변수입니다.
    """
    # 소켓의 이름은 길 수 없어 임시 폴더를 tmp_path 대신 짧은 곳에 둡니다.
    folder = tempfile.TemporaryDirectory(prefix="kf-", ignore_cleanup_errors=True)
    with folder as temporary:
        chosen = {
            "PYTHONUTF8": "1",
            "SOURCE_DATE_EPOCH": "1700000000",
            "TMPDIR": temporary,
        } | dict(environment or {})
        with subprocess.Popen(
            [sys.executable, *(command or ("tools/build_site.py",))],
            cwd=project,
            env=os.environ | chosen,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        ) as process:
            output = ""
            for line in process.stdout:
                output += re.sub(r"\x1b\[[\d;]*m", "", line)
                if stop and "generating gallery" in line:
                    process.send_signal(stop)
        left = list(Path(chosen["TMPDIR"]).glob("keras-site-*"))
    return process.returncode, output, left


def forget(project: Path) -> None:
    """간직한 빌드를 지워, 바뀐 것이 없어도 처음부터 빌드하게 합니다."""
    shutil.rmtree(project / "_build/kept")


def assert_refused(
    project: Path,
    *command: str | Path,
    status: int = 1,
    environment: Mapping[str, str] | None = None,
) -> str:
    """빌드가 실패하고 아무 파일도 바꾸지 않았는지 보고, 출력을 돌려줍니다."""
    before = snapshot(project)
    returncode, output, left = build(project, *command, environment=environment)
    assert (returncode, left) == (status, []), output
    assert changes(project, before) == set()
    return output


def make_project(project: Path) -> None:
    """저장소의 도구와 설정에 작은 글을 더해 ``project``에 둡니다."""
    for name in COPIED:
        copy = project / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, copy, ignore=ignored)
        else:
            shutil.copy2(ROOT / name, copy)
    (project / "docs").mkdir()
    for name, text in FILES.items():
        (project / name).write_text(text, encoding="utf-8")
    (project / "docs/dot.gif").write_bytes(GIF)
    # 작은 예제는 케라스를 쓰지 않으므로 미리 불러오지 않아 빨리 끝냅니다.
    edit(
        project / "_ext/preloaded_modules.py",
        '*("keras", "without_autotune", "matplotlib.pyplot", "sklearn.datasets")',
        '*("matplotlib.pyplot",)',
    )
