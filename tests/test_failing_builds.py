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
FIGURE = "gallery/images/sphx_glr_1_small_plot_001.svg"
TITLE, PRINT = 'plt.title("선")', 'print("합:", 1 + 1)'
DRAW = "import koreanize_matplotlib\nimport matplotlib.pyplot as plt\n"
PLOT = f"plt.plot([0, 1])\n{TITLE}\nplt.show()\n"
FILES = {
    INDEX: "(home)=\n# 작은 사이트\n\n"
    "```{toctree}\n:hidden:\n\n1_small\ngallery/index\n```\n",
    PAGE: "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n"
    "  display_name: Python 3\n---\n\n(small)=\n# 1 작은 강의\n\n"
    f"{PROSE}\n\n{IMAGE}\n\n예제의 합은 {{script-value}}`1_small_plot:합`입니다.\n\n"
    "```{code-cell} python3\n---\ntags: [hide-cell]\nmystnb:\n  image:\n"
    f"{ALT}---\n{DRAW}\n{PLOT}```\n\n(small-end)=\n## 끝\n\n"
    f"```{{code-cell}} python3\n{PRINT}\n```\n",
    EXAMPLE: f'"""\n작은 예제\n=========\n\n선 하나를 그립니다.\n"""\n\n{DRAW}\n{PLOT}\n'
    f"# %%\n# 더하기\n# ------\n#\n# 둘을 더합니다.\n\n{PRINT}\n",
}
GIF = base64.b64decode("R0lGODlhAQABAAAAACw=")

# 이름: (파일, 바꿀 글, 바꾼 글, 출력에 있어야 하는 정규식…). LINE은 바꾼 줄의 번호입니다.
AT_EXAMPLE = r'File "examples/1_small_plot\.py", line LINE\b'
AT_PAGE = r"docs/1_small\.md:LINE: WARNING: .*"
ON_PAGE = r"docs/1_small\.md\b.*"
FAULTS = {
    # 예제
    "example_raises": (EXAMPLE, PRINT, "raise ValueError('고장')", AT_EXAMPLE, "고장"),
    "example_warns": (
        *(EXAMPLE, PRINT, "import warnings; warnings.warn('낡음')"),
        *(AT_EXAMPLE, "UserWarning: 낡음"),
    ),
    "example_exits": (
        *(EXAMPLE, PRINT, "import sys; sys.exit(0)"),
        r"examples/1_small_plot\.py: 끝까지 실행되지 않고",
    ),
    "example_kills_its_process": (
        *(EXAMPLE, PRINT, "import os; os._exit(0)"),
        r"examples/1_small_plot\.py: 끝까지 실행되지 않고",
    ),
    "example_draws_missing_glyph": (
        *(EXAMPLE, TITLE, "plt.title('\N{SNOWMAN WITHOUT SNOW}\N{GRINNING FACE}')"),
        *(r"examples/1_small_plot\.py\b", "Glyph .* missing from font"),
    ),
    "example_prints_object_address": (
        *(EXAMPLE, PRINT, f"print(object())\n{PRINT}"),
        r"gallery/1_small_plot\.html: 객체의 주소",
    ),
    "example_prints_absolute_path": (
        *(EXAMPLE, PRINT, f"print('/home/reader/model.keras')\n{PRINT}"),
        r"gallery/1_small_plot\.html: 절대 경로",
    ),
    "example_without_docstring": (
        *(EXAMPLE, '"""\n작은 예제\n=========\n\n선 하나를 그립니다.\n"""\n', ""),
        r"1_small_plot\.py.*docstring|docstring.*1_small_plot\.py",
    ),
    "example_without_title": (
        *(EXAMPLE, "작은 예제\n=========\n\n", ""),
        r"1_small_plot.*title",
    ),
    "example_without_lecture": (
        *("examples/9_none.py", None, FILES[EXAMPLE]),
        r"examples/9_none\.py의 강의가 없습니다",
    ),
    # 강의의 칸
    "cell_raises": (PAGE, PRINT, "raise ValueError('고장')", ON_PAGE, "Error: 고장"),
    "cell_warns": (
        *(PAGE, PRINT, "import warnings; warnings.warn('낡음')"),
        *(ON_PAGE, "UserWarning: 낡음"),
    ),
    "cell_draws_missing_glyph": (
        *(PAGE, TITLE, "plt.title('\N{GRINNING FACE}')"),
        *(r"1_small\.(md|html).*", "Glyph .* missing from font"),
    ),
    "cell_figure_without_alt": (PAGE, ALT, "    width: 90%\n", ON_PAGE + "대체 텍스트"),
    # 강의의 글
    "unknown_label": (PAGE, PROSE, "{ref}`글 <none>`", AT_PAGE + "none"),
    "broken_link": (PAGE, PROSE, "[글](#none)", AT_PAGE + "none"),
    "link_to_missing_file": (PAGE, PROSE, "[글](none.md)", AT_PAGE + "none"),
    "unknown_term": (PAGE, PROSE, "{term}`없는 말`", AT_PAGE + "없는 말"),
    "unknown_role": (PAGE, PROSE, "{none}`글`", AT_PAGE + "none"),
    "duplicate_label": (
        INDEX,
        "(home)=",
        "(small)=",
        "WARNING: .*duplicate label.*small",
    ),
    "unclosed_cell": (
        PAGE,
        "\n```\n\n(small-end)=",
        "\n(small-end)=",
        ON_PAGE + "Error",
    ),
    "unclosed_fence": (PAGE, PROSE, "```python\nprint()", AT_PAGE),
    "missing_image": (PAGE, IMAGE, "![점](none.gif)", AT_PAGE + r"none\.gif"),
    "image_without_alt": (PAGE, IMAGE, "![](dot.gif)", AT_PAGE + "대체 텍스트"),
    "figure_without_alt": (
        *(PAGE, PROSE, f"```{{figure}} {FIGURE}\n글\n```"),
        AT_PAGE + "대체 텍스트",
    ),
    "value_of_unknown_script": (
        *(PAGE, "1_small_plot:합", "1_none:합"),
        AT_PAGE + r"examples/1_none\.py가 없습니다",
    ),
    "value_never_printed": (
        *(PAGE, "1_small_plot:합", "1_small_plot:곱"),
        AT_PAGE + r"examples/1_small_plot\.py.*곱:",
    ),
    "output_never_printed": (
        *(PAGE, PROSE, "```{script-output} 1_small_plot\n:containing: 곱\n```"),
        AT_PAGE + r"examples/1_small_plot\.py.*'곱'",
    ),
    "english_left": (
        *(PAGE, PROSE, ":::{admonition} Read this\n글\n:::"),
        r"1_small\.html: 번역되지 않은 글: 'Read this'",
    ),
}


def temporary_folder() -> tempfile.TemporaryDirectory:
    """빌드의 ``TMPDIR``. 소켓의 이름은 길 수 없어 ``tmp_path`` 대신 짧은 곳에 둡니다."""
    return tempfile.TemporaryDirectory(prefix="kf-", ignore_cleanup_errors=True)


def build(
    project: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess:
    """``tools/build_site.py``를 실행합니다. ``arguments``를 주면 그것을 대신 실행합니다."""
    with temporary_folder() as temporary:
        return subprocess.run(
            [sys.executable, *(arguments or ("tools/build_site.py",))],
            cwd=project,
            env=os.environ | {"PYTHONUTF8": "1", "TMPDIR": temporary} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=240,
        )


def edit(file: Path, old: str | None, new: str) -> int:
    """``old``를 ``new``로 한 번 바꾸고 그 줄의 번호를 돌려줍니다. ``None``이면 새로 씁니다."""
    text = file.read_text(encoding="utf-8") if old else ""
    before, found, after = text.partition(old) if old else ("", "", "")
    assert bool(found) == bool(old)
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


def changes(before: dict[str, object], after: dict[str, object]) -> set[str]:
    """생기거나 사라지거나 달라진 파일의 이름."""
    return {name for name, _ in before.items() ^ after.items()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """잘못이 없는 작은 프로젝트를 한 번 빌드한 폴더."""
    project = tmp_path_factory.mktemp("built") / "project"
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, project / name)
    (project / "docs").mkdir()
    for name, text in FILES.items():
        edit(project / name, None, text)
    (project / "docs/dot.gif").write_bytes(GIF)
    sources = snapshot(project)
    result = build(project)
    assert result.returncode == 0, result.stdout
    assert (project / "_build/html/index.html").is_file()
    new = changes(sources, snapshot(project))
    assert {name for name in new if not name.startswith("_build")} == set()
    return project


@pytest.fixture
def small_project(built: Path, tmp_path: Path) -> Path:
    """망가뜨릴 복사본. ``_build/html``의 링크도 그대로 복사합니다."""
    return Path(shutil.copytree(built, tmp_path / "project", symlinks=True))


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_stops_the_build(small_project: Path, fault: str) -> None:
    name, old, new, *expected = FAULTS[fault]
    line = edit(small_project / name, old, new)
    before = snapshot(small_project)
    result = build(small_project)
    assert result.returncode == 1, result.stdout
    assert changes(before, snapshot(small_project)) == set()
    for pattern in expected:
        pattern = pattern.replace("LINE", str(line))
        assert re.search(pattern, result.stdout), (pattern, result.stdout)


@pytest.mark.parametrize(
    ("source", "file", "limit", "message"),
    [
        ("_ext/isolated_examples.py", EXAMPLE, "TIME_LIMIT = ", f"{EXAMPLE}: 5초 안에"),
        ("conf.py", PAGE, "nb_execution_timeout = ", rf"{PAGE}\b.*Timeout"),
    ],
    ids=["example", "cell"],
)
def test_time_limit(
    small_project: Path, source: str, file: str, limit: str, message: str
) -> None:
    text = (small_project / source).read_text(encoding="utf-8")
    number = re.search(rf"^{limit}(\d+)", text, re.MULTILINE)
    edit(small_project / source, number[0], f"{limit}5")
    edit(small_project / file, PRINT, "import time; time.sleep(60)\n" + PRINT)
    before = snapshot(small_project)
    result = build(small_project)
    assert result.returncode == 1, result.stdout
    assert changes(before, snapshot(small_project)) == set()
    assert re.search(message, result.stdout), result.stdout


@pytest.mark.parametrize(
    ("script", "message"),
    [(None, "dot이 없습니다"), ("#!/bin/sh\nexit 3\n", "dot이 그림을 그리지 못합니다")],
    ids=["missing", "failing"],
)
def test_graph_engine(
    small_project: Path, tmp_path: Path, script: str | None, message: str
) -> None:
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    if script:
        (scripts / "dot").write_text(script, encoding="utf-8")
        (scripts / "dot").chmod(0o755)
    run = (
        "import runpy, sysconfig, sys; sys.path.insert(0, 'tools');"
        f"sysconfig.get_path = lambda name: {str(scripts)!r};"
        "runpy.run_path('tools/build_site.py', run_name='__main__')"
    )
    before = snapshot(small_project)
    result = build(small_project, "-c", run, PATH=str(scripts))
    assert (result.returncode, message in result.stdout) == (1, True), result.stdout
    assert changes(before, snapshot(small_project)) == set()


def test_second_build_is_refused(small_project: Path) -> None:
    before = snapshot(small_project)
    with FileLock(small_project / "_build/build.lock"):
        result = build(small_project)
    assert result.returncode == 75, result.stdout
    assert "다른 빌드가 진행 중입니다" in result.stdout
    assert changes(before, snapshot(small_project)) == set()


def test_pattern_without_match(small_project: Path) -> None:
    before = snapshot(small_project)
    result = build(small_project, "tools/build_site.py", "nosuch")
    assert result.returncode == 1
    assert re.search("'nosuch'.*없습니다.* 1_small, 1_small_plot", result.stdout)
    assert changes(before, snapshot(small_project)) == set()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_interrupted_build(small_project: Path, name: str) -> None:
    before = snapshot(small_project)
    with (
        temporary_folder() as temporary,
        subprocess.Popen(
            [sys.executable, "tools/build_site.py"],
            cwd=small_project,
            env=os.environ | {"PYTHONUTF8": "1", "TMPDIR": temporary},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        ) as process,
    ):
        assert any("generating gallery" in line for line in process.stdout)
        process.send_signal(getattr(signal, name))
        process.stdout.read()
        assert process.wait() != 0
        left = list(Path(temporary).glob("keras-site-*"))
    assert changes(before, snapshot(small_project)) == set()
    result = build(small_project)
    assert result.returncode == 0, result.stdout
    # SIGKILL을 받으면 임시 폴더를 치울 틈이 없습니다.
    assert name == "SIGKILL" or left == []


def test_killed_while_publishing(small_project: Path) -> None:
    tool = small_project / "tools/build_site.py"
    replace = "    link.replace(published)\n"
    edit(tool, replace, "    signal.raise_signal(signal.SIGKILL)\n" + replace)
    before = snapshot(small_project)
    result = build(small_project)
    after = snapshot(small_project)
    assert result.returncode == -signal.SIGKILL, result.stdout
    assert before.items() <= after.items()  # 새 판이 옆에 더해졌을 뿐입니다.
    shutil.copy2(ROOT / "tools/build_site.py", tool)
    result = build(small_project)
    assert result.returncode == 0, result.stdout
    assert len(list((small_project / "_build/releases").iterdir())) == 1
