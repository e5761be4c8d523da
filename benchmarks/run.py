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
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests")]

import floor  # noqa: E402 - tools와 tests를 찾을 수 있게 한 뒤에 부릅니다.
import growth  # noqa: E402
import peers  # noqa: E402

PARTS = {"floor": floor, "growth": growth, "peers": peers}


def main() -> bool:
    parser = argparse.ArgumentParser(description="빌드의 시간과 메모리를 잽니다.")
    parser.add_argument("parts", nargs="*", metavar=f"{{{','.join(PARTS)}}}")
    parser.add_argument("--repeat", type=int, default=3, help="몇 바퀴를 잴지")
    options = parser.parse_args()
    folder = ROOT / "_build/bench"
    folder.mkdir(parents=True, exist_ok=True)
    failed = False
    for name in options.parts or PARTS:
        if name not in PARTS:
            parser.error(f"{name}: {', '.join(PARTS)} 가운데 하나를 적으세요.")
        rows = PARTS[name].measured(folder, options.repeat)
        data = {
            "date": time.strftime("%Y-%m-%d %H:%M"),
            "python": platform.python_version(),
            "machine": f"{platform.machine()}, 코어 {os.cpu_count()}개",
            "rows": [row.data() for row in rows],
        }
        text = json.dumps(data, ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
        print(f"\n## {name}\n\n{PARTS[name].tables(rows)}", flush=True)
        failed |= any(row.failure for row in rows if "build_site.py" in row.command)
    return failed


if __name__ == "__main__":
    sys.exit(main())
