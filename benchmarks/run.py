"""빌드를 바닥, 강의의 수, 다른 도구와 견주어 잽니다. ``nox -s bench``로 실행합니다.

    run.py                   세 가지를 모두 잽니다.
    run.py growth --repeat 5 하나만 다섯 번 잽니다.

Markdown 표를 출력하고, 잰 값은 모두 _build/bench/<이름>.json에 둡니다.
빌드는 복사본에서 하므로 저장소와 발행된 사이트는 그대로입니다.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / name) for name in ("tools", "tests", "_ext")]

import floor  # noqa: E402 - 위의 폴더를 찾을 수 있게 한 뒤에 부릅니다.
import growth  # noqa: E402
import peers  # noqa: E402
from ours import BUILD  # noqa: E402
from rounds import alternate  # noqa: E402

PARTS = {"floor": floor, "growth": growth, "peers": peers}


def main() -> bool:
    parser = argparse.ArgumentParser(description="빌드의 시간과 메모리를 잽니다.")
    parser.add_argument("parts", nargs="*", metavar=f"{{{','.join(PARTS)}}}")
    parser.add_argument("--repeat", type=int, default=3, help="몇 바퀴를 잴지")
    options = parser.parse_args()
    folder = ROOT / "_build/bench"
    folder.mkdir(parents=True, exist_ok=True)
    for name in options.parts:
        if name not in PARTS:
            parser.error(f"{name}: {', '.join(PARTS)} 가운데 하나를 적으세요.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    results = [run(name, folder, options.repeat) for name in options.parts or PARTS]
    return any(results)


def run(name: str, folder: Path, repeat: int) -> bool:
    """하나를 재서 쓰고, 우리 빌드가 실패했는지를 돌려줍니다.

    도중에 그만두어도 그때까지 잰 것을 씁니다.
    """
    rows = PARTS[name].rows_in(folder)
    try:
        alternate(rows, repeat)
    finally:
        data = {
            "date": time.strftime("%Y-%m-%d %H:%M"),
            "python": platform.python_version(),
            "machine": f"{platform.machine()}, 코어 {os.cpu_count()}개",
            "rows": [row.data() for row in rows],
        }
        text = json.dumps(data, ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
        print(f"\n## {name}\n\n{PARTS[name].tables(rows)}", flush=True)
    return any(row.failure for row in rows if BUILD in row.command)


if __name__ == "__main__":
    sys.exit(main())
