"""앞의 빌드를 이어서 한 결과가 처음부터 한 것과 바이트까지 같은지 봅니다."""

import json
import os
import re
import tempfile
from pathlib import Path

import pytest
from faults import EXAMPLE, INDEX, PAGE, PRINT, PROSE, TITLE
from small_site import build, edit, forget, sums

CONTINUED = "loading pickled environment"
LEFT_ALONE = "바뀐 것이 없어"
EVIDENCE = "print('확인 1 | 조건 | True | 값')"
CLAIMS = "```{claims}\n1: 말\n```"
SECOND = f"{TITLE}\nplt.show()\nplt.plot([1, 0])"
# 무엇을 고쳐도 같아야 하는가: (파일, 원래의 글, 새 글)을 차례로 고칩니다.
EDITS = {
    "sentence": [(PAGE, PROSE, "다른 문장입니다.")],
    "title": [(PAGE, "# 1 작은 강의", "# 1 다른 강의")],
    "heading": [(PAGE, "## 끝", "## 마지막")],
    "label": [(PAGE, "(small-end)=", "(small-last)=")],
    "claim": [(PAGE, PROSE, CLAIMS), (PAGE, PRINT, EVIDENCE)],
    "page_figure": [(PAGE, TITLE, 'plt.title("다른 선")')],
    "fewer_page_figures": [(PAGE, "plt.show()\n", "plt.close()\n")],
    "link": [(PAGE, PROSE, "[처음](#home)과 [바뀐 것](#changes)")],
    "home": [(INDEX, "# 작은 사이트", "# 다른 사이트")],
    "verdicts": [(INDEX, "(home)=\n# 작은 사이트\n", "(home)=\n# 집\n\n글입니다.\n")],
    "script_prose": [(EXAMPLE, "둘을 더합니다.", "하나와 하나를 더합니다.")],
    "script_title": [(EXAMPLE, "작은 예제\n===", "다른 예제\n===")],
    "script_value": [(EXAMPLE, "1 + 1", "1 + 2")],
    "script_figure": [(EXAMPLE, TITLE, 'plt.title("다른 선")')],
    "more_script_figures": [(EXAMPLE, TITLE, SECOND)],
    "everything": [(PAGE, PROSE, "다른 글입니다."), (EXAMPLE, "1 + 1", "2 + 1")],
}


@pytest.fixture
def kept_project(small_project, monkeypatch):
    """이어서 할 빌드를 간직한 작은 프로젝트. 임시 폴더의 자리가 늘 같습니다."""
    with tempfile.TemporaryDirectory(prefix="kf-") as temporary:
        monkeypatch.setenv("KEPT_TMPDIR", temporary)
        forget(small_project)
        succeed(small_project)
        yield small_project


def same_place():
    """늘 같은 임시 폴더를 쓰는 환경 변수."""
    return {"TMPDIR": os.environ["KEPT_TMPDIR"]}


def succeed(project):
    """빌드에 성공한 출력."""
    returncode, output, left = build(project, environment=same_place())
    assert (returncode, left) == (0, []), output
    return output


def from_nothing(project):
    """처음부터 빌드한 사이트의 SHA256SUMS."""
    forget(project)
    assert CONTINUED not in succeed(project)
    return sums(project)


@pytest.mark.parametrize("name", EDITS)
def test_continued_build_gives_the_same_bytes(kept_project, name):
    for file, old, new in EDITS[name]:
        edit(kept_project / file, old, new)
    before = sums(kept_project)
    assert CONTINUED in succeed(kept_project)
    continued = sums(kept_project)
    assert continued != before
    assert continued == from_nothing(kept_project)


def test_edits_one_after_another_give_the_same_bytes(kept_project):
    for name in ("sentence", "more_script_figures", "fewer_page_figures"):
        for file, old, new in EDITS[name]:
            edit(kept_project / file, old, new)
        assert CONTINUED in succeed(kept_project)
    for file, old, new in reversed(EDITS["sentence"]):
        edit(kept_project / file, new, old)
    assert CONTINUED in succeed(kept_project)
    assert sums(kept_project) == from_nothing(kept_project)


def test_sentence_rewrites_only_its_page(kept_project):
    edit(kept_project / PAGE, "예제의 합은", "한 줄을 더합니다.\n예제의 합은")
    output = succeed(kept_project)
    assert "changelog" not in output.partition("writing output")[2]


@pytest.mark.parametrize("compiled", ["doctrees/templates", "source/_ext/__pycache__"])
def test_templates_and_extensions_are_compiled_once(kept_project, compiled):
    folder = kept_project / "_build/kept" / compiled
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    edit(kept_project / PAGE, PROSE, "다른 문장입니다.")
    succeed(kept_project)
    after = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert before
    assert after == before


def test_unchanged_project_is_left_alone(kept_project):
    published = (kept_project / "_build/html").readlink()
    output = succeed(kept_project)
    assert LEFT_ALONE in output
    assert "Running Sphinx" not in output
    assert (kept_project / "_build/html").readlink() == published


@pytest.mark.parametrize("name", ["index.html", "added.html", "SHA256SUMS", None])
def test_changed_published_site_is_built_again(kept_project, name):
    before = sums(kept_project)
    html = kept_project / "_build/html"
    if name:
        (html / name).write_text("다른 글", encoding="utf-8")
    else:
        (html / "1_small.html").unlink()
    assert LEFT_ALONE not in succeed(kept_project)
    assert sums(kept_project) == before
    assert LEFT_ALONE in succeed(kept_project)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("docs/2_new.md", None, "---\norphan: true\n---\n(new)=\n# 2 새 강의\n\n글\n"),
        ("_static/site.css", ".stamp p { margin: 0; }", ""),
        ("_ext/course.py", "개가 모두 통과했습니다.", "개가 통과했습니다."),
        ("tools/check_site.py", "MAX_PAGE_BYTES = 3_000_000", "MAX_PAGE_BYTES = 10**7"),
    ],
    ids=["page", "style", "extension", "tool"],
)
def test_anything_else_starts_from_nothing(kept_project, name, old, new):
    edit(kept_project / name, old, new)
    output = succeed(kept_project)
    assert CONTINUED not in output
    assert LEFT_ALONE not in output
    assert re.search(f"처음부터 빌드합니다. .*{name}", output)


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        ("record", "간직한 빌드가 없습니다"),
        ("page", "온전하지 않습니다"),
        ("document", "온전하지 않습니다"),
        ("missing", "온전하지 않습니다"),
        ("taken", "쓸 수 없습니다"),
    ],
)
def test_damaged_kept_build_is_not_continued(kept_project, damage, why):
    kept = kept_project / "_build/kept"
    if damage == "record":
        (kept / "build.json").write_text("{}", encoding="utf-8")
    elif damage == "page":
        edit(kept / "pages/changelog.html", "</body>", "몰래 쓴 글</body>")
    elif damage == "document":
        (kept / "doctrees/environment.pickle").write_bytes(b"cut")
    elif damage == "missing":
        (kept / "pages/changelog.html").unlink()
    else:
        taken = Path(json.loads((kept / "build.json").read_text())["stage"])
        taken.mkdir()
    edit(kept_project / PAGE, PROSE, "다른 문장입니다.")
    returncode, output, _ = build(kept_project, environment=same_place())
    assert (returncode, CONTINUED in output) == (0, False), output
    assert re.search(f"처음부터 빌드합니다. .*{why}", output)
    if damage == "taken":
        taken.rmdir()  # 남의 폴더는 그대로 둡니다.
    continued = sums(kept_project)
    assert continued == from_nothing(kept_project)


def test_failed_build_keeps_what_the_next_one_continues(kept_project):
    line = edit(kept_project / PAGE, PROSE, "{ref}`글 <none>`")
    returncode, output, _ = build(kept_project, environment=same_place())
    assert returncode == 1
    assert f"{PAGE}:{line}" in output
    edit(kept_project / PAGE, "{ref}`글 <none>`", "고친 문장입니다.")
    assert CONTINUED in succeed(kept_project)
    assert sums(kept_project) == from_nothing(kept_project)


def test_sphinx_does_not_import_what_only_examples_use(small_project):
    """오래 걸리는 모듈은 예제와 강의의 프로세스만 부릅니다."""
    told = (
        "\n\ndef setup(app):\n"
        "    heavy = ('matplotlib', 'tensorflow', 'fontTools.subset')\n"
        "    app.connect('build-finished', lambda *_: print('부른 것:', "
        "[name for name in heavy if name in sys.modules]))\n"
    )
    conf = small_project / "conf.py"
    conf.write_text(conf.read_text(encoding="utf-8") + told, encoding="utf-8")
    returncode, output, _ = build(small_project)
    assert returncode == 0, output
    assert output.count("부른 것: []") == 2  # HTML과 전자책
