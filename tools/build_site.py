"""사이트를 처음부터 빌드해 검사하고, 모두 통과했을 때만 ``_build/html``을 바꿉니다.

    build_site.py                 전체를 빌드해 _build/html에 발행합니다.
    build_site.py dropout         이름에 dropout이 든 강의만 _build/lesson에 빌드합니다.
    build_site.py --preview       실행 없이 글만 _build/preview에 빌드합니다.
    build_site.py --live          고칠 때마다 미리보기를 다시 빌드해 보여 줍니다.
    build_site.py --stage FOLDER  원본을 FOLDER에 복사하기만 합니다.

원본은 임시 폴더로 복사해서 빌드하므로 저장소에는 아무것도 생기지 않습니다.
실패하면 종료 코드가 0이 아니고, 발행된 사이트는 그대로 남습니다.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from check_site import site_problems
from filelock import FileLock, Timeout

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "_build"
INPUTS = (
    *("conf.py", "docutils.conf", "matplotlibrc", "requirements.txt"),
    *("docs", "examples", "_ext", "_ipython", "_locale", "_static"),
)
NOT_EXECUTED = (
    *("-D", "sphinx_gallery_conf.plot_gallery=0", "-D", "nb_execution_mode=off"),
    *("-D", "suppress_warnings=myst-nb.lexer"),  # 커널이 없어 언어를 모릅니다.
)
MADE_BY_BUILD = ("docs/gallery/", "docs/sg_")
# 빌드의 진행과 상관없는 TensorFlow와 Jupyter의 로그입니다.
NOISE = re.compile(
    r"WARNING: All log messages before absl|[IWE]\d{4} [\d:.]+ |To enable the following"
    r"|\[IPKernelApp\]|# .* INFO traitlets|myst(-nb)? v[\d.]+: |Using jupyter-cache"
    r"|copying |Writing evaluated template|\d{4}-\d\d-\d\d .*tensorflow/"
)

ANSI = re.compile(r"\x1b\[[\d;]*m")
CELL_FAILED = re.compile(r"(docs/\S+\.md): WARNING: Executing notebook failed")
ERROR = re.compile(
    r"(?!.*CellExecutionError)[\w.]*(Error|Exception|Warning|Interrupt)(:|$)"
)


class BuildError(Exception):
    """빌드를 멈춘 까닭. 한 줄에 하나씩 적은 목록을 받습니다."""


def main() -> int:
    parser = argparse.ArgumentParser(description="사이트를 빌드합니다.")
    parser.add_argument(
        "pattern", nargs="?", default="", help="이 글자가 든 강의만 빌드합니다."
    )
    parser.add_argument("--preview", action="store_true", help="실행하지 않습니다.")
    parser.add_argument("--live", action="store_true", help="고칠 때마다 빌드합니다.")
    parser.add_argument("--stage", type=Path, help="원본을 복사하기만 합니다.")
    options = parser.parse_args()
    if options.stage:
        copy_inputs(options.stage, options.pattern)
        return 0
    BUILD.mkdir(exist_ok=True)
    # 밖에서 끝내도 Ctrl+C처럼 임시 폴더와 자식 프로세스를 치우고 끝냅니다.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with FileLock(BUILD / "build.lock", timeout=0):
            if options.live:
                serve_live(BUILD / "live", options.pattern)
            elif options.preview:
                build_partly(BUILD / "preview", "")
            elif options.pattern:
                build_partly(BUILD / "lesson", options.pattern)
            else:
                build_and_publish()
    except Timeout:
        print(
            "다른 빌드가 진행 중입니다. 그 빌드가 끝난 뒤 다시 실행하세요.",
            file=sys.stderr,
        )
        return 75
    except KeyboardInterrupt:
        print("\n빌드를 그만둡니다. 발행된 사이트는 그대로입니다.", file=sys.stderr)
        return 130
    except BuildError as error:
        print("\n빌드하지 못했습니다. 발행된 사이트는 그대로입니다.", file=sys.stderr)
        for problem in error.args:
            print(f"  - {problem}", file=sys.stderr)
        return 1
    return 0


def build_and_publish() -> None:
    """전체를 빌드하고 검사해 ``_build/html``과 한 번에 바꿉니다."""
    started = time.monotonic()
    require_graph_engine()
    with tempfile.TemporaryDirectory(prefix="keras-site-") as temporary:
        stage = Path(temporary).resolve()
        copy_inputs(stage / "source")
        html = stage / "html"
        run_sphinx(stage, html, "--fresh-env", "--write-all", "--fail-on-warning")
        problems = site_problems(
            html, stage / "source", private_paths=(str(stage), str(ROOT))
        )
        if problems:
            raise BuildError(*problems)
        publish(html)
    pages = len(list((BUILD / "html").rglob("*.html")))
    seconds = time.monotonic() - started
    print(f"\n_build/html에 {pages}쪽을 발행했습니다. ({seconds:.0f}초)")


def build_partly(target: Path, pattern: str) -> None:
    """저자가 미리 볼 사이트를 ``target``에 빌드합니다. 경고는 참습니다.

    ``pattern``과 맞는 강의만 실행합니다. 비어 있으면 모든 강의를 실행 없이 빌드합니다.
    """
    copy_inputs(target / "source", pattern)
    shutil.rmtree(target / "source/docs/gallery", ignore_errors=True)
    run_sphinx(target, target / "html", *(() if pattern else NOT_EXECUTED))
    print(f"\n{(target / 'html' / 'index.html').relative_to(ROOT)}을 여세요.")


def serve_live(target: Path, pattern: str) -> None:
    """원본이 바뀔 때마다 ``build_partly``처럼 다시 빌드해 브라우저에 보여 줍니다."""
    source = target / "source"
    copy_inputs(source, pattern)
    restage = [sys.executable, __file__, pattern, "--stage", str(source)]
    watched = [option for name in INPUTS for option in ("--watch", str(ROOT / name))]
    command = (
        *(sys.executable, "-m", "sphinx_autobuild", "--open-browser", "--port", "0"),
        *("--pre-build", shlex.join(restage), *watched, "--ignore", str(BUILD)),
        *("--conf-dir", source, *(() if pattern else NOT_EXECUTED)),
        *(source / "docs", target / "html"),
    )
    with suppress(KeyboardInterrupt):
        subprocess.run(command, env=build_environment(target), check=False)


def copy_inputs(target: Path, pattern: str = "") -> None:
    """빌드에 쓰는 파일을 ``target``에 복사하고, 원본에서 사라진 것은 지웁니다.

    ``pattern``을 주면 이름에 그 글자가 든 강의와 그 강의의 예제만 복사합니다.
    맞는 강의가 없으면 ``BuildError``를 냅니다.
    """
    skipped = other_lessons(pattern)
    wanted = {
        path.relative_to(ROOT)
        for name in INPUTS
        for path in [ROOT / name, *(ROOT / name).rglob("*")]
        if path.is_file() and "__pycache__" not in path.parts and path not in skipped
    }
    for name in wanted:
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.exists() or copy.read_bytes() != (ROOT / name).read_bytes():
            shutil.copy2(ROOT / name, copy)
    for copy in [path for path in target.rglob("*") if path.is_file()]:
        name = copy.relative_to(target)
        if name not in wanted and not name.as_posix().startswith(MADE_BY_BUILD):
            copy.unlink()


def other_lessons(pattern: str) -> set[Path]:
    """``pattern``과 맞지 않는 강의와 예제의 파일. 빈 글자는 모두와 맞습니다."""
    lectures = [path.stem for path in ROOT.glob("docs/[0-9]*.md")]
    files = {*ROOT.glob("docs/[0-9]*.md"), *ROOT.glob("examples/[0-9]*.py")}
    matching = [path.stem for path in files if pattern in path.stem]
    kept = tuple(
        lecture
        for lecture in lectures
        if any(name == lecture or name.startswith(f"{lecture}_") for name in matching)
    )
    if pattern and not kept:
        names = ", ".join(sorted(path.stem for path in files))
        raise BuildError(
            f"이름에 '{pattern}'이 든 강의나 예제가 없습니다. 있는 이름: {names}"
        )
    if not pattern:
        return set()
    return {path for path in files if not path.stem.startswith(kept)}


def run_sphinx(stage: Path, html: Path, *options: str) -> None:
    """``stage/source``를 ``html``에 빌드합니다. 실패하면 ``BuildError``를 냅니다."""
    source = stage / "source"
    command = (
        *(sys.executable, "-m", "sphinx", "--builder", "html", "--nitpicky"),
        *("--keep-going", "--conf-dir", source, "--doctree-dir", stage / "doctrees"),
        *(*options, source / "docs", html),
    )
    process = subprocess.Popen(
        command,
        cwd=source,
        env=build_environment(stage),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,  # 실패하면 커널과 예제까지 한꺼번에 끝냅니다.
    )
    log = []
    try:
        for line in process.stdout:
            if not NOISE.match(line):
                log.append(ANSI.sub("", line).replace(f"{source}/", ""))
                print(log[-1], end="", flush=True)
        status = process.wait()
    finally:
        stop_group(process.pid)
    if status != 0:
        problems = places_to_fix(log, source)
        raise BuildError(*problems[:20], f"sphinx-build의 종료 코드 {status}")
    last_written = html / "_static" / "search" / "index.js"
    if not (html / "index.html").is_file() or not last_written.is_file():
        raise BuildError("sphinx-build가 끝까지 가지 않고 성공했다고 말했습니다.")


def places_to_fix(log: list[str], source: Path) -> list[str]:
    """Sphinx의 기록에서 ``파일:줄: 까닭`` 꼴로 고칠 곳을 뽑습니다."""
    problems, page, place = [], "", ""
    for line in map(str.strip, log):
        if failed := re.match(CELL_FAILED, line):
            page = place = failed[1]
        elif stopped := re.match(r"-+> \d+ (.+)", line):
            place = f"{page}:{line_number(source / page, stopped[1])}"
        elif failed := re.search(r"(examples/\S+\.py) failed leaving traceback", line):
            place = failed[1]
        elif stopped := re.search(r'File "(examples/\S+\.py)", line (\d+)', line):
            place = f"{stopped[1]}:{stopped[2]}"
        elif place and re.match(ERROR, line):
            problems.append(f"{place}: {line}")
            place = ""
        elif stopped := re.match(r"sphinx\.errors\.\w+Error: (.+)", line):
            problems.append(stopped[1])
        elif re.search(r"\b(WARNING|ERROR|CRITICAL): (?!Notebook exception)", line):
            problems.append(line)
    return list(dict.fromkeys(problems))


def line_number(page: Path, code: str) -> int:
    """강의에서 코드 한 줄이 있는 곳의 줄 번호. 찾지 못하면 1입니다."""
    lines = [line.strip() for line in page.read_text(encoding="utf-8").splitlines()]
    return lines.index(code.strip()) + 1 if code.strip() in lines else 1


def stop_group(group: int) -> None:
    """빌드가 띄운 프로세스를 모두 끝냅니다."""
    with suppress(ProcessLookupError):  # 이미 다 끝났을 수 있습니다.
        os.killpg(group, signal.SIGKILL)


def build_environment(stage: Path) -> dict[str, str]:
    """누구의 컴퓨터에서나 같은 결과가 나오게 정한 환경 변수."""
    home = stage / "home"
    home.mkdir(exist_ok=True)
    kept = ("LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "PATH": program_path(),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(stage / "source" / "_ext"),
        "SOURCE_DATE_EPOCH": source_date(),
        "IPYTHONDIR": str(stage / "source" / "_ipython"),
        "MATPLOTLIBRC": str(stage / "source" / "matplotlibrc"),
        "COLUMNS": "80",  # summary() 표의 폭
        "CUDA_VISIBLE_DEVICES": "-1",  # 그래픽 카드가 있어도 CPU로 계산합니다.
        "TF_CPP_MIN_LOG_LEVEL": "1",
        # 예제를 여러 개 함께 실행하므로 하나는 코어 하나만 씁니다.
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def source_date() -> str:
    """마지막 커밋의 시각(초). 저장소가 아니면 가장 새로운 원본의 시각을 씁니다."""
    if date := os.environ.get("SOURCE_DATE_EPOCH"):
        return date
    try:
        log = ("git", "log", "-1", "--format=%ct")
        date = subprocess.run(
            log, cwd=ROOT, capture_output=True, text=True
        ).stdout.strip()
    except OSError:
        date = ""
    newest = max(path.stat().st_mtime for path in (ROOT / "docs").rglob("*"))
    return date or str(int(newest))


def require_graph_engine() -> None:
    """``plot_model``이 쓰는 ``dot``이 그림을 그리는지 봅니다."""
    dot = shutil.which("dot", path=program_path())
    if dot is None:
        raise BuildError(
            "dot이 없습니다. nox -s docs로 빌드하거나 Graphviz를 설치하세요."
        )
    drawn = subprocess.run(
        [dot, "-Tsvg"],
        input="digraph { 입력 -> 출력 }",
        capture_output=True,
        encoding="utf-8",
    )
    if drawn.returncode != 0 or "<svg" not in drawn.stdout:
        raise BuildError(f"{dot}이 그림을 그리지 못합니다.", drawn.stderr.strip())


def program_path() -> str:
    """프로그램을 찾을 폴더의 목록. 설치한 dot이 있는 폴더가 맨 앞입니다."""
    scripts = sysconfig.get_path("scripts")
    return os.pathsep.join([scripts, os.environ.get("PATH", os.defpath)])


def publish(html: Path) -> None:
    """검사를 통과한 사이트를 ``_build/html``과 한 번에 바꿉니다.

    ``_build/html``은 심볼릭 링크입니다. 새 판을 옆에 다 복사한 뒤 링크만 바꾸므로
    중간에 멈춰도 예전 사이트가 온전히 남습니다.
    """
    releases = BUILD / "releases"
    releases.mkdir(exist_ok=True)
    release = Path(
        tempfile.mkdtemp(prefix=time.strftime("%Y%m%d-%H%M%S-"), dir=releases)
    )
    release.chmod(0o755)
    shutil.copytree(html, release, dirs_exist_ok=True)
    link, published = BUILD / "html.new", BUILD / "html"
    link.unlink(missing_ok=True)
    link.symlink_to(release.relative_to(BUILD))
    if published.is_dir() and not published.is_symlink():
        shutil.rmtree(published)
    link.replace(published)
    for old in releases.iterdir():
        if old != release:
            shutil.rmtree(old)


if __name__ == "__main__":
    sys.exit(main())
