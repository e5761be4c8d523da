"""내려받을 파일의 검사기가 문제를 놓치지 않는지, 문제를 하나씩 심어 봅니다."""

from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from check_downloads import download_problems

XHTML = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><body><p id="top">글</p>'
    '<a href="gallery/1_small_plot.xhtml#top">예제</a><img src="a.svg" alt="그림"/>'
    '<a href="https://example.org/">사이트</a></body></html>'
)
BACK = XHTML.replace("gallery/1_small_plot", "../1_small").replace("a.svg", "../a.svg")
OPF = """<package xmlns="http://www.idpf.org/2007/opf"><manifest>
<item id="a" href="1_small.xhtml"/><item id="b" href="gallery/1_small_plot.xhtml"/>
</manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>"""
BOOK = {
    "mimetype": "application/epub+zip",
    "content.opf": OPF,
    "1_small.xhtml": XHTML,
    "gallery/1_small_plot.xhtml": BACK,
    "a.svg": "<svg></svg>",
}
COPY = {
    "site/index.html": '<a href="a/b.html#c">글</a><a href="https://example.org/">밖</a>',
    "site/a/b.html": '<a href="../index.html">글</a>',
}
# 문제: (고칠 파일, 바꿀 글, 바꾼 글)
BOOK_PROBLEMS = {
    "mimetype으로 시작하지 않습니다": ("mimetype", "epub", "pdf"),
    "1_small.xhtml: XML이 아닙니다": ("1_small.xhtml", "</p>", ""),
    "a.svg: XML이 아닙니다": ("a.svg", "</svg>", ""),
    "1_small.xhtml: 읽는 차례에 없습니다": ("content.opf", '<itemref idref="a"/>', ""),
    "<script>이 있습니다": ("1_small.xhtml", "<body>", "<body><script/>"),
    "<button>이 있습니다": ("1_small.xhtml", "<body>", "<body><button/>"),
    "끊어진 링크: none.svg": ("1_small.xhtml", "a.svg", "none.svg"),
    "끊어진 링크: https://example.org/a.svg": (
        *("1_small.xhtml", "a.svg", "https://example.org/a.svg"),
    ),
    "없는 앵커: ../1_small.xhtml#none": ("gallery/1_small_plot.xhtml", "#top", "#none"),
    "1_small.xhtml: 빌드한 컴퓨터의 경로": ("1_small.xhtml", "글", "/home/me/x"),
}
COPY_PROBLEMS = {
    "끊어진 링크: a/none.html": ("site/index.html", "a/b.html", "a/none.html"),
    "끊어진 링크: ../none.html": ("site/a/b.html", "index.html", "none.html"),
    "빌드한 컴퓨터의 경로": ("site/a/b.html", "글", "/home/me/x"),
}


@pytest.fixture
def source(tmp_path):
    for name in ("docs/1_small.md", "docs/search.md", "examples/1_small_plot.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "docs/search.md").write_text("---\norphan: true\n---\n글\n")
    (tmp_path / "downloads").mkdir()
    return tmp_path


def problems_of(source, book=BOOK, copy=COPY) -> list[str]:
    for name, files in (("a.epub", book), ("a.zip", copy)):
        with ZipFile(source / "downloads" / name, "w") as archive:
            for file, text in files.items():
                archive.writestr(file, text)
    return download_problems(source / "downloads", source, ["/home/me"])


def test_good_files_have_no_problem(source):
    assert problems_of(source) == []


@pytest.mark.parametrize("problem", BOOK_PROBLEMS)
def test_problem_in_the_book_is_found(source, problem):
    name, old, new = BOOK_PROBLEMS[problem]
    found = problems_of(source, book=BOOK | {name: BOOK[name].replace(old, new)})
    assert found[0].startswith("downloads/a.epub: ")
    assert problem in found[0]


@pytest.mark.parametrize("problem", COPY_PROBLEMS)
def test_problem_in_the_copy_is_found(source, problem):
    name, old, new = COPY_PROBLEMS[problem]
    (found,) = problems_of(source, copy=COPY | {name: COPY[name].replace(old, new)})
    assert found.startswith("downloads/a.zip: ")
    assert problem in found


def test_copy_without_its_first_page_is_found(source):
    (found,) = problems_of(source, copy={"site/a.html": ""})
    assert "index.html" in found


def test_compressed_media_type_is_found(source):
    problems_of(source)
    with ZipFile(source / "downloads/a.epub", "w", ZIP_DEFLATED) as archive:
        for file, text in BOOK.items():
            archive.writestr(file, text + " " * 99 * (file != "mimetype"))
    (found,) = download_problems(source / "downloads", source)
    assert "mimetype을 압축" in found


@pytest.mark.parametrize("name", ["a.epub", "a.zip"])
def test_missing_or_broken_file_is_found(source, name):
    problems_of(source)
    file = source / "downloads" / name
    file.write_bytes(file.read_bytes()[:-30])
    (found,) = download_problems(source / "downloads", source)
    assert f"{name}: 열지 못합니다" in found
    file.unlink()
    (found,) = download_problems(source / "downloads", source)
    assert f"{file.suffix}가 0개입니다" in found
