"""어디에서 누가 빌드해도 같은 사이트가 나오는지 봅니다."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from faults import EXAMPLE, FILES, INDEX, PAGE, PRINT
from small_site import build, edit, snapshot, sums

NO_NETWORK = ("unshare", "--map-root-user", "--net")


def can_cut_network() -> bool:
    """네트워크가 없는 이름 공간을 만들 수 있는 Linux인가."""
    if not shutil.which("unshare"):
        return False
    return subprocess.run([*NO_NETWORK, "true"], capture_output=True).returncode == 0


def test_other_folder_language_and_time_give_the_same_bytes(
    built: Path, tmp_path: Path
) -> None:
    project = shutil.copytree(built, tmp_path / "한글 폴더 #1", symlinks=True)
    shutil.rmtree(project / "_build")
    for path in project.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    other = {
        **{"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "Asia/Seoul"},
        **{"HOME": "/nonexistent", "COLUMNS": "40", "TF_NUM_INTRAOP_THREADS": "2"},
        **{"MPLBACKEND": "svg", "SPHINXOPTS": "-D language=en", "PYTHONWARNINGS": "i"},
    }
    returncode, output, left = build(project, environment=other)
    assert (returncode, left) == (0, []), output
    assert sums(project) == sums(built)


def test_source_is_only_read(built: Path, tmp_path: Path) -> None:
    project = shutil.copytree(built, tmp_path / "project", symlinks=True)
    shutil.rmtree(project / "_build")
    for path in [project, *project.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = snapshot(project)
    command = ("tools/build_site.py", "--output", tmp_path / "output")
    returncode, output, _ = build(project, *command)
    assert returncode == 0, output
    assert snapshot(project) == before
    listed = (tmp_path / "output/html/SHA256SUMS").read_text(encoding="utf-8")
    assert listed == sums(built)


@pytest.mark.skipif(
    not can_cut_network(), reason="unshare를 쓸 수 있는 Linux가 아닙니다."
)
def test_no_network_is_needed(built: Path, small_project: Path) -> None:
    run = "import os, sys; os.execvp(sys.argv[1], sys.argv[1:])"
    python = shutil.which("python")
    command = ("-c", run, *NO_NETWORK, python, "tools/build_site.py")
    returncode, output, _ = build(small_project, *command)
    assert returncode == 0, output
    assert sums(small_project) == sums(built)


LEAK = """
import builtins, os, sys, warnings
import matplotlib as mpl
builtins.leaked = os.environ["LEAKED"] = "샘"
mpl.rcParams["lines.linewidth"] = 9
sys.path.append("/leaked")
warnings.simplefilter("ignore")
open("leaked.txt", "w").close()
os.chdir("/")
"""
READ = """
import builtins, os, sys, warnings
import matplotlib as mpl
from pathlib import Path
clean = [
    not hasattr(builtins, "leaked"),
    "LEAKED" not in os.environ,
    mpl.rcParams["lines.linewidth"] == 1.5,
    "/leaked" not in sys.path,
    warnings.filters[0][0] != "ignore" or warnings.filters[0][1] is not None,
    not Path("leaked.txt").exists(),
]
print("깨끗함:", clean)
"""


def test_one_example_or_page_cannot_change_another(small_project: Path) -> None:
    for name, code, title in (
        *(("a_leak", LEAK, "앞"), ("m_read", READ, "가운데"), ("z_leak", LEAK, "뒤")),
    ):
        script = FILES[EXAMPLE].replace(PRINT, code)
        (small_project / f"examples/1_small_{name}.py").write_text(script)
        page = f"{FILES[PAGE].split('(small)=')[0]}# {title}\n\n"
        page += f"```{{code-cell}} python3\n{code.strip()}\n```\n"
        (small_project / f"docs/2_{name}.md").write_text(page)
    names = "".join(f"2_{name}\n" for name in ("a_leak", "m_read", "z_leak"))
    edit(small_project / INDEX, "1_small\n", f"1_small\n{names}")
    returncode, output, _ = build(small_project)
    assert returncode == 0, output
    for page in ("2_m_read", "gallery/1_small_m_read"):
        html = (small_project / f"_build/html/{page}.html").read_text(encoding="utf-8")
        (found,) = set(re.findall(r"깨끗함: \[(.*?)\]", html))
        assert found == ", ".join(["True"] * 6)
