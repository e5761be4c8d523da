"""발행한 페이지를 느린 전화를 흉내 내는 Lighthouse로 재서 표로 보여 줍니다.

``nox -s lighthouse``로 실행합니다. 다른 도구로 빌드한 같은 글과 견줄 수 있습니다.

    nox -s lighthouse -- --runs 5 furo=/폴더/html pydata=/다른/폴더/html

이름이 같은 페이지를 번갈아 재서, 컴퓨터가 느려진 때가 한쪽에 몰리지 않게 합니다.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from check_source import ROOT

SITE = ROOT / "_build" / "html"
DATA = ROOT / "_build" / "bench" / "pages.json"
LIGHTHOUSE = ROOT / "tests" / "node_modules" / "lighthouse" / "cli" / "index.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
NO_BROWSER = "브라우저가 없습니다. 크로뮴을 설치하세요(apt install chromium)."
# 새 창마다 미리 띄우는 화면은 쓰이지 않으면서 코어를 씁니다.
BROWSER_OPTIONS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-features=PreloadTopChromeWebUI,InitialWebUI,WebUIToolbar",
)
COMPRESSED = {".html", ".css", ".js", ".svg", ".json", ".txt", ".xml"}
CATEGORIES = {
    "performance": "성능",
    "accessibility": "접근성",
    "best-practices": "모범 사례",
    "seo": "검색 노출",
}
AUDITS = {
    "first-contentful-paint": "FCP(초)",
    "largest-contentful-paint": "LCP(초)",
    "total-blocking-time": "TBT(ms)",
    "cumulative-layout-shift": "CLS",
    "total-byte-weight": "KB",
}
UNITS = {"FCP(초)": 1000, "LCP(초)": 1000, "KB": 1000}
REQUESTS = "요청"


class GzipHandler(SimpleHTTPRequestHandler):
    """발행하는 서버처럼 글을 줄여 보내고, 브라우저가 간직하게 합니다."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return self.send_error(404)
        body = path.read_bytes()
        self.send_response(200)
        if path.suffix in COMPRESSED:
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        return self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """요청마다 적는 줄을 남기지 않습니다."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """``folder``를 내려 주는 서버의 주소."""
    handler = partial(GzipHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def find_browser() -> str | None:
    """크롬이나 크로뮴의 경로. ``CHROME_PATH``가 먼저입니다."""
    found = (os.environ.get("CHROME_PATH"), *map(shutil.which, BROWSERS))
    return next(filter(None, found), None)


def pages_of(site: Path) -> list[str]:
    """잴 페이지. 처음 페이지, 가장 무거운 강의와 예제, 예제 목록, 검색입니다."""

    def heaviest(pattern: str) -> str:
        def weight(path: Path) -> int:
            return len(gzip.compress(path.read_bytes()))

        return max(site.glob(pattern), key=weight).relative_to(site).as_posix()

    lecture, example = heaviest("[0-9]*.html"), heaviest("gallery/[0-9]*.html")
    return ["index.html", lecture, example, "gallery/index.html", "search.html"]


def lighthouse(address: str, browser: str, *options: str) -> dict[str, Any]:
    """Lighthouse의 보고서. 기본값인 느린 4G와 네 배 느린 CPU의 전화를 흉내 냅니다."""
    node = Path(sys.executable).with_name("node")
    flags = f"--chrome-flags=--headless=new {' '.join(BROWSER_OPTIONS)}"
    command = (node, LIGHTHOUSE, address, "--output=json", "--quiet", flags, *options)
    environment = os.environ | {"CHROME_PATH": browser}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{address}를 재지 못했습니다.\n{done.stderr.decode()}")
    return json.loads(done.stdout)


def figures(report: dict[str, Any]) -> dict[str, float]:
    """보고서에서 표에 적을 값."""
    found = {
        label: round(report["categories"][name]["score"] * 100)
        for name, label in CATEGORIES.items()
    }
    for name, label in AUDITS.items():
        value = report["audits"][name]["numericValue"] / UNITS.get(label, 1)
        found[label] = round(value, 3)
    requests = report["audits"]["network-requests"]["details"]["items"]
    sent = [each for each in requests if each["url"].startswith("http")]
    return found | {REQUESTS: len(sent)}


def table(runs: list[dict[str, Any]]) -> str:
    """페이지와 사이트마다 중앙값과, 값이 서로 다르면 가장 작은 값과 큰 값을 적은 표."""
    labels = [*CATEGORIES.values(), *AUDITS.values(), REQUESTS]
    lines = [f"| 페이지 | 사이트 | {' | '.join(labels)} |"]
    lines.append("| --- " * 2 + "| ---: " * len(labels) + "|")
    for page, site in dict.fromkeys((run["page"], run["site"]) for run in runs):
        same = [run for run in runs if (run["page"], run["site"]) == (page, site)]
        cells = [spread([run[label] for run in same]) for label in labels]
        lines.append(f"| {page} | {site} | {' | '.join(cells)} |")
    return "\n".join(lines)


def spread(values: list[float]) -> str:
    """``중앙값 (가장 작은 값–가장 큰 값)``."""
    least, most = min(values), max(values)
    between = "" if least == most else f" ({least:.4g}–{most:.4g})"
    return f"{median(values):.4g}{between}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("peers", nargs="*", metavar="이름=폴더")
    parser.add_argument("--runs", type=int, default=5, help="페이지마다 재는 횟수")
    options = parser.parse_args()
    browser = find_browser()
    if not browser:
        sys.exit(NO_BROWSER)
    if not SITE.is_dir():
        sys.exit("_build/html이 없습니다. nox -s docs를 먼저 실행하세요.")
    sites = {"이 사이트": SITE}
    for peer in options.peers:
        name, _, folder = peer.partition("=")
        sites[name] = Path(folder)
    planned = [
        (page, name, folder)
        for page in pages_of(SITE)
        for name, folder in sites.items()
        if (folder / page).is_file()
    ]
    runs = []
    for turn in range(options.runs):
        print(f"{turn + 1}/{options.runs}번째", file=sys.stderr, flush=True)
        for page, name, folder in planned:
            with served(folder) as address:
                report = lighthouse(f"{address}/{page}", browser)
            runs.append({"page": page, "site": name, **figures(report)})
    DATA.parent.mkdir(parents=True, exist_ok=True)
    DATA.write_text(json.dumps(runs, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(table(runs))


if __name__ == "__main__":
    main()
