"""테스트가 함께 쓰는 것. 테스트는 원본이 아니라 빌드한 ``_build/html``을 봅니다."""

import os
import shutil
import threading
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from benchmark_pages import BROWSER_OPTIONS, NO_BROWSER, find_browser
from playwright.sync_api import expect, sync_playwright
from small_site import ROOT, build, changes, make_project, snapshot

expect.set_options(timeout=30_000)  # 여러 테스트가 코어를 나누어 씁니다.
SITE = ROOT / "_build" / "html"
CHECKERS = ROOT / "tests" / "node_modules"  # nox -s tests가 설치합니다.
EXAMPLES = sorted(path.stem for path in ROOT.glob("examples/[!_]*.py"))
LECTURES = sorted(path.stem for path in ROOT.glob("docs/[0-9]*.md"))


def pytest_sessionstart() -> None:
    if not (SITE / "index.html").is_file():
        pytest.exit(
            "_build/html이 없습니다. nox -s docs를 먼저 실행하세요.", returncode=2
        )


def installed_browser() -> str:
    """크롬이나 크로뮴의 경로. 없으면 CI에서는 실패하고, 그 밖에서는 건너뜁니다."""
    if path := find_browser():
        return path
    if os.environ.get("CI"):
        pytest.fail(NO_BROWSER)
    return pytest.skip(NO_BROWSER)


@pytest.fixture(scope="session")
def chromium():
    path = installed_browser()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=path, args=BROWSER_OPTIONS
        )
        yield launched
        launched.close()


@pytest.fixture
def browser(chromium):
    """테스트 하나가 쓰는 브라우저. 연 페이지는 테스트가 끝나면 닫습니다."""
    before = chromium.contexts
    yield chromium
    for context in chromium.contexts:
        if context not in before:
            context.close()


@pytest.fixture(scope="session")
def site_address():
    """발행된 사이트를 내려 주는 서버의 주소."""
    handler = partial(QuietHandler, directory=SITE)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    """GitHub Pages처럼, 없는 주소에는 404.html을 보냅니다."""

    def send_error(self, code: int, *args: object) -> None:
        if code != HTTPStatus.NOT_FOUND:
            return super().send_error(code, *args)
        body = (SITE / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """요청마다 적는 줄을 남기지 않습니다."""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """잘못이 없는 작은 프로젝트를 한 번 빌드한 폴더."""
    project = tmp_path_factory.mktemp("built") / "project"
    make_project(project)
    before = snapshot(project)
    returncode, output, left = build(project)
    assert (returncode, left) == (0, []), output
    assert (project / "_build/html/index.html").is_file()
    assert {name.split("/")[0] for name in changes(project, before)} == {"_build"}
    return project


@pytest.fixture
def small_project(built: Path, tmp_path: Path) -> Path:
    """망가뜨릴 복사본. ``_build/html``의 링크도 그대로 복사합니다."""
    return Path(shutil.copytree(built, tmp_path / "project", symlinks=True))
