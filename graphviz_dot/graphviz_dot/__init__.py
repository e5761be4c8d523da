"""시스템 Graphviz 없이 동작하는 `dot` 명령입니다.

PATH에 진짜 `dot`이 있으면 배치를 맡기고, 없으면 함께 실린 Graphviz
(WebAssembly, viz-global.js)를 V8(mini-racer)에서 실행합니다.
PNG는 어느 쪽이든 SVG를 resvg와 나눔고딕으로 그려서 만듭니다.
"""

import argparse
import json
import locale
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

BUNDLED_VERSION = "dot - graphviz version 16.1.0 (viz-js 3.31.0)"
# pyenv처럼 이 명령을 감싼 실행 파일이 서로를 끝없이 부르지 않게 합니다.
NO_SYSTEM_DOT = "GRAPHVIZ_DOT_NO_SYSTEM"
# viz-global.js가 찾지만 V8에는 없는 브라우저 객체입니다.
BROWSER_STUBS = """
globalThis.location = {href: "file:///viz-global.js"};
globalThis.crypto = {getRandomValues: (array) => array.fill(1)};
globalThis.TextDecoder = class {
  decode(bytes) {
    const hex = Array.from(bytes, (b) => "%" + b.toString(16).padStart(2, "0"));
    return decodeURIComponent(hex.join(""));
  }
};
"""
# 문자열, HTML 레이블, 주석은 통째로 지나치고 따옴표 없는 낱말만 찾습니다.
DOT_TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*+"|<(?:[^<>]++|<[^<>]*+>)*+>|//[^\n]*|/\*.*?\*/|^\#[^\n]*'
    r"|(?P<value>=\s*)?(?P<word>[\w.\u0080-\U0010ffff]+)",
    re.DOTALL | re.MULTILINE,
)
WIDE_RUN = re.compile(
    r"[\u1100-\u115f\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff"
    r"\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\U0001f300-\U0001faff]+"
)


class DotError(Exception):
    """사용자에게 그대로 보여 줄 실패 이유입니다."""


def normalize_names(source: str) -> str:
    """파이썬 id로 보이는 9자리 이상 노드 이름을 n1, n2, …로 바꿉니다.

    실행할 때마다 같은 결과를 내기 위해서입니다. 따옴표 없는 한글 이름은 따옴표로
    감쌉니다. 레이블, 속성값, 주석은 바꾸지 않습니다.
    """
    names: dict[str, str] = {}

    def replace(token: re.Match[str]) -> str:
        word = token["word"]
        if word and WIDE_RUN.search(word):
            return f'{token["value"] or ""}"{word}"'
        if word and not token["value"] and re.fullmatch(r"\d{9,}", word):
            return names.setdefault(word, f"n{len(names) + 1}")
        return token[0]

    return DOT_TOKEN.sub(replace, source)


def hide_wide_text(source: str, mark: str) -> tuple[str, Callable[[str], str]]:
    """한글 묶음을 폭이 같은 W로 바꾼 소스와, 되돌리는 함수를 돌려줍니다.

    Graphviz가 한글 폭을 모르기 때문입니다. W 뒤에 폭이 0인 `mark`를 묶음 번호만큼
    붙이므로 길이가 같은 이름끼리도 섞이지 않습니다.
    """
    runs: list[str] = []

    def hide(match: re.Match[str]) -> str:
        if match[0] not in runs:
            runs.append(match[0])
        return "W" * len(match[0]) + mark * (runs.index(match[0]) + 1)

    def restore(match: re.Match[str]) -> str:
        run = runs[len(match[2]) - 1]
        return match[1].removesuffix("W" * len(run)) + run

    hidden = WIDE_RUN.sub(hide, source.replace(mark, ""))
    return hidden, lambda text: re.sub(f"(W+)({mark}+)", restore, text)


def find_system_dot() -> str | None:
    """PATH에서 이 명령이 아닌 `dot`의 경로를 찾습니다. 없으면 None입니다."""
    if NO_SYSTEM_DOT in os.environ:
        return None
    own_folder = Path(sys.argv[0]).resolve().parent
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        found = Path(shutil.which("dot", path=folder) or "")
        if not found.name or found.resolve().parent == own_folder:
            continue
        if b"graphviz_dot" not in found.read_bytes():  # 다른 가상 환경의 같은 명령
            return str(found)
    return None


def run_system_dot(executable: str, source: str, file_format: str) -> bytes:
    """진짜 `dot`으로 배치합니다. 실행하지 못하면 OSError를 냅니다."""
    restore: Callable[[str], str] = str
    if file_format == "svg":
        source, restore = hide_wide_text(source, "\u2060")
    result = subprocess.run(
        [executable, f"-T{file_format}"],
        input=source.encode(),
        capture_output=True,
        check=False,
        env=os.environ | {NO_SYSTEM_DOT: "1"},
    )
    messages = restore(result.stderr.decode(errors="replace")).strip()
    if result.returncode != 0:
        raise DotError(messages or f"{executable}: exit {result.returncode}")
    if messages:
        print(messages, file=sys.stderr)
    if file_format == "svg":
        return restore(result.stdout.decode()).encode()
    return result.stdout


def run_bundled_dot(source: str, file_format: str) -> bytes:
    """함께 실린 Graphviz로 배치합니다. 글자로 된 형식만 만들 수 있습니다."""
    restore: Callable[[str], str] = str
    if file_format == "svg":
        source, restore = hide_wide_text(source, "\x7f")
    options = json.dumps({"format": file_format})
    try:
        from py_mini_racer import MiniRacer

        # with 없이 두면 인터프리터가 끝날 때 가끔 멈춥니다.
        with MiniRacer() as v8:
            viz_js = Path(__file__).with_name("viz-global.js")
            v8.eval(BROWSER_STUBS + viz_js.read_text(encoding="utf-8"))
            v8.eval("var viz; Viz.instance().then((v) => { viz = v; })").get()
            formats = v8.execute("viz.formats")
            result = v8.execute(f"viz.render({json.dumps(source)}, {options})")
    except Exception as error:  # 설치 누락부터 V8 오류까지 해결 방법이 같습니다.
        raise DotError(
            "그래프를 그릴 엔진이 없습니다. 둘 중 하나를 설치합니다.\n"
            "  - pip install mini-racer\n"
            "  - Graphviz: Debian/Ubuntu는 apt install graphviz, "
            "macOS는 brew install graphviz,\n"
            '    Windows는 설치 프로그램에서 "Add to PATH"를 고릅니다.\n'
            # V8 오류는 둘째 줄부터 1MB가 넘는 소스를 그대로 인용합니다.
            f"원래 오류: {type(error).__name__}: {str(error).split(chr(10))[0]}"
        ) from error
    if file_format not in formats:
        raise DotError(
            f"-T{file_format} 형식은 Graphviz 프로그램을 따로 설치해야 만듭니다. "
            f"설치 없이 되는 형식: png {' '.join(formats)}"
        )
    messages = "\n".join(
        restore(error["message"])
        for error in result["errors"]
        if "no value for width" not in error["message"]  # 폭 0인 표시 때문에 납니다.
    )
    levels = {error["level"] for error in result["errors"]}
    if result["status"] != "success" or "error" in levels:
        raise DotError(messages)
    if messages:
        print(messages, file=sys.stderr)
    return restore(result["output"]).encode()


def lay_out(source: str, file_format: str) -> bytes:
    """쓸 수 있는 엔진으로 그래프를 배치해 파일 내용을 돌려줍니다."""
    source = normalize_names(source)
    try:
        if system_dot := find_system_dot():
            return run_system_dot(system_dot, source, file_format)
    except OSError as error:
        print(f"dot: {error}", file=sys.stderr)
    return run_bundled_dot(source, file_format)


def shrink_to_nanum(svg: str) -> str:
    """글자 크기를 줄여 나눔고딕이 원래 글꼴로 잡은 자리에 들어가게 합니다.

    나눔고딕의 영문과 숫자는 Helvetica보다 최대 9%, Times보다 최대 21% 넓습니다.
    """

    def shrink(match: re.Match[str]) -> str:
        ratio = 0.83 if match["family"] == "Times" else 0.94
        return f"{match['before']}{float(match['size']) * ratio:.2f}"

    return re.sub(
        r'(?P<before>font-family="(?P<family>\w+)[^>]*font-size=")(?P<size>[\d.]+)',
        shrink,
        svg,
    )


def rasterize(svg: str, dpi: int) -> bytes:
    """SVG를 PNG로 그립니다. 글꼴은 koreanize_matplotlib의 나눔고딕만 씁니다.

    `dpi`는 1인치(72pt)를 그릴 픽셀 수입니다.
    """
    fonts = find_spec("koreanize_matplotlib")
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        svg_to_bytes = None
    if fonts is None or fonts.origin is None or svg_to_bytes is None:
        raise DotError(
            "PNG를 만들 패키지가 없습니다. "
            "pip install resvg-py koreanize-matplotlib 명령으로 설치합니다."
        )
    folder = Path(fonts.origin).with_name("fonts")
    family = "NanumGothic"
    return bytes(
        svg_to_bytes(
            svg_string=shrink_to_nanum(svg),
            dpi=dpi,
            skip_system_fonts=True,
            font_files=[
                str(folder / f"{name}.ttf") for name in (family, f"{family}Bold")
            ],
            font_family=family,
            serif_family=family,
            sans_serif_family=family,
            monospace_family=family,
        )
    )


def main() -> int:
    """`dot -T형식 [-o 파일] [파일]`을 처리하고 종료 코드(0 또는 1)를 돌려줍니다."""
    parser = argparse.ArgumentParser(prog="dot", description=__doc__)
    parser.add_argument("-T", dest="format", default="dot", help="출력 형식")
    parser.add_argument("-o", dest="output", help="출력 파일 (없으면 표준 출력)")
    parser.add_argument("-V", dest="version", action="store_true", help="버전")
    parser.add_argument("file", nargs="?", help="DOT 파일 (없으면 표준 입력)")
    args = parser.parse_args()
    if args.version:
        print(BUNDLED_VERSION, file=sys.stderr)
        return 0
    try:
        data = Path(args.file).read_bytes() if args.file else sys.stdin.buffer.read()
        try:
            source = data.decode("utf-8-sig")
        except UnicodeDecodeError:  # 한국어 Windows에서 pydot은 CP949로 씁니다.
            source = data.decode(locale.getencoding())
        if args.format == "png":
            # SVG는 그래프의 dpi를 이미 담고 있습니다. Graphviz의 PNG 기본값은 96입니다.
            dpi = 72 if re.search(r"\b(dpi|resolution)\b", source) else 96
            image = rasterize(lay_out(source, "svg").decode(), dpi)
        else:
            image = lay_out(source, args.format)
        if args.output:
            Path(args.output).write_bytes(image)
        else:
            sys.stdout.buffer.write(image)
            sys.stdout.buffer.flush()
    except (DotError, OSError, UnicodeDecodeError) as error:
        print(f"dot: {args.file or '<stdin>'}: {error}", file=sys.stderr)
        return 1
    return 0
