"""발행에 성공한 빌드를 간직해, 바뀐 것이 없으면 쉬고 조금만 바뀌면 이어서 합니다.

간직하는 것은 ``_build/kept``에 있습니다. Sphinx가 읽은 문서, 고치기 전의 페이지,
전자책의 장, 컴파일한 확장, 그리고 무엇으로 만들었는지 적은 ``build.json``입니다.

- 모든 입력이 같고 발행된 파일이 그대로이면 아무것도 하지 않습니다.
- 강의와 예제의 내용만 다르면 이어서 합니다. 어느 페이지를 다시 읽고 쓸지는
  ``_ext/changed_pages.py``가 고릅니다.
- 파일이 생기거나 사라졌으면 처음부터 합니다. 설정, 도구, 패키지, Python, 컴퓨터가
  다를 때도 그렇습니다.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Set
from dataclasses import asdict, dataclass, field
from pathlib import Path

from check_source import ROOT, input_files

sys.path.insert(0, str(ROOT / "_ext"))
from execution_cache import PLACES, installed_packages, processor

KEPT = "kept"
RECORD = "build.json"
SUMS = "SHA256SUMS"
COMPILED = "source/_ext/__pycache__"  # Python이 컴파일한 확장
PARTS = ("doctrees", "jupyter_execute", "pages", "book", COMPILED)
SCRIPT = re.compile(r"examples/[^/]+\.py")
LESSON = re.compile(rf"docs/[^/]+\.md|{SCRIPT.pattern}")


@dataclass
class Record:
    """무엇으로 어디에서 빌드했는지."""

    inputs: dict[str, str]  # 파일의 이름과 SHA-256
    conditions: str  # 나머지 조건의 SHA-256
    stage: str = ""  # 빌드한 임시 폴더. 문서에 이 경로가 적혀 있습니다.
    sums: str = ""  # 발행한 SHA256SUMS의 SHA-256
    kept: dict[str, str] = field(default_factory=dict)  # 간직한 파일과 SHA-256


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def checksums(folder: Path) -> dict[str, str]:
    """``folder``에 있는 모든 파일의 SHA-256. 이름의 차례로 적습니다."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {
        name: sha256(files[name]) for name in sorted(files) if files[name].is_file()
    }


def describe(environment: dict[str, str], dot: Path) -> Record:
    """지금 빌드하면 쓸 것."""
    paths = [*input_files(ROOT), *(ROOT / "tools").glob("*.py")]
    inputs = {
        path.relative_to(ROOT).as_posix(): "링크" if path.is_symlink() else sha256(path)
        for path in paths
    }
    places = PLACES - {"SOURCE_DATE_EPOCH", "SITE_URL", "SITE_REPOSITORY"}
    conditions = {
        "python": sys.version,
        "processor": processor(),
        "packages": installed_packages(),
        "dot": sha256(dot),
        "environment": {k: v for k, v in environment.items() if k not in places},
    }
    text = json.dumps(conditions, sort_keys=True)
    return Record(inputs, hashlib.sha256(text.encode()).hexdigest())


def last_record(output: Path) -> Record | None:
    """``output``에 간직한 빌드의 기록. 없거나 읽지 못하면 ``None``입니다."""
    try:
        found = json.loads((output / KEPT / RECORD).read_text(encoding="utf-8"))
        return Record(**found)
    except (OSError, ValueError, TypeError):
        return None


def is_published(last: Record | None, now: Record, html: Path) -> bool:
    """``now``로 만들 사이트가 이미 온전히 발행되어 있는가."""
    same = last and (last.inputs, last.conditions) == (now.inputs, now.conditions)
    sums = html / SUMS
    if not same or not sums.is_file() or sha256(sums) != last.sums:
        return False
    listed = dict(
        reversed(line.split("  ", 1))
        for line in sums.read_text(encoding="utf-8").splitlines()
    )
    return checksums(html) == listed | {SUMS: last.sums}


def why_from_nothing(last: Record | None, now: Record, output: Path) -> str:
    """앞의 빌드를 이어서 하지 못하는 까닭. 이어서 할 수 있으면 빈 글입니다.

    강의와 예제의 내용만 달라졌고 간직한 것이 온전하면 이어서 할 수 있습니다.
    """
    if last is None:
        return "간직한 빌드가 없습니다."
    if last.conditions != now.conditions:
        return "패키지, Python, 컴퓨터, 환경 변수, 커밋의 날짜 가운데 하나가 다릅니다."
    if names := last.inputs.keys() ^ now.inputs.keys():
        return f"생기거나 사라진 파일이 있습니다: {listed(names)}"
    changed = {name for name, _ in last.inputs.items() ^ now.inputs.items()}
    if others := {name for name in changed if not LESSON.fullmatch(name)}:
        return f"강의와 예제가 아닌 파일이 달라졌습니다: {listed(others)}"
    kept = checksums(output / KEPT)
    kept.pop(RECORD, None)
    return "" if kept == last.kept else "간직한 것이 온전하지 않습니다."


def will_execute(last: Record | None, now: Record, cache: Path) -> bool:
    """이 컴퓨터에서 실행할 것이 틀림없이 있는가. ``cache``는 실행한 결과의 폴더입니다.

    강의는 글만 고쳤을 수 있으므로, 달라진 것은 예제만 봅니다.
    """
    if "SITE_CLUSTER" in os.environ:  # 다른 컴퓨터가 실행합니다.
        return False
    before = last.inputs if last else now.inputs
    changed = (name for name, _ in before.items() ^ now.inputs.items())
    return any(map(SCRIPT.fullmatch, changed)) or not any(cache.glob("*"))


def listed(names: Set[str]) -> str:
    """이름을 셋까지 적은 글."""
    first = ", ".join(sorted(names)[:3])
    return f"{first} …" if len(names) > 3 else first


def bring_back(output: Path, stage: Path) -> None:
    """간직한 것을 ``stage``에 복사합니다. 간직한 것은 그대로 둡니다."""
    for part in PARTS:
        if (kept := output / KEPT / part).is_dir():
            shutil.copytree(kept, stage / part)
    (stage / "pages").rename(stage / "html")


def keep(output: Path, stage: Path, record: Record) -> None:
    """``stage``에 있는 것을 다음 빌드를 위해 간직합니다.

    다 옮긴 뒤에 이름을 붙이므로 반쯤 옮긴 것은 쓰이지 않습니다.
    """
    new = output / f"{KEPT}.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    for part in PARTS:
        if (stage / part).is_dir():
            (new / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.move(stage / part, new / part)
    record.kept = checksums(new)
    (new / RECORD).write_text(json.dumps(asdict(record)), encoding="utf-8")
    shutil.rmtree(output / KEPT, ignore_errors=True)
    new.rename(output / KEPT)
