"""Sphinx의 기록에서 고칠 곳을 뽑고, 까닭과 고치는 법을 한국어로 붙입니다.

    docs/4_3.md:11: 가리키는 표식이 없습니다: none. 이름을 고치거나 …
      docs/4_3.md:11: WARNING: undefined label: 'none' [ref.ref]

영어로 된 원래 오류는 설명의 아랫줄에 남깁니다.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

CELL_FAILED = re.compile(r"(docs/\S+\.md): WARNING: Executing notebook failed")
FRAME = re.compile(r'File "(examples/\S+\.py|conf\.py)", line (\d+)')
ERROR = re.compile(
    r"(?!.*CellExecutionError)[\w.]*(Error|Exception|Warning|Interrupt|Exit)(:|$)"
)
PLACE = re.compile(r"(?P<place>[\w./-]+\.(?:md|py|rst|ipynb|txt)(?::\d+)?): ")
HANGUL = re.compile("[가-힣]")
NEW_NAME = "이름을 고치거나 그 이름을 만드세요."
# 오류의 글에서 찾을 정규식과 설명. 설명의 {0}은 첫 번째 괄호와 맞은 글입니다.
RULES = (
    (r"undefined label: '?([^'\[]+)", f"가리키는 표식이 없습니다: {{0}}. {NEW_NAME}"),
    (r"unknown document: '?([^'\[]+)", f"가리키는 문서가 없습니다: {{0}}. {NEW_NAME}"),
    (
        r"cross-reference target not found: '([^']+)",
        f"링크가 가리키는 곳이 없습니다: {{0}}. {NEW_NAME}",
    ),
    (
        r"term not in glossary: '([^']+)",
        "용어집에 없는 말입니다: {0}. docs/glossary.md에 더하거나 표기를 맞추세요.",
    ),
    (
        r"(?:text role|unknown role|No role entry)[^\"']*[\"']([^\"']+)",
        "없는 역할입니다: {0}. 이름과, conf.py의 extensions를 확인하세요.",
    ),
    (
        r"Unknown directive type:? [\"']([^\"']+)",
        "없는 지시문입니다: {0}. 이름과, conf.py의 extensions를 확인하세요.",
    ),
    (
        r"Pygments lexer name '([^']+)",
        "모르는 언어입니다: {0}. python, console, text처럼 있는 이름을 적으세요.",
    ),
    (
        r"duplicate label:? '?([\w-]+)",
        "같은 표식이 두 곳에 있습니다: {0}. 하나를 다른 이름으로 바꾸세요.",
    ),
    (
        r"image file not readable: (\S+)",
        "그림 파일이 없습니다: {0}. 파일의 이름과 폴더를 확인하세요.",
    ),
    (
        r"toctree contains reference to non-?existing document '?([^'\s]+)",
        "목차에 적은 문서가 없습니다: {0}. 파일을 만들거나 목차에서 지우세요.",
    ),
    (
        r"document isn't included in any toctree",
        "어느 목차에도 없는 문서입니다. docs/index.md의 목차에 더하세요.",
    ),
    (
        r"Non-consecutive header level",
        "제목의 단계를 건너뛰었습니다. ##, ###처럼 하나씩 내려가세요.",
    ),
    (
        r"CellTimeoutError",
        "칸이 제한 시간 안에 끝나지 않았습니다. 반복이 끝나는지 보고 훈련을 줄이세요.",
    ),
    (
        r"Malformed YAML|front[- ]?matter|yaml",
        "파일 맨 위의 설정을 읽지 못했습니다. --- 사이의 글을 다른 강의와 비교하세요.",
    ),
    (
        r"html_static_path entry '?([^'\s]+)",
        "conf.py의 html_static_path에 적은 폴더가 없습니다: {0}",
    ),
    (
        r"Could not import extension (\S+)",
        "conf.py의 확장이 없습니다: {0}. 이름과 requirements-build.in을 확인하세요.",
    ),
    (r"no theme named '([^']+)", "conf.py의 html_theme에 적은 테마가 없습니다: {0}"),
    (
        r"Unknown key\(s\) in sphinx_gallery_conf: (.+)",
        "conf.py의 sphinx_gallery_conf에 없는 이름을 적었습니다: {0}",
    ),
    (
        r"error in your configuration file",
        "conf.py를 실행하다가 오류가 났습니다. 아래에 적은 줄을 고치세요.",
    ),
    (
        r"(?:No such file or directory|does not exist)[^']*'?([\w./-]+)",
        "적어 둔 파일이나 폴더가 없습니다: {0}",
    ),
    (
        r"docstring",
        '예제가 설명 없이 시작합니다. 파일 맨 위에 제목과 소개를 """로 묶어 적으세요.',
    ),
    (
        r"Glyph \d+ .*missing from font",
        "그림에 글꼴이 없는 글자가 있습니다. 빼거나 koreanize_matplotlib를 불러오세요.",
    ),
    (
        r"Cannot use input\(\)|StdinNotImplemented|EOFError",
        "input()은 빌드에서 쓸 수 없습니다. 값을 코드에 적으세요.",
    ),
    (r"SystemExit", "코드가 프로그램을 끝냈습니다. sys.exit()와 exit()를 지우세요."),
    (r"MemoryError", "메모리를 한계보다 많이 썼습니다. 데이터나 배치를 줄이세요."),
    (r"File too large", "파일이 한계보다 큽니다. 작게 나누거나 쓰지 마세요."),
    (
        r"No space left on device",
        "디스크가 가득 찼습니다. 자리를 비우거나 TMPDIR로 다른 디스크를 정하세요.",
    ),
    (
        r"failed leaving traceback|unexpectedly failed|summary of the problems",
        "예제를 실행하다가 오류가 났습니다.",
    ),
    (r"WARNING", "Sphinx가 경고했습니다."),
    (
        r"(\w+(?:Error|Warning|Exception))\b",
        "코드를 실행하다가 {0} 오류가 났습니다. 그 줄을 고치세요.",
    ),
)


def explained(problem: str) -> str:
    """``problem``이 영어이면 한국어 설명을 앞줄에 더해 돌려줍니다."""
    place = PLACE.match(problem)
    said = problem[place.end() :] if place else problem
    if HANGUL.search(said) and not re.search(r"\bWARNING\b|Error\b", said):
        return problem
    for pattern, advice in RULES:
        if found := re.search(pattern, said):
            where = f"{place['place']}: " if place else ""
            words = [(group or "").strip(" .") for group in found.groups()]
            return f"{where}{advice.format(*words)}\n      {problem}"
    return f"빌드가 멈췄습니다.\n      {problem}"


def places_to_fix(log: list[str], source: Path) -> list[str]:
    """Sphinx의 기록에서 ``파일:줄: 까닭`` 꼴로 고칠 곳을 뽑습니다."""
    problems, page, place = [], "", ""
    lines = [line.strip() for line in log]
    for line, following in pairwise([*lines, ""]):
        if failed := re.match(CELL_FAILED, line):
            page = place = failed[1]
        elif re.match(r"Cell In\[\d+\], line \d+", line):
            number = line_number(source / page, following)
            place = f"{page}:{number}" if number else place
        elif failed := re.search(r"(examples/\S+\.py) failed leaving traceback", line):
            place = failed[1]
        elif stopped := re.match(FRAME, line):
            place = f"{stopped[1]}:{stopped[2]}"
        elif place and re.match(ERROR, line):
            problems.append(f"{place}: {line}")
            place = ""
        elif stopped := re.match(r"sphinx\.errors\.\w+Error: (.+)", line):
            named_below = stopped[1].endswith(":")
            problems.append(f"{stopped[1]} {following if named_below else ''}".strip())
        elif re.search(r"\b(WARNING|ERROR|CRITICAL): (?!Notebook exception)", line):
            problems.append(line)
    if not problems:  # 확장이나 Sphinx의 결함입니다. 마지막 오류라도 말합니다.
        problems = [line for line in lines if re.match(ERROR, line)][-1:]
    return list(dict.fromkeys(problems))


def line_number(page: Path, code: str) -> int:
    """강의에서 코드 한 줄이 있는 곳의 줄 번호. 찾지 못하면 0입니다."""
    lines = [line.strip() for line in page.read_text(encoding="utf-8").splitlines()]
    return lines.index(code.strip()) + 1 if code.strip() in lines else 0
