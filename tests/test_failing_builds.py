"""원본이 하나라도 잘못되면 빌드 전체가 실패하고, 어디를 고칠지 말하는지 확인합니다.

강의 하나와 예제 하나뿐인 작은 프로젝트를 한 번 빌드해 둡니다.
시험마다 그것을 복사해 한 곳을 망가뜨리고 ``tools/build_site.py``를 실행합니다.
"""

import base64
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).parent.parent
COPIED = (
    *("conf.py", "docutils.conf", "matplotlibrc", "requirements.txt", "tools"),
    *("_ext", "_ipython", "_locale", "_static", "examples/GALLERY_HEADER.rst"),
)
INDEX, PAGE, EXAMPLE = "docs/index.md", "docs/1_small.md", "examples/1_small_plot.py"
PROSE, IMAGE, ALT = "글입니다.", "![점](dot.gif)", "    alt: 점 두 개를 이은 선\n"
DRAW = "import koreanize_matplotlib\nimport matplotlib.pyplot as plt\n\n"
TITLE, PRINT = 'plt.title("선")', 'print("합:", 1 + 1)'
HEADING, SUM = "작은 예제\n=========\n\n", "1_small_plot:합"
FILES = {
    INDEX: "(home)=\n# 작은 사이트\n\n"
    "```{toctree}\n:hidden:\n\n1_small\ngallery/index\n```\n",
    PAGE: "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n"
    "  display_name: Python 3\n---\n\n(small)=\n# 1 작은 강의\n\n"
    f"{PROSE}\n\n{IMAGE}\n\n예제의 합은 {{script-value}}`{SUM}`입니다.\n\n"
    "```{code-cell} python3\n---\ntags: [hide-cell]\nmystnb:\n  image:\n"
    f"{ALT}---\n{DRAW}plt.plot([0, 1])\n{TITLE}\nplt.show()\n```\n\n"
    f"(small-end)=\n## 끝\n\n```{{code-cell}} python3\n{PRINT}\n```\n",
    EXAMPLE: f'"""\n{HEADING}선 하나를 그립니다.\n"""\n\n{DRAW}'
    f"plt.plot([0, 1])\n{TITLE}\nplt.show()\n\n"
    f"# %%\n# 더하기\n# ------\n#\n# 둘을 더합니다.\n\n{PRINT}\n",
}
GIF = base64.b64decode("R0lGODlhAQABAAAAACw=")
FIGURE = "```{figure} gallery/images/sphx_glr_1_small_plot_001.svg\n글\n```"
MOVE = (
    "from IPython.display import display\n"
    'display({{"application/vnd.explorable+json": {{"figure": "{}"}}}}, raw=True)'
)
WARN, SLEEP = "import warnings; warnings.warn('낡음')", "import time; time.sleep(60)"

IN_EXAMPLE = r"examples/1_small_plot\.py:LINE: "
EXAMPLE_DIED = r"examples/1_small_plot\.py: 끝까지 실행되지 않고"
IN_CELL = r"docs/1_small\.md:LINE: "
IN_PAGE = r"docs/1_small\.md:LINE: WARNING: .*"
# 이름: (파일, 바꿀 글, 바꾼 글, 오류 목록에 있어야 하는 정규식). LINE은 바꾼 줄입니다.
FAULTS = {
    "example_raises": (
        EXAMPLE,
        PRINT,
        "raise OSError('고장')",
        IN_EXAMPLE + "OSError: 고장",
    ),
    "example_warns": (EXAMPLE, PRINT, WARN, IN_EXAMPLE + "UserWarning: 낡음"),
    "example_exits": (EXAMPLE, PRINT, "import sys; sys.exit(0)", EXAMPLE_DIED),
    "example_kills_itself": (EXAMPLE, PRINT, "import os; os._exit(0)", EXAMPLE_DIED),
    "example_never_ends": (EXAMPLE, PRINT, SLEEP, rf"{EXAMPLE}: 5초 안에"),
    "example_draws_missing_glyph": (
        *(EXAMPLE, TITLE, "plt.title('\N{GRINNING FACE}')"),
        r"examples/1_small_plot\.py.*Glyph .* missing from font",
    ),
    "example_prints_address": (
        *(EXAMPLE, PRINT, f"print(object())\n{PRINT}"),
        r"gallery/1_small_plot\.html: 객체의 주소",
    ),
    "example_prints_path": (
        *(EXAMPLE, PRINT, f"print('/', 'home/a', sep='')\n{PRINT}"),
        r"gallery/1_small_plot\.html: 절대 경로",
    ),
    "example_without_docstring": (
        *(EXAMPLE, f'"""\n{HEADING}선 하나를 그립니다.\n"""\n', ""),
        r"1_small_plot\.py.*docstring|docstring.*1_small_plot\.py",
    ),
    "example_without_title": (EXAMPLE, HEADING, "", r"1_small_plot.*(제목|title)"),
    "example_without_lecture": (
        *("examples/9_none.py", None, FILES[EXAMPLE]),
        r"examples/9_none\.py의 강의가 없습니다",
    ),
    "cell_raises": (PAGE, PRINT, "raise OSError('고장')", IN_CELL + "OSError: 고장"),
    "cell_warns": (PAGE, PRINT, WARN, IN_CELL + "UserWarning: 낡음"),
    "cell_never_ends": (PAGE, PRINT, SLEEP, r"docs/1_small\.md.*CellTimeoutError"),
    "cell_draws_missing_glyph": (
        *(PAGE, TITLE, "plt.title('\N{GRINNING FACE}')"),
        r"1_small\.(md|html):.*Glyph .* missing from font",
    ),
    "cell_without_alt": (PAGE, ALT, "    width: 9%\n", r"docs/1_small\.md.*\(alt\)"),
    "unclosed_cell": (
        *(PAGE, "\n```\n\n(small-end)=", "\n(small-end)="),
        r"docs/1_small\.md.*SyntaxError",
    ),
    "unclosed_fence": (PAGE, PROSE, "```python\nprint()", r"docs/1_small\.md.*WARNING"),
    "unknown_label": (PAGE, PROSE, "{ref}`글 <none>`", IN_PAGE + "none"),
    "unknown_anchor": (PAGE, PROSE, "[글](#none)", IN_PAGE + "none"),
    "link_to_missing_file": (PAGE, PROSE, "[글](none.md)", IN_PAGE + "none"),
    "unknown_term": (PAGE, PROSE, "{term}`없는 말`", IN_PAGE + "없는 말"),
    "unknown_role": (PAGE, PROSE, "{none}`글`", IN_PAGE + "none"),
    "duplicate_label": (INDEX, "(home)=", "(small)=", "docs/.*duplicate label.*small"),
    "missing_image": (PAGE, IMAGE, "![점](none.gif)", IN_PAGE + r"none\.gif"),
    "image_without_alt": (PAGE, IMAGE, "![](dot.gif)", IN_PAGE + r"\(alt\)"),
    "figure_without_alt": (PAGE, PROSE, FIGURE, IN_PAGE + r"\(alt\)"),
    "value_of_unknown_script": (
        *(PAGE, SUM, "1_none:합"),
        IN_PAGE + r"examples/1_none\.py가 없습니다",
    ),
    "value_never_printed": (
        *(PAGE, SUM, "1_small_plot:곱"),
        IN_PAGE + r"examples/1_small_plot\.py.*'곱:'",
    ),
    "output_never_printed": (
        *(PAGE, PROSE, "```{script-output} 1_small_plot\n:containing: 곱\n```"),
        IN_PAGE + r"examples/1_small_plot\.py.*'곱'",
    ),
    "claim_without_evidence": (
        *(PAGE, PROSE, "```{claims}\n1: 어떤 말이다\n```"),
        r"docs/1_small\.md:\d+: .*'1: 어떤 말이다'의 근거가 없습니다",
    ),
    "evidence_without_claim": (
        *(PAGE, PRINT, f"{PRINT}\nprint('확인 7 | 조건 | True | 값')"),
        r"docs/1_small\.md.*'확인 7'의 말이 없습니다",
    ),
    "evidence_without_verdict": (
        *(PAGE, PRINT, f"{PRINT}\nprint('확인 7 | 조건 | 예 | 값')"),
        r"docs/1_small\.md:\d+: .*True나 False",
    ),
    "claimed_twice": (
        *(PAGE, PROSE, "```{claims}\n1: 어떤 말이다\n1: 같은 말이다\n```"),
        r"docs/1_small\.md:\d+: .*1번은 1_small에 있습니다",
    ),
    "expected_error_missing": (
        *(PAGE, f"python3\n{PRINT}", f"python3\n:tags: [raises-exception]\n\n{PRINT}"),
        r"docs/1_small\.md:\d+: .*오류를 내지 않았습니다",
    ),
    "explorable_without_script": (
        *(PAGE, PRINT, MOVE.format("none")),
        r"docs/1_small\.md:\d+: .*none\.js가 없습니다",
    ),
    "explorable_without_figure": (
        *(PAGE, PRINT, MOVE.format("dropout_mask")),
        r"docs/1_small\.md:\d+: .*고정된 그림을 보이세요",
    ),
    "english_left": (
        *(PAGE, PROSE, ":::{admonition} Read this\n글\n:::"),
        r"1_small\.html: 번역되지 않은 글: 'Read this'",
    ),
}
LOWERED = {
    "example_never_ends": ("_ext/isolated_examples.py", "TIME_LIMIT = 300", "5"),
    "cell_never_ends": ("conf.py", "nb_execution_timeout = 120", "5"),
}


def edit(file: Path, old: str | None, new: str) -> int:
    """``old``를 ``new``로 바꾼 줄의 번호. ``None``이면 파일을 새로 씁니다."""
    text = file.read_text(encoding="utf-8") if old else new
    assert text.count(old or new) == 1
    before, _, after = text.partition(old or new)
    file.write_text(before + new + after, encoding="utf-8")
    return before.count("\n") + 1


def snapshot(project: Path) -> dict[str, object]:
    """잠금 파일과 Python의 캐시를 뺀 모든 파일의 내용, 링크가 가리키는 곳, 폴더."""
    return {
        str(path.relative_to(project)): path.readlink()
        if path.is_symlink()
        else path.is_file() and path.read_bytes()
        for path in project.rglob("*")
        if "__pycache__" not in path.parts and path.name != "build.lock"
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
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, project / name)
    (project / "docs").mkdir()
    for name, text in FILES.items():
        (project / name).write_text(text, encoding="utf-8")
    (project / "docs/dot.gif").write_bytes(GIF)
    # 작은 예제는 케라스를 쓰지 않으므로 미리 불러오지 않아 빨리 끝냅니다.
    edit(
        project / "_ext/isolated_examples.py", 'PRELOADED = ["keras", ', "PRELOADED = ["
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
    name, old, new, expected = FAULTS[fault]
    line = edit(small_project / name, old, new)
    if fault in LOWERED:
        source, limit, seconds = LOWERED[fault]
        edit(small_project / source, limit, limit.rstrip("0123456789") + seconds)
    output = assert_refused(small_project)
    problems = output.rpartition("빌드하지 못했습니다")[2]
    assert re.search(expected.replace("LINE", str(line)), problems), output


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
