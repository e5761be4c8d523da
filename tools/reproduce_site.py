"""사이트를 두 번 빌드해 바이트까지 같은지 봅니다. ``nox -s reproduce``로 실행합니다.

두 번째는 다른 폴더, 언어, 시간대, 스레드 수로, 할 수 있으면 네트워크 없이 빌드합니다.
다른 파일이 있으면 이름을 적고 종료 코드 1로 끝납니다.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from build_site import checksums
from check_source import INPUTS, ROOT
from environment import source_date

NO_NETWORK = ("unshare", "--map-root-user", "--net")
COPIED = (*INPUTS, "tools", "requirements-build.in")
OTHER = {
    **{"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "America/St_Johns"},
    **{"HOME": "/nonexistent", "TF_NUM_INTRAOP_THREADS": "2"},
}


def copy_project(project: Path) -> None:
    """빌드에 쓰는 것을 모두 ``project``에 복사합니다."""
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, project / name)


def built(project: Path, output: Path, *prefix: str, **environment: str) -> Path:
    """``project``를 ``output``에 빌드하고 사이트의 폴더를 돌려줍니다."""
    subprocess.run(
        [*prefix, sys.executable, "tools/build_site.py", "--output", output],
        cwd=project,
        env=os.environ | {"SOURCE_DATE_EPOCH": source_date()} | environment,
        check=True,
    )
    return output / "html"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder, "다른 폴더")
        copy_project(other)
        cut = shutil.which("unshare") and not subprocess.call([*NO_NETWORK, "true"])
        first = built(ROOT, Path(folder, "first"))
        second = built(
            other, Path(folder, "second"), *(NO_NETWORK * bool(cut)), **OTHER
        )
        sums, other_sums = checksums(first), checksums(second)
    different = sorted({name for name, _ in sums.items() ^ other_sums.items()})
    for name in different:
        print(f"다릅니다: {name}", file=sys.stderr)
    network = "네트워크 없이" if cut else "네트워크를 끊지 못한 채"
    print(f"파일 {len(sums)}개 가운데 {len(different)}개가 다릅니다. ({network} 비교)")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
