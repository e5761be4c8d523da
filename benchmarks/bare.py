"""예제와 강의의 코드를 문서 도구 없이 실행합니다. 아무리 빨라도 이만큼은 듭니다.

    python bare.py 예제나_강의 ...

코어마다 일꾼 하나가 TensorFlow를 한 번 불러온 뒤, 남은 것을 앞에서부터 실행합니다.
코어가 끝까지 모두 바쁘도록, 오래 걸리는 것부터 적어 부릅니다.
오류를 보여 주는 칸 말고 하나라도 실패하면 이름을 적고 종료 코드 1로 끝납니다.
"""

from __future__ import annotations

import linecache
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from types import ModuleType

CELL = re.compile(r"^```\{code-cell\}.*\n(?P<body>(?:.*\n)*?)```$", re.MULTILINE)
OPTIONS = re.compile(r"---\n(?:.*\n)*?---\n|(?::[\w-]+:.*\n)+")
RAISES = "raises-exception"
PRELOADED = ("keras", "matplotlib.pyplot", "sklearn.datasets")


def cells(page: str) -> Iterator[tuple[str, bool]]:
    """강의의 칸마다 코드와, 오류를 보여 주는 칸인지를 냅니다."""
    for cell in CELL.finditer(page):
        body = cell["body"]
        found = OPTIONS.match(body)
        options = found[0] if found else ""
        yield body.removeprefix(options).strip("\n"), RAISES in options


def code_of(path: Path) -> list[tuple[str, bool]]:
    """실행할 코드의 목록. 예제는 파일 하나가 칸 하나입니다."""
    text = path.read_text(encoding="utf-8")
    return [(text, False)] if path.suffix == ".py" else list(cells(text))


def run(path: Path) -> None:
    """파일 하나의 코드를 빈 폴더에서 차례로 실행합니다. 출력은 버립니다."""
    sys.modules["__main__"] = module = ModuleType("__main__")
    with (
        tempfile.TemporaryDirectory() as folder,
        Path(os.devnull).open("w") as nowhere,
        chdir(folder),
        redirect_stdout(nowhere),
        redirect_stderr(nowhere),
    ):
        for number, (code, raises) in enumerate(code_of(path)):
            name = f"{path}:{number}"  # tf.function은 코드를 글로도 읽습니다.
            linecache.cache[name] = (len(code), None, code.splitlines(True), name)
            try:
                exec(compile(code, name, "exec"), vars(module))
            except Exception as error:
                if not raises:
                    raise
                sys.last_value = error


def succeeds_alone(path: Path) -> bool:
    """복제한 프로세스에서 ``run(path)``이 끝까지 가는지. 상태가 새지 않게 합니다.

    쓴 CPU 시간을 ``CPU 3.1초 파일`` 꼴로 출력합니다.
    """
    if child := os.fork():
        _, status, used = os.wait4(child, 0)
        print(f"CPU {used.ru_utime + used.ru_stime:.1f}초 {path.name}", flush=True)
        return status == 0
    try:
        run(path)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def work(paths: list[Path], places: int) -> int:
    """일꾼의 몸통. 남은 것이 없을 때까지 실행하고 종료 코드를 돌려줍니다.

    ``places``는 아무도 실행하지 않은 것의 번호를 하나씩 읽는 파이프입니다.
    """
    for module in PRELOADED:
        import_module(module)
    taken = (paths[number[0]] for number in iter(lambda: os.read(places, 1), b""))
    failed = [path.name for path in taken if not succeeds_alone(path)]
    for name in failed:
        print(f"실패: {name}", flush=True)
    return 1 if failed else 0


def main() -> int:
    paths = [Path(name).absolute() for name in sys.argv[1:]]
    places, numbers = os.pipe()
    os.write(numbers, bytes(range(len(paths))))  # 한 바이트가 번호 하나입니다.
    os.close(numbers)
    processes = []
    for _ in range(os.cpu_count() or 1):
        if not (child := os.fork()):
            os._exit(work(paths, places))
        processes.append(child)
    return max(os.waitpid(child, 0)[1] != 0 for child in processes)


if __name__ == "__main__":
    sys.exit(main())
