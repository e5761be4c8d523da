"""간직한 결과에 적힌 시간을 ``durations.json``에 옮겨 적습니다.

    python tools/record_durations.py

``nox -s durations``로 실행합니다. 이 파일로 차례와 몫을 정합니다(_ext/durations.py).
지금 있는 예제와 강의만 적고, 이번에 재지 않은 것은 예전 값을 둡니다.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "_ext"))
os.environ["EXECUTION_CACHE"] = str(ROOT / "_build/executed")

from durations import committed, measured  # noqa: E402 - _ext에 있습니다.


def main() -> None:
    known = committed() | measured()
    files = [*ROOT.glob("docs/*.md"), *ROOT.glob("examples/*.py")]
    names = sorted(path.relative_to(ROOT).as_posix() for path in files)
    kept = {name: known[name] for name in names if name in known}
    text = json.dumps(kept, indent=2, ensure_ascii=False) + "\n"
    (ROOT / "durations.json").write_text(text, encoding="utf-8")
    print(f"durations.json에 {len(kept)}개를 적었습니다.")


if __name__ == "__main__":
    main()
