"""독자의 환경을 만듭니다. ``requirements.txt``만 설치한 가상 환경입니다.

    reader_environment.py

내려받은 스크립트가 여기에서 혼자 실행되는지 ``tests/test_copied_scripts.py``가 봅니다.
``requirements.txt``가 그대로면 만들어 둔 환경을 다시 씁니다.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "requirements.txt"


def reader_python() -> Path:
    """독자의 환경에 있는 Python. 환경이 없으면 만듭니다."""
    key = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode())
    environment = ROOT / "_build" / f"reader-{key.hexdigest()[:12]}"
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    done = environment / "installed"
    if not done.exists():
        shutil.rmtree(environment, ignore_errors=True)
        uv = (sys.executable, "-m", "uv", "--quiet")
        subprocess.run([*uv, "venv", "-p", sys.executable, environment], check=True)
        install = (*uv, "pip", "install", "-p", python, "-r", REQUIREMENTS)
        subprocess.run(install, check=True)
        done.touch()
    return python


if __name__ == "__main__":
    print(reader_python())
