"""재는 도구가 바르게 재는지 봅니다. 시간을 견주지는 않습니다."""

import os
import subprocess
import sys
from pathlib import Path

import bare
import floor
import growth
import nbformat
import peers
import pytest
import subset
from conftest import LECTURES, ROOT
from myst_nb.core.read import read_myst_markdown_notebook
from process_tree import Measurement, measure
from rounds import Row, alternate, spread, table
from small_site import build
from sphinx_gallery.py_source_parser import split_code_and_text_blocks

PAGES = sorted(ROOT.glob("docs/*.md"))
BURN = "import time\nwhile time.process_time() < 0.5: pass"
START = "import subprocess, sys; subprocess.{}([sys.executable, '-c', {!r}])"
CHILD, ORPHAN = START.format("run", BURN), START.format("Popen", BURN)


def python(code: str) -> Measurement:
    return measure([sys.executable, "-c", code], Path.cwd(), os.environ)


@pytest.mark.parametrize(
    "code",
    [BURN, CHILD, ORPHAN, START.format("run", CHILD), START.format("run", ORPHAN)],
    ids=["itself", "child", "orphan", "grandchild", "orphan of a child"],
)
def test_cpu_of_every_descendant_is_counted_once(code):
    assert 0.5 <= python(code).cpu < 1


def test_memory_of_every_process_is_added():
    run = "import sys, time; from subprocess import PIPE, Popen; "
    hold = f"{run}held = bytearray(100 * 2**20); print(flush=True); "
    child = f"Popen([sys.executable, '-c', {f'{hold}time.sleep(99)'!r}], stdout=PIPE)"
    assert 100 <= python(f"{hold}time.sleep(1.5)").memory < 150
    ready = f"child = {child}; child.stdout.readline()"
    together = f"{run}{ready}; {hold}time.sleep(1.5); child.kill()"
    assert 200 <= python(together).memory < 300


def test_failing_command_is_not_measured_again():
    row = Row("이름", "명령", lambda number: python("print('글'); raise SystemExit(3)"))
    alternate([row], 3)
    assert (len(row.runs), row.failure) == (1, "글")


def test_rounds_are_taken_in_turn():
    order = []

    def remember(name):
        return lambda number: (
            order.append((name, number)) or Measurement(0, 1, 1, 1, "")
        )

    alternate([Row(name, "", remember(name)) for name in "가나"], 2)
    assert order == [("가", 1), ("나", 1), ("가", 2), ("나", 2)]


def row_of(name: str, *cpu: float) -> Row:
    return Row(name, "명령", None, [Measurement(0, c, 2 * c, 9, "") for c in cpu])


def test_ratio_is_taken_within_each_round():
    slower = row_of("둘", 2, 40).ratios(row_of("하나", 1, 20), "cpu")
    assert (slower, spread(slower)) == ([2, 2], "2.0 (2.0–2.0)")
    assert spread([1.24, 3, 1]) == "1.2 (1.0–3.0)"
    assert (spread([7]), spread([])) == ("7.0", "-")


def test_table_keeps_its_columns():
    lines = table(("하나", "둘"), [("가|나", "1")]).splitlines()
    assert lines == ["| 하나 | 둘 |", "| --- | --- |", "| 가\\|나 | 1 |"]


def test_failed_peer_is_shown_beside_the_others():
    ours = [row_of(f"{peers.OURS}, {time}", 1, 2) for time in peers.TIMES]
    peer = [row_of(f"도구, {time}", 3, 6) for time in peers.TIMES]
    peer[2].failure = "없는 설정입니다."
    lines = peers.tables([*ours, *peer]).splitlines()
    ratio = "3.0 (3.0–3.0) / 3.0 (3.0–3.0)"
    assert f"| 도구 | {ratio} | {ratio} | 실패: 없는 설정입니다. |" in "\n".join(lines)


def test_growing_project_builds(tmp_path):
    growth.write_lessons(tmp_path / "site", 3)
    status, output, _ = build(tmp_path / "site")
    assert status == 0, output
    pages = (tmp_path / "site/_build/html").glob("[123]_small.html")
    assert len(list(pages)) == 3


@pytest.mark.parametrize("name", LECTURES)
def test_subset_keeps_the_code_of_a_lecture(tmp_path, name):
    original = list(bare.cells((ROOT / f"docs/{name}.md").read_text(encoding="utf-8")))
    text = subset.lecture(name)
    assert list(bare.cells(text)) == original
    assert list(bare.cells(subset.edited(text, 1))) == original
    subset.write_page(text, tmp_path / "page.ipynb")
    notebook = nbformat.read(tmp_path / "page.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [
        (cell.source, bare.RAISES in cell.metadata.get("tags", [])) for cell in code
    ] == original


def test_subset_keeps_the_code_of_an_example(tmp_path):
    for script in subset.examples_of(LECTURES[0]):
        subset.write_example(script, tmp_path / "script.ipynb")
        notebook = nbformat.read(tmp_path / "script.ipynb", as_version=4)
        code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        _, blocks = split_code_and_text_blocks(script)
        assert code == [content for kind, content, _ in blocks if kind == "code"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_cells_are_those_of_myst_nb(path):
    text = path.read_text(encoding="utf-8")
    notebook = read_myst_markdown_notebook(text)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert list(bare.cells(text)) == [
        (cell.source, bare.RAISES in cell.metadata.get("tags", [])) for cell in code
    ]


@pytest.mark.parametrize(
    ("code", "status"),
    [("1 / 0", 1), (":tags: [raises-exception]\n\n1 / 0", 0), ("assert True", 0)],
)
def test_bare_run_fails_where_the_code_fails(tmp_path, code, status):
    page = tmp_path / "page.md"
    page.write_text(f"# 글\n\n```{{code-cell}} python3\n{code}\n```\n", "utf-8")
    run = [sys.executable, ROOT / "benchmarks/bare.py", page]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    assert ("실패: page.md" in done.stdout) == bool(status)
    assert [name for _, name in floor.USED.findall(done.stdout)] == ["page.md"]


def test_peer_without_a_version_has_ours():
    pins = (ROOT / "requirements-build.in").read_text(encoding="utf-8").splitlines()
    assert peers.pinned("sphinx") in pins


def test_every_peer_is_complete():
    needed = {"name", "requirements", "command", "examples", "pages"}
    assert all(needed <= set(peer) for peer in peers.peers())
    assert len({peer["command"] for peer in peers.peers()}) == len(list(peers.peers()))


def test_peer_that_did_not_execute_is_found(tmp_path, monkeypatch):
    monkeypatch.setitem(peers.PEERS, "executed", [r"합: \d"])
    page = tmp_path / "page.html"
    page.write_text('<pre>print("합:", 1 + 1)</pre>', encoding="utf-8")
    assert peers.not_executed(tmp_path) == [r"합: \d"]
    page.write_text("<pre><span>합:</span> <b>2</b></pre>", encoding="utf-8")
    assert peers.not_executed(tmp_path) == []
