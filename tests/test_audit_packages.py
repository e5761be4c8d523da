"""취약점 자료를 흉내 내는 서버에 물어, 없음과 있음과 모름을 구별하는지 봅니다."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import audit_packages
import pytest


@contextmanager
def osv_server(vulnerable: set[str], status: int = 200) -> Iterator[str]:
    """``vulnerable``에 있는 패키지에만 취약점이 있다고 답하는 서버의 주소."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = query["package"]["name"] in vulnerable and (
                query["package"]["name"] != "keras" or query["version"] == "3.8.0"
            )
            entry = {"id": "TEST-1", "aliases": [], "affected": [], "summary": "시험"}
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({"vulns": [entry]} if known else {}).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()


@pytest.mark.parametrize(
    ("vulnerable", "status", "expected"),
    [
        ({"keras"}, 200, 0),
        ({"keras", "jinja2"}, 200, 1),
        (set(), 200, 2),
        ({"keras"}, 500, 2),
    ],
    ids=["clean", "vulnerable", "empty-data", "server-error"],
)
def test_answers(capsys, vulnerable, status, expected):
    with osv_server(vulnerable, status) as address:
        assert audit_packages.main("--osv-url", address) == expected
    error = capsys.readouterr().err
    assert ("jinja2==" in error) == (expected == 1)
    assert ("아무것도 확인하지 못했습니다" in error) == (expected == 2)


def test_unreachable_data_is_a_failure(capsys):
    address = "http://127.0.0.1:9/v1/query"  # 아무도 듣지 않는 포트
    assert audit_packages.main("--osv-url", address) == 2
    assert "아무것도 확인하지 못했습니다" in capsys.readouterr().err
