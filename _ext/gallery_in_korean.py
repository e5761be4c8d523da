"""예제 페이지에서 Sphinx-Gallery가 적은 영어 문장을 한국어로 바꿉니다.

Sphinx-Gallery에는 번역 기능이 없어 만들어진 reST를 읽을 때 고칩니다.
그러면서 예제를 설명하는 강의로 가는 링크를 더합니다.
예제의 강의는 이름으로 찾습니다. ``4_3_dropout_1_mechanism.py``의 강의는
``docs/4_3_dropout.md``입니다.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import ExtensionError

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

TITLE = re.compile(r"^\.\. _sphx_glr_.*:\n\n+.+\n={3,}$", re.MULTILINE)
NOTE = re.compile(
    r":ref:`Go to the end <(?P<label>[^>]+)>`\n"
    r" +to download the full example code\."
)
NOTEBOOK = "Download Jupyter notebook: "
SCRIPT = "Download Python source code: "
# 압축 파일에는 위의 두 파일이 그대로 들어 있어 싣지 않습니다.
ZIP = re.compile(
    r"\n    \.\. container:: sphx-glr-download sphx-glr-download-zip\n\n"
    r"      :download:`Download zipped: .*\n"
)


def translate_example(app: Sphinx, docname: str, source: list[str]) -> None:
    """예제 페이지의 원문 ``source[0]``을 고칩니다."""
    folder, _, name = docname.rpartition("/")
    if folder != "gallery" or name == "index":
        return
    text = source[0]
    if not TITLE.search(text):
        raise ExtensionError(
            f"examples/{name}.py: 제목이 없습니다. "
            "파일 맨 위의 글을 제목과 '=' 밑줄로 시작하세요."
        )
    for phrase in (NOTE, re.compile(NOTEBOOK), re.compile(SCRIPT), ZIP):
        if not phrase.search(text):
            raise ExtensionError(
                f"{docname}: 번역할 문장을 찾지 못했습니다: {phrase.pattern!r}. "
                "_ext/gallery_in_korean.py를 새 Sphinx-Gallery에 맞추세요."
            )
    lecture = lecture_of(name, Path(app.srcdir))
    text = NOTE.sub(
        rf"설명은 :doc:`/{lecture}`에 있습니다.\n"
        r"        파일은 :ref:`이 페이지의 끝 <\g<label>>`에서 내려받습니다.",
        text,
    )
    text = text.replace(NOTEBOOK, "노트북 내려받기: ")
    text = text.replace(SCRIPT, "스크립트 내려받기: ")
    source[0] = ZIP.sub("", text)


def lecture_of(example: str, docs: Path) -> str:
    """예제 이름의 앞부분이 가리키는 강의. 없으면 ``ExtensionError``를 냅니다."""
    lectures = [path.stem for path in docs.glob("*.md")]
    matching = [lecture for lecture in lectures if example.startswith(f"{lecture}_")]
    if not matching:
        raise ExtensionError(
            f"examples/{example}.py의 강의가 없습니다. "
            "예제의 이름은 강의의 파일 이름과 밑줄로 시작해야 합니다."
        )
    return max(matching, key=len)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("source-read", translate_example)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
