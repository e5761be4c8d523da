"""이미 실행해 본 예제와 강의의 결과를 간직해, 같은 것을 다시 실행하지 않습니다.

결과는 실행한 코드와, 결과를 바꿀 수 있는 나머지(``conditions``)로 찾습니다.
하나라도 다르면 다시 실행합니다. 강의의 글만 고치면 코드가 그대로라 실행하지 않습니다.
환경 변수 ``EXECUTION_CACHE``가 가리키는 폴더에 두고, 없으면 늘 실행합니다.

파일 하나가 결과 하나입니다. 첫 줄의 JSON은 무엇을 어디에서 몇 초 실행했는지 적고,
나머지의 SHA-256도 적습니다. 맞지 않으면 없는 것으로 여깁니다.
다른 컴퓨터가 실행한 결과도 이 폴더에 함께 두면 찾습니다.
"""

from __future__ import annotations

import ast
import hashlib
import io
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import deepcopy
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.metadata import Distribution

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

CACHE = "EXECUTION_CACHE"
ROOT = Path(__file__).parent.parent
# 실행하는 프로세스에서 도는 모듈. 이 모듈이 부르는 _ext의 모듈도 함께 봅니다.
EXECUTING = ("isolated_examples", "isolated_pages")
SETTINGS = ("_ipython/**/*.py", "matplotlibrc")
# 빌드마다 다른 폴더나 때를 담을 뿐, 결과를 바꾸지 않는 환경 변수입니다.
PLACES = {
    *("PATH", "HOME", "TMPDIR", "PYTHONPATH", "IPYTHONDIR", "MATPLOTLIBRC"),
    *("SOURCE_DATE_EPOCH", "BUILD_RECEIPT", "SITE_URL", "SITE_REPOSITORY", CACHE),
    "SITE_CLUSTER",
}
# 조건의 이름과, 사람에게 말할 때의 이름
CONDITIONS = {
    "python": "Python",
    "platform": "운영 체제",
    "processor": "CPU",
    "environment": "환경 변수",
    "packages": "패키지",
    "dot": "dot",
    "gallery": "예제 목록의 설정",
    "project": "실행하는 코드",
    "code": "원본",
}
NOTED = {"sha256", "name", "seconds", "conditions"}
gallery_settings: dict[str, object] = {}


def key_of(*parts: str | bytes) -> str:
    """``parts``를 지금의 조건에서 실행한 결과를 찾는 이름."""
    digest = hashlib.sha256(conditions())
    for part in parts:
        content = part if isinstance(part, bytes) else part.encode()
        digest.update(b"%d\n" % len(content) + content)
    return digest.hexdigest()


@cache
def conditions() -> bytes:
    """코드 밖에서 결과를 바꿀 수 있는 것을 모두 적은 글."""
    with ThreadPoolExecutor(1) as pool:
        dot = pool.submit(version_of, "dot")  # 프로그램이 도는 동안 나머지를 봅니다.
        found = {
            "python": sys.version,
            "platform": [platform.system(), platform.machine(), *platform.libc_ver()],
            "processor": processor(),
            "environment": {k: v for k, v in os.environ.items() if k not in PLACES},
            "packages": installed_packages(),
            "gallery": gallery_settings,
            "project": {
                path.relative_to(ROOT).as_posix(): sha256(path.read_bytes())
                for path in sorted({*executing_modules(EXECUTING), *setting_files()})
            },
            "dot": dot.result(),
        }
    text = json.dumps(found, ensure_ascii=False, sort_keys=True)
    return text.replace(str(ROOT), "").encode()


def version_of(program: str) -> str:
    """``program -V``가 말하는 버전. 없는 프로그램은 빈 글입니다."""
    if not (path := shutil.which(program)):
        return ""
    answer = subprocess.run([path, "-V"], capture_output=True, text=True, check=False)
    return answer.stdout + answer.stderr


def processor() -> list[str]:
    """CPU의 이름과 명령어 집합. 종류가 다르면 끝자리가 다를 수 있습니다."""
    listed = Path("/proc/cpuinfo")
    if not listed.is_file():
        return [platform.processor()]
    wanted = ("model name", "flags", "Features", "CPU part")
    lines = listed.read_text(encoding="utf-8").splitlines()
    return sorted({line for line in lines if line.startswith(wanted)})


def installed_packages() -> dict[str, str]:
    """설치된 패키지의 버전과, 설치된 파일의 해시 목록(RECORD)의 해시."""
    found = {}
    for package in distributions():
        record = (package.read_text("RECORD") or "").splitlines()
        # 실행 파일에는 가상 환경의 경로가 적혀 있고, 나머지는 설치한 때를 적습니다.
        files = [line for line in record if not line.startswith("../")]
        files = [
            line for line in files if "direct_url" not in line and ".pyc" not in line
        ]
        found[name_of(package, files)] = sha256("\n".join(sorted(files)).encode())
    return found


def name_of(package: Distribution, files: list[str]) -> str:
    """이름과 버전. 메타데이터를 풀어 읽는 것보다 목록에서 찾는 것이 훨씬 빠릅니다."""
    listed = (re.match(r"([^/]+)\.dist-info/METADATA,", line) for line in files)
    if found := next(filter(None, listed), None):
        return found[1]
    return f"{package.name}-{package.version}"


def executing_modules(names: Iterable[str]) -> set[Path]:
    """``names``와, 그것이 부르는 ``_ext``의 모듈."""
    found: set[Path] = set()
    waiting = list(names)
    while waiting:
        path = ROOT / "_ext" / f"{waiting.pop()}.py"
        if path in found or not path.is_file():
            continue
        found.add(path)
        waiting += imported(path)
    return found


def imported(path: Path) -> Iterator[str]:
    """Python 파일이 부르는 모듈의 이름과, 글로 적은 모듈의 이름."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Constant) and str(node.value).isidentifier():
            yield str(node.value)


def setting_files() -> list[Path]:
    """실행하는 프로세스가 읽는 설정과, 예제 목록의 설정이 가리키는 파일."""
    named = [Path(value) for value in gallery_settings.values() if is_path(value)]
    inside = [path for pattern in SETTINGS for path in ROOT.glob(pattern)]
    return [path for path in (*named, *inside) if path.is_file()]


def is_path(value: object) -> bool:
    return isinstance(value, str) and Path(value).is_absolute()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# -- 두고 꺼내기 ---------------------------------------------------------------


def store(key: str, content: bytes, *, name: str, code: bytes, seconds: float) -> None:
    """결과를 둡니다. 다 쓴 뒤에 이름을 붙이므로 반쯤 쓴 결과는 남지 않습니다.

    ``name``(``docs/…``이나 ``examples/…``)의 ``code``를 ``seconds``초 실행했습니다.
    """
    if CACHE not in os.environ:
        return
    folder = Path(os.environ[CACHE])
    folder.mkdir(parents=True, exist_ok=True)
    note = {
        "sha256": sha256(content),
        "name": name,
        "seconds": round(seconds, 1),
        "conditions": digests(code),
    }
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(json.dumps(note).encode() + b"\n" + content)
    Path(file.name).replace(folder / key)


def place_of(key: str) -> Path:
    return Path(os.environ.get(CACHE, os.devnull)) / key


def is_kept(key: str) -> bool:
    """둔 결과가 있는지. 온전한지는 꺼낼 때 봅니다."""
    return place_of(key).is_file()


def load(key: str) -> bytes | None:
    """둔 결과. 없거나 상했으면 ``None``입니다."""
    path = place_of(key)
    if not path.is_file():
        return None
    first, _, content = path.read_bytes().partition(b"\n")
    if as_note(first).get("sha256") != sha256(content):
        return None
    path.touch()  # 오래 쓰지 않은 것을 가려 지웁니다.
    return content


def notes() -> list[dict[str, Any]]:
    """둔 결과마다 첫 줄에 적은 것. 늦게 쓴 것이 뒤에 옵니다."""
    if CACHE not in os.environ:
        return []
    found = []
    for path in sorted(Path(os.environ[CACHE]).glob("*"), key=last_used):
        with suppress(FileNotFoundError), path.open("rb") as file:
            found.append(as_note(file.readline()))
    return [note for note in found if note]


def last_used(path: Path) -> float:
    """마지막으로 쓴 때. 그사이에 사라진 파일은 0입니다."""
    with suppress(FileNotFoundError):
        return path.stat().st_mtime
    return 0


def as_note(line: bytes) -> dict[str, Any]:
    """첫 줄을 읽은 것. 상했으면 비어 있습니다."""
    try:
        note = json.loads(line)
    except ValueError:
        return {}
    return note if isinstance(note, dict) and note.keys() >= NOTED else {}


def digests(code: bytes) -> dict[str, str]:
    """무엇이 달라졌는지 말할 수 있게, 조건마다 따로 적은 해시."""
    found = {
        name: sha256(json.dumps(value, sort_keys=True).encode())[:12]
        for name, value in json.loads(conditions()).items()
    }
    return {**found, "code": sha256(code)[:12]}


def what_changed(name: str, code: bytes) -> list[str]:
    """``name``의 다른 결과가 있는데도 다시 실행하는 까닭. 가장 비슷한 것과 견줍니다."""
    now = digests(code)
    changed = [
        [label for part, label in CONDITIONS.items() if now[part] != then.get(part)]
        for then in (note["conditions"] for note in notes() if note["name"] == name)
    ]
    return min(changed, key=len, default=[])


def differences(ours: bytes, theirs: bytes) -> str:
    """두 ``conditions()``에서 다른 것. 같으면 빈 글입니다."""
    here, there = json.loads(ours), json.loads(theirs)
    found = []
    for part in here:
        one, other = here[part], there.get(part)
        if one == other:
            continue
        names = ""
        if isinstance(one, dict) and isinstance(other, dict):
            changed = sorted(
                {key for key in {**one, **other} if one.get(key) != other.get(key)}
            )
            names = f"({', '.join(changed[:5])}{' …' * (len(changed) > 5)})"
        found.append(CONDITIONS[part] + names)
    return ", ".join(found)


def pack(folder: Path, files: Iterable[Path]) -> bytes:
    """``folder`` 안의 파일을 한 덩어리로 묶습니다."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for file in files:
            tar.add(file, file.relative_to(folder))
    return packed.getvalue()


def unpack(content: bytes, folder: Path) -> None:
    """``pack``이 묶은 파일을 ``folder``에 풉니다."""
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        tar.extractall(folder, filter="data")


def setup(app: Sphinx) -> ExtensionMetadata:
    # Sphinx-Gallery가 값을 고치기 전의 것을 봅니다.
    gallery_settings.update(deepcopy(app.config.sphinx_gallery_conf))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
