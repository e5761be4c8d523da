"""빌드하기 전에 원본 파일을 검사합니다. 페이지의 글은 _ext/strict_markdown.py가 봅니다.

    python tools/check_source.py

Sphinx가 말없이 받아들이거나, 어느 파일 때문인지 말하지 않고 멈추는 것을 찾습니다.
문제를 찾으면 ``파일:줄: 까닭``을 한 줄에 하나씩 적고 종료 코드 1로 끝납니다.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
INPUTS = (
    *("conf.py", "docutils.conf", "matplotlibrc", "requirements.txt"),
    "durations.json",
    *("docs", "examples", "_ext", "_fonts", "_ipython", "_locale", "_static"),
)
BINARY = {".br", ".gif", ".ico", ".jpg", ".mo", ".png", ".ttf", ".webp", ".woff2"}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ufffd\u200b\u2028\u2029]")
INSERTION = re.compile(r"(?:# *)?\.\. (raw|include|literalinclude)::")
FILE_NAME = re.compile(r"[\w.-]+", re.ASCII)


def input_files(root: Path) -> Iterator[Path]:
    """빌드에 쓰는 파일과 심볼릭 링크. Python의 캐시는 뺍니다."""
    for name in INPUTS:
        for path in sorted([root / name, *(root / name).rglob("*")]):
            if "__pycache__" in path.parts or (path.is_dir() and not path.is_symlink()):
                continue
            if path.is_symlink() or path.is_file():
                yield path


def source_problems(root: Path) -> list[str]:
    """원본의 문제를 ``파일:줄: 까닭``의 목록으로 돌려줍니다. 없으면 빈 목록입니다."""
    problems = [
        f"{name}: 파일이나 폴더가 없습니다."
        for name in INPUTS
        if not (root / name).exists()
    ]
    names: dict[str, Path] = {}
    for path in input_files(root):
        name = path.relative_to(root)
        same = names.setdefault(name.as_posix().lower(), name)
        if same != name:
            problems.append(f"{name}: 대소문자만 다른 {same}이 있습니다.")
        if not FILE_NAME.fullmatch(path.name):
            problems.append(
                f"{name}: 파일 이름은 영문자, 숫자, 밑줄로 적으세요. 주소가 됩니다."
            )
        if path.is_symlink():
            problems.append(f"{name}: 심볼릭 링크입니다. 파일을 직접 두세요.")
        elif path.suffix not in BINARY:
            problems += [f"{name}:{problem}" for problem in text_problems(path)]
    return problems


def text_problems(path: Path) -> Iterator[str]:
    """글자로 된 파일 하나의 문제를 ``줄: 까닭``으로 하나씩 냅니다."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        yield f"{line}: UTF-8이 아닙니다. 편집기에서 UTF-8로 다시 저장하세요."
        return
    if text.startswith("\ufeff"):
        yield "1: 보이지 않는 BOM으로 시작합니다. 'BOM 없는 UTF-8'로 저장하세요."
    if b"\r" in content:
        yield "1: 줄 끝이 CRLF입니다. 편집기에서 줄 끝을 LF로 바꾸세요."
    for number, line in enumerate(text.split("\n"), start=1):
        if found := CONTROL.search(line.rstrip("\r")):
            name = f"U+{ord(found[0]):04X}"
            yield f"{number}: 보이지 않는 글자 {name}이 있습니다. 지우세요."
        if path.suffix == ".py" and (inserted := INSERTION.match(line)):
            yield f"{number}: 예제의 글에는 {inserted[1]} 지시문을 쓰지 않습니다."
        if not unicodedata.is_normalized("NFC", line):
            yield f"{number}: 한글이 자모로 풀려 있습니다(NFD). NFC로 다시 저장하세요."
    if path.suffix == ".py":
        yield from syntax_problem(text)


def syntax_problem(code: str) -> Iterator[str]:
    """Python으로 읽지 못하는 곳."""
    try:
        compile(code.removeprefix("\ufeff"), "원본", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        yield f"{line}: Python 코드가 아닙니다: {error.args[0]}"


def main() -> int:
    problems = source_problems(ROOT)
    print(*problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
