"""누구의 컴퓨터에서나 같은 결과가 나오게, 빌드에 줄 환경 변수를 정합니다."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from typing import TYPE_CHECKING

from check_source import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def build_environment(stage: Path, *, cache: Path) -> dict[str, str]:
    """``stage``에서 빌드할 때의 환경 변수. ``cache``는 실행한 결과의 폴더입니다."""
    home = stage / "home"
    home.mkdir(exist_ok=True)
    return base_environment() | {
        "HOME": str(home),
        "PYTHONPATH": str(stage / "source" / "_ext"),
        "EXECUTION_CACHE": str(cache),
        "DOCUTILSCONFIG": str(stage / "source" / "docutils.conf"),
        "IPYTHONDIR": str(stage / "source" / "_ipython"),
        "MATPLOTLIBRC": str(stage / "source" / "matplotlibrc"),
    }


def base_environment() -> dict[str, str]:
    """환경 변수 가운데 임시 폴더와 상관없는 것."""
    kept = (
        *("LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR"),
        *("SITE_CLUSTER", "SITE_REPOSITORY", "SITE_URL"),
    )
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "PATH": program_path(),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": source_date(),
        "COLUMNS": "80",  # summary() 표의 폭
        "CUDA_VISIBLE_DEVICES": "-1",  # 그래픽 카드가 있어도 CPU로 계산합니다.
        "TF_CPP_MIN_LOG_LEVEL": "1",
        # 예제를 여러 개 함께 실행하므로 하나는 코어 하나만 씁니다.
        "TF_NUM_INTRAOP_THREADS": os.environ.get("TF_NUM_INTRAOP_THREADS", "1"),
        "TF_NUM_INTEROP_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def source_date() -> str:
    """마지막 커밋의 시각(초). 저장소가 아니면 가장 새로운 원본의 시각을 씁니다."""
    if date := os.environ.get("SOURCE_DATE_EPOCH"):
        return date
    try:
        log = ("git", "log", "-1", "--format=%ct")
        date = subprocess.run(
            log, cwd=ROOT, capture_output=True, text=True
        ).stdout.strip()
    except OSError:
        date = ""
    newest = max(path.stat().st_mtime for path in (ROOT / "docs").rglob("*"))
    return date or str(int(newest))


def program_path() -> str:
    """프로그램을 찾을 폴더의 목록. 설치한 dot이 있는 폴더가 맨 앞입니다."""
    scripts = sysconfig.get_path("scripts")
    return os.pathsep.join([scripts, os.environ.get("PATH", os.defpath)])
