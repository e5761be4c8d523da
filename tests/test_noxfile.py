"""지원하지 않는 Python에서 한 줄로 거절하고, 있으면 알맞은 Python을 고르는지 봅니다."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT


def load_noxfile(version: str, path: Path) -> subprocess.CompletedProcess:
    """Python의 버전을 ``version``이라고 속이고 noxfile.py를 읽습니다."""
    code = (
        f"import nox, sys; sys.version_info = ({version}, 0, 'final', 0);"
        f"sys.version = '{version}'; sys.path.insert(0, {str(ROOT)!r});"
        "import noxfile; print(noxfile.PYTHON)"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("version", ["3, 10", "3, 14"])
def test_other_python_is_refused_in_one_line(tmp_path, version):
    done = load_noxfile(version, tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Python 3.11, 3.12, 3.13 가운데 하나가 있어야 합니다" in done.stderr


@pytest.mark.parametrize(("works", "chosen"), [(True, "3.13"), (False, "3.12")])
def test_another_installed_python_is_chosen_if_it_runs(tmp_path, works, chosen):
    for name, status in (("python3.13", 0 if works else 127), ("python3.12", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    assert load_noxfile("3, 14", tmp_path).stdout.strip() == chosen


def test_supported_python_is_used_as_it_is(tmp_path):
    assert load_noxfile("3, 12", tmp_path).stdout.strip() == "None"


@pytest.mark.parametrize("tampered", [False, True])
def test_package_whose_hash_differs_from_the_lock_is_refused(tmp_path, tampered):
    lock = (ROOT / "requirements-build.lock").read_text(encoding="utf-8")
    pin = re.search(r"^alabaster==.*\n(?: +--hash=.*\n)+", lock, re.MULTILINE)[0]
    if tampered:
        pin = re.sub(r"sha256:\w+", f"sha256:{'0' * 64}", pin)
    (tmp_path / "one.lock").write_text(pin, encoding="utf-8")
    command = [sys.executable, "-m", "uv", "pip", "install", "--require-hashes"]
    command += ["--no-deps", "--target", tmp_path / "site", "-r", tmp_path / "one.lock"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == tampered, done.stderr
    assert ("Hash mismatch" in done.stderr) == tampered
    assert (tmp_path / "site/alabaster").exists() != tampered
