"""모든 페이지의 HTML이 표준에 맞는지 html-validate로 봅니다."""

import json
import subprocess
import sys
from pathlib import Path

from conftest import CHECKERS, ROOT, SITE


def test_every_page_is_valid():
    pages = sorted(str(path.relative_to(SITE)) for path in SITE.rglob("*.html"))
    command = (
        *(Path(sys.executable).with_name("node"), CHECKERS / ".bin/html-validate"),
        *("--config", ROOT / "tests/htmlvalidate.mjs", "--formatter", "json"),
    )
    checked = subprocess.run(
        [*command, *pages], cwd=SITE.resolve(), capture_output=True, text=True
    )
    assert checked.stdout, checked.stderr
    found = [
        f"{Path(page['filePath']).relative_to(SITE.resolve())}:{mistake['line']} "
        f"{mistake['ruleId']} {mistake['selector']}: {mistake['message']}"
        for page in json.loads(checked.stdout)
        for mistake in page["messages"]
    ]
    assert found == []
