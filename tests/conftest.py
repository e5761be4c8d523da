"""테스트가 함께 쓰는 것. 테스트는 원본이 아니라 빌드한 ``_build/html``을 봅니다."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
EXAMPLES = sorted(path.stem for path in ROOT.glob("examples/[!_]*.py"))
LECTURES = sorted(path.stem for path in ROOT.glob("docs/[0-9]*.md"))


def pytest_sessionstart() -> None:
    if not (SITE / "index.html").is_file():
        pytest.exit(
            "_build/html이 없습니다. nox -s docs를 먼저 실행하세요.", returncode=2
        )
