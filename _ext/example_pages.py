"""예제 페이지를 이 사이트의 모양으로 바꾸고, 내려받을 파일을 한곳에 둡니다.

Sphinx-Gallery가 영어로 적은 안내와 내려받기를 빼고, 그 자리에 ``example-bar``를 둡니다.
거기에는 강의로 가는 링크, 스크립트와 노트북, 전체 복사, Colab, 실행하는 법이 있습니다.
예제의 강의는 이름으로 찾습니다. ``4_3_dropout_1_mechanism.py``의 강의는
``docs/4_3_dropout.md``입니다.

내려받을 파일은 ``examples/``에 있어 주소가 바뀌지 않습니다.
스크립트 끝에는 필요한 패키지를 PEP 723의 꼴로 적어, ``uv run``만으로 실행됩니다.
노트북에는 Colab에 없는 패키지를 설치하는 칸을 더합니다.
"""

from __future__ import annotations

import re
import shutil
from functools import cache
from html import escape
from importlib.metadata import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from docutils import nodes
from packaging.specifiers import SpecifierSet
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

TITLE = re.compile(r"^\.\. _sphx_glr_.*:\n\n+.+\n={3,}$", re.MULTILINE)
NOTE = re.compile(
    r"^\.\. only:: html\n\n +\.\. note::\n +:class: sphx-glr-download-link-note\n\n"
    r"(?: {8}.*\n)+",
    re.MULTILINE,
)
FOOTER = re.compile(r"^\.\. _sphx_glr_download_.*", re.MULTILINE | re.DOTALL)
BAR = "\n\n.. example-bar::"
PINNED = re.compile(r"^([\w-]+)==\S+$", re.MULTILINE)
FOLDER = "examples"  # 내려받을 파일을 두는 곳
COLAB = "https://colab.research.google.com"
BRANCH = "notebooks"  # site.yml이 발행한 노트북을 올리는 가지
# Colab에 없는 패키지와, 불러오는 이름입니다.
NOT_IN_COLAB = {
    "koreanize-matplotlib": "koreanize_matplotlib",
    "keras-tuner": "keras_tuner",
}


class ExampleBar(nodes.General, nodes.Element):
    """예제의 제목 아래에서 강의와 파일을 잇는 자리."""


class ExampleBarDirective(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        return [ExampleBar()]


# -- 페이지 ---------------------------------------------------------------------


def tidy(app: Sphinx, docname: str, source: list[str]) -> None:
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
    lecture_of(name, Path(app.srcdir))  # 강의가 없으면 여기에서 멈춥니다.
    for pattern in (NOTE, FOOTER):
        if len(pattern.findall(text)) != 1:
            raise ExtensionError(
                f"{docname}: 바꿀 글을 찾지 못했습니다: {pattern.pattern!r}. "
                "_ext/example_pages.py를 새 Sphinx-Gallery에 맞추세요."
            )
        text = pattern.sub("", text)
    source[0] = TITLE.sub(lambda title: title[0] + BAR, text)


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


def fill_bar(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """자리를 HTML로 바꿉니다."""
    for place in list(doctree.findall(ExampleBar)):
        place.replace_self(nodes.raw("", bar(app, docname), format="html"))


def bar(app: Sphinx, docname: str) -> str:
    """강의, 파일, 실행하는 법을 적은 HTML. 전자책에서는 발행된 파일에 링크합니다."""
    name = docname.rpartition("/")[2]
    lecture = lecture_of(name, Path(app.srcdir))
    link = app.builder.get_relative_uri(docname, lecture)
    title = escape(app.env.titles[lecture].astext())
    explained = f'<p>이 예제는 <a href="{link}">{title}</a>에서 설명합니다.</p>'
    if app.builder.embedded:
        file = f"{app.config.html_baseurl}{FOLDER}/{name}"
        return (
            f'<div class="file-bar">{explained}<p><a href="{file}.py">스크립트</a>와 '
            f'<a href="{file}.ipynb">노트북</a>을 내려받을 수 있습니다.</p></div>'
        )
    files = f"../{FOLDER}/"
    first, *_, last = supported_pythons()
    return f"""
<div class="file-bar">
{explained}
<ul>
<li><a href="{files}{name}.py" download>스크립트 내려받기</a></li>
<li><a href="{files}{name}.ipynb" download>노트북 내려받기</a></li>
<li><button type="button" class="copy-script" data-script="{files}{name}.py" hidden>\
전체 복사</button></li>
<li>{colab_link(app, f"{FOLDER}/{name}.ipynb")}</li>
</ul>
<details>
<summary>내 컴퓨터에서 실행하기</summary>
<p><a href="https://docs.astral.sh/uv/">uv</a>가 있으면 스크립트만 내려받아 실행합니다.
필요한 패키지는 스크립트 끝에 적혀 있습니다.</p>
<div class="highlight-console"><div class="highlight"><pre>\
<span class="gp">$ </span>uv run {name}.py</pre></div></div>
<p>pip을 쓰면 <a href="{files}requirements.txt" download>requirements.txt</a>도
내려받습니다. Python {first}부터 {last}까지에서 실행됩니다.</p>
<div class="highlight-console"><div class="highlight"><pre>\
<span class="gp">$ </span>pip install -r requirements.txt
<span class="gp">$ </span>python {name}.py</pre></div></div>
</details>
</div>"""


def colab_link(app: Sphinx, notebook: str) -> str:
    """Colab에서 노트북을 여는 링크. 저장소를 모르면 독자가 노트북을 올립니다."""
    repository = app.config.site_repository
    if not repository:
        return f'<a href="{COLAB}">Colab에 올리기</a>'
    address = f"{COLAB}/github/{repository}/blob/{BRANCH}/{notebook}"
    return f'<a href="{address}">Colab에서 열기</a>'


# -- 파일 -----------------------------------------------------------------------


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """내려받을 스크립트와 노트북을 ``examples/``에 씁니다."""
    if exception or app.builder.name != "html":
        return
    requirements = Path(app.confdir, "requirements.txt")
    pins = requirements.read_text(encoding="utf-8")
    target = Path(app.outdir, FOLDER)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    shutil.copy(requirements, target)
    gallery = Path(app.srcdir, "gallery")
    for script in sorted(gallery.glob("[!_]*.py")):
        code = script.read_text(encoding="utf-8")
        (target / script.name).write_text(
            code + script_metadata(pins), encoding="utf-8"
        )
        notebook = nbformat.read(script.with_suffix(".ipynb"), as_version=4)
        for cell in colab_cells(code, pins):
            del cell["id"]  # Sphinx-Gallery가 쓰는 4.4판에는 없습니다.
            notebook.cells.insert(0, cell)
        nbformat.write(notebook, target / f"{script.stem}.ipynb")


@cache
def script_metadata(pins: str) -> str:
    """``uv run``이 읽는 주석. https://peps.python.org/pep-0723/"""
    listed = "".join(f'#     "{pin[0]}",\n' for pin in PINNED.finditer(pins))
    first, *_, last = supported_pythons()
    return (
        "\n# /// script\n"
        f'# requires-python = ">={first},<3.{int(last.removeprefix("3.")) + 1}"\n'
        f"# dependencies = [\n{listed}# ]\n# ///\n"
    )


def supported_pythons() -> list[str]:
    """TensorFlow와 케라스가 함께 지원하는 Python의 버전을 낮은 것부터."""
    allowed = SpecifierSet(metadata("keras")["Requires-Python"])
    label = "Programming Language :: Python :: 3."
    minors = [
        int(line.removeprefix(label))
        for line in metadata("tensorflow").get_all("Classifier")
        if line.startswith(label)
    ]
    return [f"3.{minor}" for minor in sorted(minors) if allowed.contains(f"3.{minor}")]


def colab_cells(code: str, pins: str) -> list[nbformat.NotebookNode]:
    """Colab에 없는 패키지를 설치하는 칸. 쓰지 않는 예제에는 없습니다."""
    missing = [
        pin[0]
        for pin in PINNED.finditer(pins)
        if re.search(rf"^import {NOT_IN_COLAB.get(pin[1])}$", code, re.MULTILINE)
    ]
    if not missing:
        return []
    source = (
        "# Colab에는 없는 패키지를 설치합니다. 다른 곳에서는 아무 일도 하지 않습니다.\n"
        'if "google.colab" in str(get_ipython()):\n'
        f"    %pip install --quiet {' '.join(missing)}"
    )
    return [new_cell("colab", "code", source)]


def new_cell(name: str, kind: str, source: str) -> nbformat.NotebookNode:
    """이름이 ``name``인 칸. 이름을 정하지 않으면 빌드마다 다릅니다.

    nbformat의 함수는 칸마다 검사합니다. 검사는 노트북을 쓸 때 한 번이면 됩니다.
    """
    cell = {"id": name, "cell_type": kind, "metadata": {}, "source": source}
    only_code = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return nbformat.from_dict(cell | only_code)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(ExampleBar)
    app.add_directive("example-bar", ExampleBarDirective)
    app.add_js_file("copy_script.js", loading_method="defer")
    app.connect("source-read", tidy)
    app.connect("doctree-resolved", fill_bar)
    app.connect("build-finished", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
