"""테스트가 함께 쓰는 것. 테스트는 원본이 아니라 빌드한 ``_build/html``을 봅니다."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
EXAMPLES = sorted(path.stem for path in ROOT.glob("examples/[!_]*.py"))
LECTURES = sorted(path.stem for path in ROOT.glob("docs/[0-9]*.md"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")


def pytest_sessionstart() -> None:
    if not (SITE / "index.html").is_file():
        pytest.exit(
            "_build/html이 없습니다. nox -s docs를 먼저 실행하세요.", returncode=2
        )


def installed_browser() -> str:
    """크롬이나 크로뮴의 경로. 없으면 CI에서는 실패하고, 그 밖에서는 건너뜁니다."""
    found = [
        os.environ.get("CHROME_PATH", ""),
        *filter(None, map(shutil.which, BROWSERS)),
    ]
    if path := next(filter(None, found), None):
        return path
    message = "브라우저가 없습니다. 크로뮴을 설치하세요(apt install chromium)."
    if os.environ.get("CI"):
        pytest.fail(message)
    return pytest.skip(message)


@pytest.fixture(scope="session")
def browser():
    path = installed_browser()
    options = ["--no-sandbox", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=options)
        yield chromium
        chromium.close()
