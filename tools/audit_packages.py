"""잠금 파일의 패키지에 알려진 취약점이 있는지 봅니다. ``nox -s audit``로 실행합니다.

    python tools/audit_packages.py [pip-audit에 넘길 선택 사항 …]

pip-audit은 자료를 받지 못해도 "취약점이 없다"며 성공할 때가 있습니다.
그래서 취약점이 알려진 옛 케라스(``CANARY``)를 먼저 찾게 합니다.
그것을 찾지 못하면 다른 답도 믿지 않습니다.
종료 코드는 0이면 취약점 없음, 1이면 있음, 2이면 확인하지 못함입니다.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

LOCK = Path(__file__).parent.parent / "requirements-build.lock"
CANARY = "keras==3.8.0"  # CVE-2025-1550
PINNED = re.compile(r"^[\w.-]+==[\w.]+", re.MULTILINE)


class NoDataError(Exception):
    """취약점 자료를 받지 못한 까닭."""


def vulnerabilities(pins: list[str], *options: str) -> dict[str, list[str]]:
    """``이름==버전``의 목록 ``pins``의 패키지마다 알려진 취약점의 번호.

    한 패키지라도 확인하지 못하면 ``NoDataError``를 냅니다.
    """
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder, "requirements.txt")
        requirements.write_text("\n".join(pins), encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", requirements]
        command += ["--disable-pip", "--no-deps", "--strict", "--format", "json"]
        command += ["--vulnerability-service", "osv", "--progress-spinner", "off"]
        done = subprocess.run([*command, *options], capture_output=True, text=True)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        reason = done.stderr.strip() or "대답이 없습니다."
        raise NoDataError(reason.splitlines()[-1]) from None
    answered = {
        f"{package['name']}=={package['version']}": [v["id"] for v in package["vulns"]]
        for package in packages
        if "vulns" in package
    }
    if missing := sorted(set(pins) - answered.keys()):
        raise NoDataError(f"확인하지 못한 패키지: {', '.join(missing)}")
    return answered


def main(*options: str) -> int:
    try:
        if not any(vulnerabilities([CANARY], *options).values()):
            raise NoDataError(f"취약점이 알려진 {CANARY}에서 아무것도 찾지 못했습니다.")
        # 다른 운영 체제에만 설치되는 패키지도 봅니다.
        pins = PINNED.findall(LOCK.read_text("utf-8"))
        # Python마다 버전이 다른 패키지는 두 번 나옵니다. pip-audit은 한 번만 받습니다.
        once = list({pin.split("==")[0]: pin for pin in pins}.values())
        again = sorted(set(pins) - set(once))
        found = vulnerabilities(once, *options)
        found |= vulnerabilities(again, *options) if again else {}
    except NoDataError as reason:
        print(
            f"취약점 자료를 받지 못해 아무것도 확인하지 못했습니다. {reason}",
            "인터넷에 이어진 컴퓨터에서 다시 실행하세요.",
            file=sys.stderr,
        )
        return 2
    affected = {name: known for name, known in found.items() if known}
    for name, known in affected.items():
        print(f"{name}: {', '.join(known)}", file=sys.stderr)
    print(f"패키지 {len(found)}개 가운데 취약점이 알려진 것은 {len(affected)}개입니다.")
    return 1 if affected else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
