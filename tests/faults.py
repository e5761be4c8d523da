"""작은 프로젝트에 심어 볼 잘못의 목록입니다.

``FAULTS``의 값은 (파일, 바꿀 글, 바꾼 것, 오류 목록에 있을 정규식, 지키는 것)입니다.
바꿀 글이 ``None``이면 파일을 새로 씁니다. 정규식의 ``LINE``은 바꾼 줄의 번호입니다.
지키는 것은 그 잘못을 막는 코드(``GUARDS``)의 이름입니다.
``test_failing_builds.py``는 잘못이 막히는지, ``guards_taken_out.py``는
지키는 것을 모두 떼면 그 잘못이 그대로 발행되는지 봅니다.
지키는 것이 없는 잘못은 Sphinx와 확장이 스스로 멈추므로 뗄 것이 없습니다.
"""

import base64
from pathlib import Path

INDEX, PAGE, EXAMPLE = "docs/index.md", "docs/1_small.md", "examples/1_small_plot.py"
CHANGES, MOVED, LOST = "docs/changelog.md", "docs/redirects.txt", "docs/not_found.md"
PROSE, IMAGE, ALT = "글입니다.", "![점](dot.gif)", "    alt: 점 두 개를 이은 선\n"
DRAW = "import koreanize_matplotlib\nimport matplotlib.pyplot as plt\n\n"
TITLE, PRINT = 'plt.title("선")', 'print("합:", 1 + 1)'
HEADING, SUM = "작은 예제\n=========\n\n", "1_small_plot:합"
FRONT = (
    "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n"
    "  display_name: Python 3\n---\n"
)
FILES = {
    INDEX: "(home)=\n# 작은 사이트\n\n"
    "{site-file}`전자책 <downloads/keras-lectures.epub>`을 내려받습니다.\n\n"
    "```{toctree}\n:hidden:\n\n1_small\ngallery/index\nchangelog\n```\n",
    CHANGES: "(changes)=\n# 바뀐 것\n\n글\n\n"
    "(changes-two)=\n## 2026-02-02 둘째\n\n글\n\n"
    "(changes-one)=\n## 2026-01-01 첫째\n\n[강의](#small)\n",
    MOVED: "# 예전 이름과 지금 이름\ngallery/1_old gallery/1_older\n"
    "gallery/1_older gallery/1_small_plot\n",
    LOST: "---\norphan: true\n---\n\n"
    "(lost)=\n# 없는 주소\n\n[처음](#home)으로 갑니다.\n",
    PAGE: f"{FRONT}\n(small)=\n# 1 작은 강의\n\n"
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
THREAD = (
    "import threading, time; threading.Thread(target=time.sleep, args=(50,)).start()"
)
CHILD = "import subprocess; child = subprocess.Popen(['sleep', '50'])"
WRITE = (
    "import os, pathlib; rc = pathlib.Path(os.environ['MATPLOTLIBRC']); "
    "_ = rc.write_text(rc.read_text() + '#')"
)
MEMORY = "import numpy as np; len(np.ones(300_000_000))"
BIG_FILE = "import pathlib; _ = pathlib.Path('big').write_text('0' * 2_000_000)"
FLOOD = "print('가' * 200_000)"
PATH = "print('/', 'home/a', sep='')"
SCRIPT = (
    "from IPython.display import HTML, display; display(HTML('<script>1</script>'))"
)
BUTTON = (
    "from IPython.display import HTML, display; display(HTML('<button>글</button>'))"
)
HANDLER = (
    "from IPython.display import HTML, display; display(HTML('<b onclick=1>글</b>'))"
)


def symlink(name: str, target: str):
    """``name``에 ``target``을 가리키는 심볼릭 링크를 만드는 함수."""

    def make(project: Path) -> None:
        (project / name).symlink_to(target)

    return make


# 지키는 것: 떼려면 파일에서 이 글을 이것으로 바꿉니다.
GUARDS = {
    "warnings_fail": (
        "tools/build_site.py",
        'STRICT = ("--fail-on-warning",)',
        "STRICT = ()",
    ),
    "receipt": (
        "tools/build_site.py",
        '        *not_executed(stage / "source", before, receipt),\n',
        "",
    ),
    "receipt_exists": (
        "tools/run_sphinx.py",
        "if receipt and not receipt.is_file():",
        "if False:",
    ),
    "site_check": (
        "tools/build_site.py",
        '*site_problems(html, stage / "source", private_paths=private),',
        "",
    ),
    "source_check": (
        "tools/build_site.py",
        "if problems := source_problems(ROOT):",
        "if problems := []:",
    ),
    "tree_check": (
        "tools/build_site.py",
        '*changed_sources(before, checksums(stage / "source")),',
        "",
    ),
    "packages": ("tools/build_site.py", "if installed != pinned:", "if False:"),
    "gallery_errors": (
        "conf.py",
        '"capture_repr": (),',
        '"capture_repr": (), "only_warn_on_example_error": True,',
    ),
    "settings": (
        "_ext/known_settings.py",
        '    app.connect("builder-inited", check_values)\n',
        "",
    ),
    "effect": (
        "_ext/known_settings.py",
        '    app.connect("env-check-consistency", check_effect)\n',
        "",
    ),
    "strict_markdown": (
        "_ext/strict_markdown.py",
        '    app.connect("source-read", check_page, priority=100)\n',
        "",
    ),
    "example_time": (
        "_ext/isolated_examples.py",
        "receiver.poll(TIME_LIMIT)",
        "receiver.poll(None)",
    ),
    "example_left": ("_ext/isolated_examples.py", "        refuse_leftovers()\n", ""),
    "page_time": ("conf.py", "nb_execution_timeout = 300", "nb_execution_timeout = -1"),
    "whole_page_time": (
        "_ext/isolated_pages.py",
        "        self.limit.start()\n",
        "",
    ),
    "page_left": (
        "_ext/isolated_pages.py",
        "\"__import__('fresh_process').refuse_leftovers()\"",
        '""',
    ),
    "flood": ("_ext/fresh_process.py", "if len(output) > OUTPUT_LIMIT:", "if False:"),
    "memory": (
        "_ext/fresh_process.py",
        "        lower_limit(resource.RLIMIT_DATA, MEMORY_LIMIT)\n",
        "",
    ),
    "file_size": (
        "_ext/fresh_process.py",
        "        lower_limit(resource.RLIMIT_FSIZE, FILE_LIMIT)\n",
        "",
    ),
    "download_check": (
        "tools/build_site.py",
        "problems = problems or [\n        *book_problems,",
        "problems = problems and [\n        *book_problems,",
    ),
    "rereading": (
        "_ext/book.py",
        '    app.connect("env-before-read-docs", refuse_reading)\n',
        "",
    ),
    "python_warnings": (
        "_ext/output_rules.py",
        'warnings.simplefilter("error")',
        'warnings.simplefilter("ignore")',
    ),
}
WARNED = ("warnings_fail",)
CHECKED = ("site_check", "download_check")
WARNED_AND_CHECKED = (*WARNED, "site_check")
EXAMPLE_FAILED = (
    *("gallery_errors", "settings", "receipt", "receipt_exists"),
    *WARNED_AND_CHECKED,
)
CELL_FAILED = ("receipt", *WARNED_AND_CHECKED)
MISTAKE = ("strict_markdown", *WARNED)

IN_EXAMPLE = r"examples/1_small_plot\.py:LINE: "
DIED = r"examples/1_small_plot\.py: 끝까지 실행되지 않고"
IN_CELL = r"docs/1_small\.md:LINE: "
IN_PAGE = r"docs/1_small\.md:LINE: WARNING: .*"
BOOK_PAGE = r"downloads/keras-lectures\.epub: 1_small\.xhtml: "
EXAMPLE_HTML, PAGE_HTML = r"gallery/1_small_plot\.html: ", r"1_small\.html: "
LAST_LIST = '"capture_repr": (),'

EXAMPLE_FAULTS = {
    "example_raises": (
        *(EXAMPLE, PRINT, "raise OSError('고장')", IN_EXAMPLE + "OSError: 고장"),
        EXAMPLE_FAILED,
    ),
    "example_syntax_error": (
        *(EXAMPLE, PRINT, "x = (", IN_EXAMPLE + "Python 코드가 아닙니다"),
        ("source_check", *EXAMPLE_FAILED),
    ),
    "example_asks": (
        *(EXAMPLE, PRINT, "input()", IN_EXAMPLE + r".*Cannot use input\(\)"),
        EXAMPLE_FAILED,
    ),
    "example_warns": (
        *(EXAMPLE, PRINT, f"{WARN}\n{PRINT}", IN_EXAMPLE + "UserWarning: 낡음"),
        ("python_warnings",),
    ),
    "example_draws_missing_glyph": (
        *(EXAMPLE, TITLE, "plt.title('\N{GRINNING FACE}')"),
        r"examples/1_small_plot\.py.*Glyph .* missing from font",
        ("python_warnings",),
    ),
    "example_exits": (EXAMPLE, PRINT, "import sys; sys.exit(0)", DIED, ()),
    "example_ends_process": (
        *(EXAMPLE, PRINT, "import os; os._exit(0)", DIED),
        (),
    ),
    "example_crashes": (
        *(EXAMPLE, PRINT, "import ctypes; ctypes.string_at(0)", DIED),
        (),
    ),
    "example_is_killed": (
        *(EXAMPLE, PRINT, "import os; os.kill(os.getpid(), 9)", DIED),
        (),
    ),
    "example_never_ends": (
        *(EXAMPLE, PRINT, f"{SLEEP}\n{PRINT}", rf"{EXAMPLE}: 20초 안에"),
        ("example_time",),
    ),
    "example_takes_memory": (
        *(EXAMPLE, PRINT, f"{MEMORY}\n{PRINT}", IN_EXAMPLE + ".*MemoryError"),
        ("memory",),
    ),
    "example_writes_big_file": (
        *(EXAMPLE, PRINT, f"{BIG_FILE}\n{PRINT}", IN_EXAMPLE + "OSError: .*too large"),
        ("file_size",),
    ),
    "example_leaves_thread": (
        *(EXAMPLE, PRINT, f"{THREAD}\n{PRINT}", rf"{EXAMPLE}: 끝나지 않은 .*Thread-"),
        ("example_left",),
    ),
    "example_leaves_process": (
        *(EXAMPLE, PRINT, f"{CHILD}\n{PRINT}", rf"{EXAMPLE}: 끝나지 않은 .*sleep"),
        ("example_left",),
    ),
    "example_prints_too_much": (
        *(EXAMPLE, PRINT, f"{FLOOD}\n{PRINT}", rf"{EXAMPLE}: 출력이 .*자입니다"),
        ("flood",),
    ),
    "example_writes_source": (
        *(
            EXAMPLE,
            PRINT,
            f"{WRITE}\n{PRINT}",
            "matplotlibrc: 빌드하는 동안 바뀌었습니다",
        ),
        ("tree_check",),
    ),
    "example_prints_address": (
        *(EXAMPLE, PRINT, f"print(object())\n{PRINT}", EXAMPLE_HTML + "객체의 주소"),
        ("site_check",),
    ),
    "example_prints_path": (
        *(EXAMPLE, PRINT, f"{PATH}\n{PRINT}", EXAMPLE_HTML + "절대 경로"),
        ("site_check",),
    ),
    "example_prints_control_characters": (
        *(EXAMPLE, PRINT, f"print('1\\x082')\n{PRINT}", EXAMPLE_HTML + "제어 문자"),
        ("site_check",),
    ),
    "example_prints_log": (
        EXAMPLE,
        PRINT,
        f"print('I0000 00:00:1 a.cc')\n{PRINT}",
        EXAMPLE_HTML + "로그 줄",
        ("site_check",),
    ),
    "example_without_docstring": (
        *(EXAMPLE, f'"""\n{HEADING}선 하나를 그립니다.\n"""\n', ""),
        r"1_small_plot\.py.*docstring|docstring.*1_small_plot\.py",
        (),
    ),
    "example_without_title": (
        *(EXAMPLE, HEADING, "", r"1_small_plot.*(제목|title)"),
        (),
    ),
    "example_without_lecture": (
        *("examples/9_none.py", None, FILES[EXAMPLE]),
        r"examples/9_none\.py의 강의가 없습니다",
        (),
    ),
}
CELL_FAULTS = {
    "cell_raises": (
        *(PAGE, PRINT, "raise OSError('고장')", IN_CELL + "OSError: 고장"),
        CELL_FAILED,
    ),
    "cell_asks": (PAGE, PRINT, "input()", IN_CELL + "StdinNotImpl", CELL_FAILED),
    "cell_warns": (
        *(PAGE, PRINT, WARN, IN_CELL + "UserWarning: 낡음"),
        ("python_warnings",),
    ),
    "cell_draws_missing_glyph": (
        *(PAGE, TITLE, "plt.title('\N{GRINNING FACE}')"),
        r"1_small\.(md|html):.*Glyph .* missing from font",
        ("python_warnings",),
    ),
    "cell_exits": (
        *(PAGE, PRINT, "import sys; sys.exit(0)", r"docs/1_small\.md.*SystemExit"),
        CELL_FAILED,
    ),
    "cell_ends_kernel": (
        *(PAGE, PRINT, "import os; os._exit(0)"),
        r"docs/1_small\.md: 끝까지 실행되지 않고",
        (),
    ),
    "cell_never_ends": (
        *(PAGE, PRINT, SLEEP, r"docs/1_small\.md.*CellTimeoutError"),
        ("page_time",),
    ),
    "page_never_ends": (
        *(PAGE, PRINT, SLEEP, r"docs/1_small\.md: 끝까지 .* 20초 안에 끝나게"),
        ("whole_page_time",),
    ),
    "cell_takes_memory": (PAGE, PRINT, MEMORY, IN_CELL + ".*MemoryError", ("memory",)),
    "cell_writes_big_file": (
        *(PAGE, PRINT, BIG_FILE, IN_CELL + "OSError: .*too large"),
        ("file_size",),
    ),
    "cell_leaves_thread": (
        *(PAGE, PRINT, THREAD, r"docs/1_small\.md.*끝나지 않은 .*Thread-"),
        ("page_left",),
    ),
    "cell_leaves_process": (
        *(PAGE, PRINT, CHILD, r"docs/1_small\.md.*끝나지 않은 .*sleep"),
        ("page_left",),
    ),
    "cell_prints_too_much": (
        *(PAGE, PRINT, FLOOD, r"docs/1_small\.md: 출력이 .*자입니다"),
        ("flood",),
    ),
    "cell_writes_source": (
        *(PAGE, PRINT, WRITE, "matplotlibrc: 빌드하는 동안 바뀌었습니다"),
        ("tree_check",),
    ),
    "cell_prints_folder": (
        *(
            PAGE,
            PRINT,
            "import os; print(os.getcwd())",
            PAGE_HTML + "(절대 경로|빌드한)",
        ),
        ("site_check",),
    ),
    "cell_shows_script": (
        *(PAGE, PRINT, SCRIPT, PAGE_HTML + "실행될 수 있는 태그"),
        CHECKED,
    ),
    "cell_shows_handler": (
        *(PAGE, PRINT, HANDLER, PAGE_HTML + "실행될 수 있는 속성"),
        ("site_check",),
    ),
    "cell_shows_button": (
        *(PAGE, PRINT, BUTTON, BOOK_PAGE + "전자책에서 쓸 수 없는 <button>"),
        ("download_check",),
    ),
    "cell_without_alt": (
        *(PAGE, ALT, "    width: 9%\n", r"docs/1_small\.md.*\(alt\)"),
        WARNED,
    ),
    "unclosed_cell": (
        *(PAGE, "\n```\n\n(small-end)=", "\n(small-end)="),
        r"docs/1_small\.md.*Python 코드가 아닙니다",
        ("strict_markdown", *CELL_FAILED),
    ),
    "expected_error_missing": (
        *(PAGE, f"python3\n{PRINT}", f"python3\n:tags: [raises-exception]\n\n{PRINT}"),
        r"docs/1_small\.md:\d+: .*오류를 내지 않았습니다",
        WARNED,
    ),
}
PAGE_FAULTS = {
    "explorable_without_script": (
        *(PAGE, PRINT, MOVE.format("none")),
        r"docs/1_small\.md:\d+: .*none\.js가 없습니다",
        WARNED,
    ),
    "explorable_without_figure": (
        *(PAGE, PRINT, MOVE.format("dropout_mask")),
        r"docs/1_small\.md:\d+: .*고정된 그림을 보이세요",
        WARNED,
    ),
    "wrong_encoding": (
        *(PAGE, None, FILES[PAGE].encode("cp949"), r"docs/1_small\.md:\d+: UTF-8이"),
        (),
    ),
    "example_in_wrong_encoding": (
        EXAMPLE,
        None,
        f"# coding: cp949\n{FILES[EXAMPLE]}".encode("cp949"),
        r"examples/1_small_plot\.py:\d+: UTF-8이",
        (),
    ),
    "byte_order_mark": (
        *(INDEX, None, b"\xef\xbb\xbf" + FILES[INDEX].encode()),
        r"docs/index\.md:1: .*BOM",
        ("source_check",),
    ),
    "windows_line_ends": (
        *(PAGE, None, FILES[PAGE].replace("\n", "\r\n").encode()),
        r"docs/1_small\.md:1: 줄 끝이 CRLF",
        ("source_check", "receipt"),
    ),
    "control_character": (
        *(PAGE, PROSE, "글\x08입니다.", r"docs/1_small\.md:LINE: .*U\+0008"),
        ("source_check", "site_check"),
    ),
    "zero_width_space": (
        *(PAGE, PROSE, "글\u200b입니다.", r"docs/1_small\.md:LINE: .*U\+200B"),
        ("source_check",),
    ),
    "decomposed_hangul": (
        *(PAGE, PROSE, "\u1100\u1173\u11af입니다.", r"docs/1_small\.md:LINE: .*NFD"),
        ("source_check",),
    ),
    "symlink": (
        *("docs/link.gif", None, symlink("docs/link.gif", "dot.gif")),
        r"docs/link\.gif: 심볼릭 링크",
        ("source_check",),
    ),
    "symlink_loop": (
        *("docs/loop", None, symlink("docs/loop", "..")),
        "docs/loop: 심볼릭 링크",
        (),
    ),
    "same_name_in_capitals": (
        *("docs/DOT.gif", None, GIF, r"docs/dot\.gif: 대소문자만 다른"),
        ("source_check",),
    ),
    "file_name_with_space": (
        *("docs/a dot.gif", None, GIF, r"docs/a dot\.gif: 파일 이름은"),
        ("source_check",),
    ),
    "unclosed_fence": (
        *(PAGE, PROSE, "```text\n글\n\n```text\n글\n```", IN_PAGE + "닫았습니까"),
        MISTAKE,
    ),
    "unclosed_block": (
        *(PAGE, "## 끝\n", "## 끝\n\n:::{tip}\n글\n"),
        r"docs/1_small\.md:\d+: WARNING: ::: 울타리를",
        MISTAKE,
    ),
    "unclosed_bold": (PAGE, PROSE, "**글입니다.", PAGE_HTML + "실행", ("site_check",)),
    "unclosed_code": (PAGE, PROSE, "`글입니다.", PAGE_HTML + "실행", ("site_check",)),
    "unclosed_maths": (PAGE, PROSE, "$$\nx", PAGE_HTML + "실행", ("site_check",)),
    "code_that_does_not_compile": (
        *(PAGE, PROSE, "```python\nprint(\n```"),
        r"docs/1_small\.md:\d+: WARNING: Python 코드가 아닙니다",
        MISTAKE,
    ),
    "second_title": (PAGE, "## 끝", "# 끝", IN_PAGE + "제목이 두 개", MISTAKE),
    "skipped_heading": (PAGE, "## 끝", "### 끝", IN_PAGE + "level", WARNED),
    "raw_html": (
        PAGE,
        PROSE,
        "<script>1</script>",
        IN_PAGE + "날 HTML",
        ("strict_markdown", *WARNED, *CHECKED),
    ),
    "raw_inline_html": (PAGE, PROSE, "글<b>자</b>", IN_PAGE + "날 HTML", MISTAKE),
    "raw_directive": (
        *(PAGE, PROSE, "```{raw} html\n<b>글</b>\n```", IN_PAGE + "날 HTML"),
        MISTAKE,
    ),
    "raw_in_rst": (
        *(PAGE, PROSE, "```{eval-rst}\n.. raw:: html\n\n   <b>글</b>\n```"),
        IN_PAGE + "날 HTML",
        MISTAKE,
    ),
    "include_in_example": (
        *(EXAMPLE, "# 둘을 더합니다.", "# .. include:: /etc/hostname"),
        IN_EXAMPLE + ".*include 지시문",
        (),
    ),
    "include_from_outside": (
        *(PAGE, PROSE, "```{include} /etc/hostname\n```", IN_PAGE + "저장소 밖"),
        MISTAKE,
    ),
    "code_from_outside": (
        *(PAGE, PROSE, "```{literalinclude} ../../../../../etc/hostname\n```"),
        IN_PAGE + "저장소 밖",
        MISTAKE,
    ),
    "unknown_label": (PAGE, PROSE, "{ref}`글 <none>`", IN_PAGE + "none", WARNED),
    "unknown_document": (PAGE, PROSE, "{doc}`none`", IN_PAGE + "none", WARNED),
    "unknown_anchor": (
        *(PAGE, PROSE, "[글](#none)", IN_PAGE + "none"),
        (*WARNED, *CHECKED),
    ),
    "link_to_missing_file": (
        *(PAGE, PROSE, "[글](none.md)", IN_PAGE + "none"),
        (*WARNED, *CHECKED),
    ),
    "unknown_term": (PAGE, PROSE, "{term}`없는 말`", IN_PAGE + "없는 말", WARNED),
    "unknown_role": (
        *(PAGE, PROSE, "{none}`글`", IN_PAGE + "none"),
        WARNED_AND_CHECKED,
    ),
    "unknown_directive": (
        *(PAGE, PROSE, "```{none}\n글\n```", IN_PAGE + "none"),
        WARNED,
    ),
    "unknown_language": (PAGE, PROSE, "```nosuch\n글\n```", IN_PAGE + "nosuch", WARNED),
    "broken_front_matter": (
        *(PAGE, "file_format: mystnb", "file_format: mystnb\na: ["),
        r"docs/1_small\.md",
        (),
    ),
    "duplicate_label": (
        *(INDEX, "(home)=", "(small)=", "docs/.*duplicate label.*small"),
        WARNED,
    ),
    "missing_image": (
        *(PAGE, IMAGE, "![점](none.gif)", IN_PAGE + r"none\.gif"),
        (*WARNED, *CHECKED, "rereading"),
    ),
    "image_from_another_server": (
        *(PAGE, IMAGE, "![점](https://example.org/a.gif)"),
        PAGE_HTML + "다른 서버를 부릅니다",
        CHECKED,
    ),
    "image_without_alt": (PAGE, IMAGE, "![](dot.gif)", IN_PAGE + r"\(alt\)", WARNED),
    "figure_without_alt": (PAGE, PROSE, FIGURE, IN_PAGE + r"\(alt\)", WARNED),
    "orphan_page": (
        *("docs/alone.md", None, "# 홀로\n\n글\n", r"docs/alone\.md: WARNING"),
        (*WARNED, "download_check"),
    ),
    "page_without_title": (
        *("docs/2_alone.md", None, "---\norphan: true\n---\n글\n"),
        r"docs/2_alone\.md:1: WARNING: 제목이 없습니다",
        MISTAKE,
    ),
    "missing_toctree_entry": (
        *(
            INDEX,
            "1_small\n",
            "1_small\nnone\n",
            r"docs/index\.md:\d+: WARNING: .*none",
        ),
        WARNED,
    ),
    "circular_toctree": (
        *(
            PAGE,
            PROSE,
            "```{toctree}\nindex\n```",
            r"docs/(index|1_small)\.md: .*돌고 돕니다: ",
        ),
        (),
    ),
    "value_of_unknown_script": (
        *(PAGE, SUM, "1_none:합", IN_PAGE + r"examples/1_none\.py가 없습니다"),
        WARNED,
    ),
    "value_never_printed": (
        *(PAGE, SUM, "1_small_plot:곱", IN_PAGE + r"examples/1_small_plot\.py.*'곱:'"),
        WARNED,
    ),
    "output_never_printed": (
        *(PAGE, PROSE, "```{script-output} 1_small_plot\n:containing: 곱\n```"),
        IN_PAGE + r"examples/1_small_plot\.py.*'곱'",
        WARNED,
    ),
    "claim_without_evidence": (
        *(PAGE, PROSE, "```{claims}\n1: 어떤 말이다\n```"),
        r"docs/1_small\.md:\d+: .*'1: 어떤 말이다'의 근거가 없습니다",
        WARNED,
    ),
    "evidence_without_claim": (
        *(PAGE, PRINT, f"{PRINT}\nprint('확인 7 | 조건 | True | 값')"),
        r"docs/1_small\.md.*'확인 7'의 말이 없습니다",
        WARNED,
    ),
    "evidence_without_verdict": (
        *(PAGE, PRINT, f"{PRINT}\nprint('확인 7 | 조건 | 예 | 값')"),
        r"docs/1_small\.md:\d+: .*True나 False",
        WARNED,
    ),
    "claimed_twice": (
        *(PAGE, PROSE, "```{claims}\n1: 어떤 말이다\n1: 같은 말이다\n```"),
        r"docs/1_small\.md:\d+: .*1번은 1_small에 있습니다",
        WARNED,
    ),
    "english_left": (
        *(PAGE, PROSE, ":::{admonition} Read this\n글\n:::"),
        r"1_small\.html: 번역되지 않은 글: 'Read this'",
        ("site_check",),
    ),
}
PUBLISHING_FAULTS = {
    "redirect_without_target": (
        *(MOVED, "1_old gallery/1_older", "1_old", r"redirects\.txt:LINE: .*이어야"),
        WARNED,
    ),
    "redirect_out_of_the_site": (
        *(MOVED, "gallery/1_old ", "../old ", r"redirects\.txt:LINE: .*이어야"),
        WARNED,
    ),
    "redirect_twice": (
        *(MOVED, "gallery/1_old ", "gallery/1_older ", r"txt:3: .*두 번 적었습니다"),
        WARNED,
    ),
    "redirect_from_page": (
        *(MOVED, "gallery/1_old ", "1_small ", r"redirects\.txt:LINE: .*아직 있습니다"),
        WARNED,
    ),
    "redirect_to_missing_page": (
        *(MOVED, "gallery/1_small_plot", "none", r"redirects\.txt:LINE: .*none인.*없"),
        WARNED,
    ),
    "redirect_in_circle": (
        *(MOVED, "gallery/1_small_plot", "gallery/1_old"),
        r"redirects\.txt:LINE: .*돌고 돕니다",
        WARNED,
    ),
    "change_without_date": (
        *(CHANGES, "2026-02-02 둘째", "둘째", r"changelog\.md:LINE: .*날짜로 시작"),
        WARNED,
    ),
    "change_on_no_day": (
        *(CHANGES, "2026-02-02", "2026-02-30", r"changelog\.md:LINE: .*날짜로 시작"),
        WARNED,
    ),
    "changes_out_of_order": (
        *(CHANGES, "2026-02-02", "2025-02-02", r"changelog\.md:\d+: .*위에 적으세요"),
        WARNED,
    ),
    "file_never_published": (
        *(INDEX, "keras-lectures.epub", "none.epub"),
        r"index\.html: 끊어진 링크: downloads/none\.epub",
        ("site_check",),
    ),
    "page_without_description": (
        *("_ext/social_cards.py", '"description": text, ', '"description": "", '),
        r"1_small\.html: 한국어 설명\(description\)이 없습니다",
        ("site_check",),
    ),
    "page_without_card": (
        *(
            "_ext/social_cards.py",
            "    file.write_bytes(card_of(project, title, text))\n",
            "",
        ),
        r"1_small\.html: 카드의 그림",
        ("site_check",),
    ),
    "book_without_chapter": (
        *("_ext/book.py", "return found & self.env.found_docs"),
        'return found & self.env.found_docs - {"1_small"}',
        BOOK_PAGE + "읽는 차례에 없습니다",
        ("download_check",),
    ),
    "book_read_again": (
        *("tools/build_site.py", '"plot_gallery=0", "--quiet")'),
        '"plot_gallery=0", "-D", "myst_heading_anchors=2", "--quiet")',
        "다시 읽을 페이지가 있습니다: .*1_small",
        ("rereading", "effect", "download_check"),
    ),
    "copy_without_page": (
        *("_ext/offline_copy.py", '{".buildinfo", ', '{".buildinfo", "1_small.html", '),
        r"downloads/keras-lectures\.zip: .*/index\.html: 끊어진 링크: 1_small\.html",
        ("download_check",),
    ),
}
SETTING_FAULTS = {
    "unknown_setting": (
        *("conf.py", "nb_execution_timeout =", "nb_execution_timeoutt ="),
        r"conf\.py: 없는 설정 nb_execution_timeoutt.*nb_execution_timeout입니까",
        ("effect", *WARNED),
    ),
    "unknown_gallery_setting": (
        *("conf.py", LAST_LIST, '"capture_reprr": (),', "capture_reprr"),
        (),
    ),
    "pattern_without_match": (
        *("conf.py", '"gallery/*.ipynb"]', '"gallery/none/*"]'),
        r"conf\.py: exclude_patterns의 'gallery/none/\*'",
        ("effect", *WARNED_AND_CHECKED),
    ),
    "example_never_run": (
        *("conf.py", r'"filename_pattern": r"\.py$"', '"filename_pattern": "/plot_"'),
        rf"{EXAMPLE}: 이번 빌드에서 실행하지 않았습니다|{PAGE}.*합",
        ("receipt", *WARNED_AND_CHECKED),
    ),
    "example_ignored": (
        *("conf.py", '"ignore_pattern": r"^_"', '"ignore_pattern": r"^1_"'),
        "1_small_plot",
        (),
    ),
    "pages_never_run": (
        *("conf.py", 'nb_execution_mode = "force"', 'nb_execution_mode = "off"'),
        r"conf\.py: nb_execution_mode = 'off'",
        ("settings", "receipt", *WARNED_AND_CHECKED),
    ),
    "page_never_run": (
        "conf.py",
        "nb_merge_streams = True",
        'nb_merge_streams = True\nnb_execution_excludepatterns = ["1_*"]',
        r"conf\.py: nb_execution_excludepatterns",
        ("settings", "receipt", *WARNED_AND_CHECKED),
    ),
    "warnings_hidden": (
        "conf.py",
        "nitpicky = True",
        'nitpicky = True\nsuppress_warnings = ["myst.xref_missing"]',
        r"conf\.py: suppress_warnings",
        ("settings",),
    ),
    "references_ignored": (
        "conf.py",
        "nitpicky = True",
        'nitpicky = True\nnitpick_ignore = [("myst", "none")]',
        r"conf\.py: nitpick_ignore",
        ("settings",),
    ),
    "cell_errors_allowed": (
        "conf.py",
        "nb_merge_streams = True",
        "nb_merge_streams = True\nnb_execution_allow_errors = True",
        r"conf\.py: nb_execution_allow_errors",
        ("settings",),
    ),
    "example_errors_allowed": (
        "conf.py",
        LAST_LIST,
        '"only_warn_on_example_error": True,',
        r"conf\.py: sphinx_gallery_conf\['only_warn_on_example_error'\]",
        ("settings",),
    ),
    "stderr_published": (
        "conf.py",
        'nb_output_stderr = "remove"',
        'nb_output_stderr = "show"',
        r"conf\.py: nb_output_stderr",
        ("settings",),
    ),
    "missing_extension": ("conf.py", '"myst_nb",', '"myst_nbb",', "myst_nbb", ()),
    "missing_theme": ("conf.py", '"furo"', '"furoo"', "furoo", ()),
    "missing_static_folder": (
        *("conf.py", '["_static"]', '["_none"]', "_none"),
        (),
    ),
    "missing_examples_folder": (
        *("conf.py", '"../examples"', '"../exampless"', "exampless"),
        (),
    ),
    "settings_raise": ("conf.py", "nitpicky = True", "1 / 0", "ZeroDivisionError", ()),
    "settings_end_process": (
        *("conf.py", "nitpicky = True", "import os; os._exit(0)"),
        "끝까지 가지 않고 사라졌습니다",
        (),
    ),
    "settings_syntax_error": (
        *("conf.py", "nitpicky = True", "x = ("),
        r"conf\.py:LINE: Python 코드가",
        (),
    ),
    "style_from_another_server": (
        *("_static/site.css", None, "@import url(https://example.org/a.css);\n"),
        r"_static/.*\.css: 다른 서버를",
        ("site_check",),
    ),
    "package_of_another_version": (
        *("requirements.txt", "keras==", "keras==0."),
        r"keras 0\.[\d.]+이 있어야 합니다\. 지금은 \d",
        ("packages",),
    ),
    "package_not_installed": (
        *("requirements.txt", "keras==", "kerass=="),
        r"kerass [\d.]+이 있어야 합니다\. 지금은 없음",
        ("packages",),
    ),
}
FAULTS = EXAMPLE_FAULTS | CELL_FAULTS | PAGE_FAULTS
FAULTS |= PUBLISHING_FAULTS | SETTING_FAULTS
# 기다리지 않고 시험하도록 낮춘 한계입니다.
LOWERED = {
    "example_never_ends": ("TIME_LIMIT = 600", "TIME_LIMIT = 20"),
    "page_never_ends": ("TIME_LIMIT = 600", "TIME_LIMIT = 20"),
    "example_takes_memory": ("MEMORY_LIMIT = 8 * 2**30", "MEMORY_LIMIT = 2**30"),
    "cell_takes_memory": ("MEMORY_LIMIT = 8 * 2**30", "MEMORY_LIMIT = 2**30"),
    "example_writes_big_file": ("FILE_LIMIT = 2**28", "FILE_LIMIT = 2**20"),
    "cell_writes_big_file": ("FILE_LIMIT = 2**28", "FILE_LIMIT = 2**20"),
    "cell_never_ends": ("nb_execution_timeout = 300", "nb_execution_timeout = 5"),
}
