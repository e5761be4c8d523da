"""사이트를 처음부터 빌드해 검사하고, 모두 통과했을 때만 ``_build/html``을 바꿉니다.

    build_site.py                 전체를 빌드해 _build/html에 발행합니다.
    build_site.py --fresh         간직한 결과를 쓰지 않고 모두 새로 실행합니다.
    build_site.py --share 1/3     셋으로 나눈 것의 첫째 몫을 실행해 간직하기만 합니다.
    build_site.py dropout         이름에 dropout이 든 강의만 _build/lesson에 빌드합니다.
    build_site.py --preview       실행 없이 글만 _build/preview에 빌드합니다.
    build_site.py --live          고칠 때마다 미리보기를 다시 빌드해 보여 줍니다.
    build_site.py --stage FOLDER  원본을 FOLDER에 복사하기만 합니다.
    build_site.py --output FOLDER _build 대신 FOLDER에 결과를 둡니다.

원본은 임시 폴더로 복사해서 빌드하므로 저장소에는 _build 말고 아무것도 생기지 않습니다.
실패하면 종료 코드가 0이 아니고, 발행된 사이트는 그대로 남습니다.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

if not sys.flags.utf8_mode:  # LANG=C인 컴퓨터에서도 한글 이름을 읽고 씁니다.
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
sys.dont_write_bytecode = True  # 저장소에 캐시를 남기지 않습니다.
try:
    from check_downloads import download_problems
    from check_site import site_problems
    from check_source import INPUTS, ROOT, input_files, source_problems
    from environment import base_environment, build_environment, program_path
    from filelock import FileLock, Timeout
    from kept_build import (
        KEPT,
        SUMS,
        Record,
        bring_back,
        checksums,
        describe,
        is_published,
        keep,
        last_record,
        sha256,
        why_from_nothing,
        will_execute,
    )
    from run_sphinx import BuildError, Sphinx
except ModuleNotFoundError as missing:
    sys.exit(f"{missing.name} 패키지가 없습니다. nox -s docs로 빌드하세요.")

NOT_EXECUTED = (
    *("-D", "sphinx_gallery_conf.plot_gallery=0", "-D", "nb_execution_mode=off"),
    *("-D", "suppress_warnings=myst-nb.lexer"),  # 커널이 없어 언어를 모릅니다.
)
# HTML이 남긴 문서로 쓰기만 합니다(_ext/book.py).
BOOK = ("--builder", "epub", "-D", "plot_gallery=0", "--quiet")
STRICT = ("--fail-on-warning",)
FROM_NOTHING = ("--fresh-env", "--write-all")
MADE_BY_BUILD = ("docs/gallery/", "_ipython/profile_default/", "_locale/")
STAGE = "keras-site-"  # 임시 폴더의 이름이 시작하는 글자
IN_USE = "build.lock"  # 임시 폴더를 쓰는 동안 잠그는 파일
CACHE = "executed"  # 실행한 결과를 간직하는 폴더
CACHE_DAYS = 30  # 이만큼 쓰지 않은 결과는 지웁니다.
MAX_TEMPORARY_PATH = 60  # 바이트. 프로세스끼리 잇는 소켓의 경로는 길 수 없습니다.
PINNED = re.compile(r"^([\w-]+)==([\w.]+)", re.MULTILINE)


def main() -> int:
    parser = argparse.ArgumentParser(description="사이트를 빌드합니다.")
    parser.add_argument(
        "pattern", nargs="?", default="", help="이 글자가 든 강의만 빌드합니다."
    )
    parser.add_argument("--fresh", action="store_true", help="모두 새로 실행합니다.")
    parser.add_argument("--preview", action="store_true", help="실행하지 않습니다.")
    parser.add_argument("--live", action="store_true", help="고칠 때마다 빌드합니다.")
    parser.add_argument(
        "--share", type=share, metavar="몫/수", help="이 몫만 실행해 간직합니다."
    )
    parser.add_argument("--stage", type=Path, help="원본을 복사하기만 합니다.")
    parser.add_argument(
        "--output", type=Path, default=ROOT / "_build", help="결과를 둘 폴더입니다."
    )
    options = parser.parse_args()
    # 밖에서 끝내도 Ctrl+C처럼 임시 폴더와 자식 프로세스를 치우고 끝냅니다.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    output = options.output.absolute()
    try:
        if options.stage:
            copy_inputs(options.stage, options.pattern)
            return 0
        output.mkdir(parents=True, exist_ok=True)
        with FileLock(output / "build.lock", timeout=0):
            require_packages()
            if options.live:
                serve_live(output / "live", options.pattern)
            elif options.preview:
                build_partly(output / "preview", "")
            elif options.pattern:
                build_partly(output / "lesson", options.pattern)
            elif options.share:
                execute_share(output, options.share)
            else:
                build_and_publish(output, fresh=options.fresh)
    except Timeout:
        print(
            "다른 빌드가 진행 중입니다. 그 빌드가 끝난 뒤 다시 실행하세요.",
            file=sys.stderr,
        )
        return 75
    except KeyboardInterrupt:
        print("\n빌드를 그만둡니다. 발행된 사이트는 그대로입니다.", file=sys.stderr)
        return 130
    except BuildError as error:
        return give_up(*error.args)
    except OSError as error:  # 디스크가 가득 찼거나, 쓸 수 없는 폴더입니다.
        return give_up(
            f"{error.filename or output}: {error.strerror}. "
            "디스크의 남은 자리와 폴더의 권한을 확인하세요. "
            "결과를 둘 폴더는 --output으로, 임시 폴더는 TMPDIR로 바꿉니다."
        )
    return 0


def share(text: str) -> str:
    """``1/3``처럼 적은 몫. 없는 몫이면 ``ArgumentTypeError``를 냅니다."""
    found = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", text, re.ASCII)
    if not found or int(found[1]) > int(found[2]):
        raise argparse.ArgumentTypeError(
            f"{text}은 없는 몫입니다. 1/3, 2/3, 3/3처럼 적으세요."
        )
    return text


def give_up(*problems: str) -> int:
    """까닭을 한 줄에 하나씩 적고 종료 코드 1을 돌려줍니다."""
    print("\n빌드하지 못했습니다. 발행된 사이트는 그대로입니다.", file=sys.stderr)
    for problem in problems:
        print(f"  - {problem}", file=sys.stderr)
    return 1


def build_and_publish(output: Path, *, fresh: bool) -> None:
    """전체를 빌드하고 검사해 ``output/html``과 한 번에 바꿉니다.

    바뀐 것이 없으면 쉬고, 조금 바뀌었으면 앞의 빌드를 이어서 합니다(kept_build.py).
    ``fresh``면 간직한 것을 모두 비우고 처음부터 실행합니다.
    """
    if fresh:
        shutil.rmtree(output / CACHE, ignore_errors=True)
        shutil.rmtree(output / KEPT, ignore_errors=True)
    started = time.monotonic()
    # 나머지를 준비하는 동안 Sphinx가 모듈을 불러오게 합니다.
    with Sphinx() as sphinx:
        last, now = last_record(output), describe(base_environment(), graph_engine())
        if is_published(last, now, output / "html"):
            sweep(Path(tempfile.gettempdir()))
            remove_old_releases(output)
            print(f"바뀐 것이 없어 {output / 'html'}을 그대로 둡니다.")
            return
        why = why_from_nothing(last, now, output)
        again = "" if why else last.stage
        with temporary_folder(again) as (stage, continued):
            now.stage = str(stage)
            if not continued:
                why = why or f"임시 폴더 {again}을 쓸 수 없습니다."
                print(f"처음부터 빌드합니다. {why}")
            executes = will_execute(last, now, output / CACHE)
            html = build_and_check(
                sphinx, stage, output, now, continued=continued, executes=executes
            )
            now.sums = sha256(html / SUMS)
            publish(html, output)
            try:
                keep(output, stage, now)
            except OSError as error:
                print(f"간직하지 못해 다음 빌드는 처음부터 합니다. {error}")
    # 처음에 지울 때 아직 쓰던 것이 있을 수 있습니다.
    sweep(Path(tempfile.gettempdir()))
    forget_unused(output / CACHE)
    pages = len(list((output / "html").rglob("*.html")))
    seconds = time.monotonic() - started
    print(f"\n{output / 'html'}에 {pages}쪽을 발행했습니다. ({seconds:.0f}초)")


def build_and_check(
    sphinx: Sphinx,
    stage: Path,
    output: Path,
    record: Record,
    *,
    continued: bool,
    executes: bool,
) -> Path:
    """준비한 ``sphinx``로 ``stage``에서 빌드해 검사를 통과한 사이트의 폴더.

    ``record``에는 실제로 쓴 원본을 적습니다.
    """
    html, receipt = stage / "html", stage / "receipt.json"
    book, downloads = stage / "book", html / "downloads"
    cache, options = output / CACHE, () if continued else FROM_NOTHING
    private = {str(stage), str(ROOT), str(output), sys.prefix, str(Path.home())}
    private.discard("/")

    def make_book() -> list[str]:
        sphinx.build(sphinx.book, stage, book, *BOOK, *STRICT, cache=cache)
        return download_problems(book, stage / "source", private, [".epub"])

    with ThreadPoolExecutor(1) as pool:
        try:
            if not continued:  # 앞의 빌드는 같은 dot으로 이미 그렸습니다.
                drawing = pool.submit(require_drawing, graph_engine())
            copy_inputs(stage / "source")
            # Sphinx와 서버가 컴파일한 것을 원본의 옆에 쓰기 전에 셉니다.
            before = checksums(stage / "source")
            record.inputs |= before  # 적은 뒤에 고친 원본이 있을 수 있습니다.
            if continued:
                bring_back(output, stage)
            else:
                drawing.result()
            books: list[Future[list[str]]] = []
            sphinx.build(
                *(sphinx.pages, stage, html, *options, *STRICT),
                cache=cache,
                receipt=receipt,
                executes=executes,
                when_read=lambda: books.append(pool.submit(make_book)),
            )
            # 다시 읽은 페이지가 없으면 읽었다고 말하지 않습니다.
            book_problems = books[0].result() if books else make_book()
        except BaseException:
            sphinx.stop()  # 전자책을 기다리지 않습니다.
            raise
    for epub in book.glob("*.epub"):
        shutil.copy2(epub, downloads)
    (html / ".buildinfo").unlink()  # 다음 빌드가 이어서 할 때만 쓰입니다.
    lines = (f"{digest}  {name}\n" for name, digest in checksums(html).items())
    (html / SUMS).write_text("".join(lines), encoding="utf-8")
    problems = [
        *changed_sources(before, checksums(stage / "source")),
        *not_executed(stage / "source", before, receipt),
        *site_problems(html, stage / "source", private_paths=private),
    ]
    problems = problems or [
        *book_problems,
        *download_problems(downloads, stage / "source", private, [".zip"]),
    ]
    if problems:
        raise BuildError(*problems)
    return html


def execute_share(output: Path, share: str) -> None:
    """나눈 몫(_ext/shares.py)을 실행해 ``output/executed``에 간직합니다.

    모든 몫의 결과를 한 폴더에 모아 전체를 빌드하면 다시 실행하지 않습니다.
    """
    require_drawing(graph_engine())
    with Sphinx() as sphinx, temporary_folder("") as (stage, _):
        copy_inputs(stage / "source")
        sphinx.build(
            *(sphinx.pages, stage, stage / "html"),
            *("-D", f"execution_share={share}"),
            receipt=stage / "receipt.json",
            cache=output / CACHE,
        )
    print(f"\n{share} 몫의 결과가 {output / CACHE}에 있습니다.")


@contextmanager
def temporary_folder(again: str) -> Iterator[tuple[Path, bool]]:
    """빌드할 임시 폴더와, 그것이 ``again``인지. 끝나면 지웁니다.

    이름을 쓸 수 없는 곳이면 ``BuildError``를 냅니다.
    """
    parent = Path(tempfile.gettempdir())
    if not re.fullmatch(r"[\w./-]+", str(parent)):
        raise BuildError(
            f"임시 폴더 {parent}의 이름에 빈칸이나 기호가 있습니다. "
            "TMPDIR로 다른 폴더를 정하세요."
        )
    if len(os.fsencode(parent)) > MAX_TEMPORARY_PATH:
        raise BuildError(
            f"임시 폴더 {parent}의 이름이 너무 깁니다. TMPDIR로 다른 폴더를 정하세요."
        )
    sweep(parent)
    stage = Path(again)
    try:
        if not again:
            raise FileNotFoundError
        stage.mkdir(mode=0o700)
    except OSError:  # 간직한 것이 없거나, 같은 이름의 폴더를 만들 수 없습니다.
        stage = Path(tempfile.mkdtemp(prefix=STAGE)).resolve()
    try:
        with FileLock(stage / IN_USE):
            yield stage, str(stage) == again
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def sweep(parent: Path) -> None:
    """강제로 끝난 예전 빌드가 ``parent``에 남긴 임시 폴더를 지웁니다."""
    for lock in parent.glob(f"{STAGE}*/{IN_USE}"):
        with suppress(Timeout, OSError), FileLock(lock, timeout=0):
            shutil.rmtree(lock.parent, ignore_errors=True)
            if lock.parent.exists():  # 덜 끝난 프로세스가 쓰고 있습니다.
                lock.touch()  # 다음에 다시 지웁니다.


def forget_unused(cache: Path) -> None:
    """오래 쓰지 않은 결과를 지웁니다."""
    oldest = time.time() - CACHE_DAYS * 24 * 3600
    for result in cache.glob("*"):
        if result.stat().st_mtime < oldest:
            result.unlink()


def changed_sources(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """빌드하는 동안 예제나 강의가 쓰거나 지운 원본."""
    changed = sorted({name for name, _ in before.items() ^ after.items()})
    return [
        f"{name}: 빌드하는 동안 바뀌었습니다. 실행한 코드가 원본에 썼습니다."
        for name in changed
        if name in before
        or not (name.startswith(MADE_BY_BUILD) or "__pycache__" in name)
    ]


def not_executed(source: Path, sums: dict[str, str], receipt: Path) -> list[str]:
    """영수증에 없는 예제와 강의. 실행하지 않은 것을 실행한 것처럼 싣지 않습니다."""
    executed = json.loads(receipt.read_text(encoding="utf-8"))
    needed = [*source.glob("examples/[!_]*.py")]
    needed += [
        page
        for page in source.glob("docs/*.md")
        if "{code-cell}" in page.read_text(encoding="utf-8")
    ]
    names = sorted(path.relative_to(source).as_posix() for path in needed)
    return [
        f"{name}: 이번 빌드에서 실행하지 않았습니다. conf.py에서 실행을 고르는 설정"
        "(filename_pattern, nb_execution_…)을 확인하세요."
        for name in names
        if executed.get(name) != sums[name]
    ]


def build_partly(target: Path, pattern: str) -> None:
    """저자가 미리 볼 사이트를 ``target``에 빌드합니다. 경고는 참습니다.

    ``pattern``과 맞는 강의만 실행합니다. 비어 있으면 모든 강의를 실행 없이 빌드합니다.
    """
    copy_inputs(target / "source", pattern)
    shutil.rmtree(target / "source/docs/gallery", ignore_errors=True)
    options = () if pattern else NOT_EXECUTED
    cache = target.parent / CACHE
    with Sphinx() as sphinx:
        sphinx.build(sphinx.pages, target, target / "html", *options, cache=cache)
    print(f"\n{target / 'html' / 'index.html'}을 여세요.")


def serve_live(target: Path, pattern: str) -> None:
    """원본이 바뀔 때마다 ``build_partly``처럼 다시 빌드해 브라우저에 보여 줍니다."""
    source = target / "source"
    copy_inputs(source, pattern)
    restage = [sys.executable, __file__, pattern, "--stage", str(source)]
    watched = [option for name in INPUTS for option in ("--watch", str(ROOT / name))]
    command = (
        *(sys.executable, "-m", "sphinx_autobuild", "--open-browser", "--port", "0"),
        *("--pre-build", shlex.join(restage), *watched, "--ignore", str(target)),
        *("--conf-dir", source, *(() if pattern else NOT_EXECUTED)),
        *(source / "docs", target / "html"),
    )
    with suppress(KeyboardInterrupt):
        environment = build_environment(target, cache=target.parent / CACHE)
        subprocess.run(command, env=environment, check=False)


def copy_inputs(target: Path, pattern: str = "") -> None:
    """빌드에 쓰는 파일을 ``target``에 복사하고, 원본에서 사라진 것은 지웁니다.

    ``pattern``을 주면 이름에 그 글자가 든 강의와 그 강의의 예제만 복사합니다.
    맞는 강의가 없거나 원본에 문제가 있으면 ``BuildError``를 냅니다.
    """
    if problems := source_problems(ROOT):
        raise BuildError(*problems)
    skipped = other_lessons(pattern)
    files = set(input_files(ROOT)) - skipped
    wanted = {path.relative_to(ROOT) for path in files}
    for name in wanted:
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.exists() or copy.read_bytes() != (ROOT / name).read_bytes():
            shutil.copy2(ROOT / name, copy)
    for copy in [path for path in target.rglob("*") if path.is_file()]:
        name = copy.relative_to(target)
        if name not in wanted and not name.as_posix().startswith(MADE_BY_BUILD):
            copy.unlink()


def other_lessons(pattern: str) -> set[Path]:
    """``pattern``과 맞지 않는 강의와 예제의 파일. 빈 글자는 모두와 맞습니다."""
    lectures = [path.stem for path in ROOT.glob("docs/[0-9]*.md")]
    files = {*ROOT.glob("docs/[0-9]*.md"), *ROOT.glob("examples/[0-9]*.py")}
    matching = [path.stem for path in files if pattern in path.stem]
    kept = tuple(
        lecture
        for lecture in lectures
        if any(name == lecture or name.startswith(f"{lecture}_") for name in matching)
    )
    if pattern and not kept:
        names = ", ".join(sorted(path.stem for path in files))
        raise BuildError(
            f"이름에 '{pattern}'이 든 강의나 예제가 없습니다. 있는 이름: {names}"
        )
    if not pattern:
        return set()
    return {path for path in files if not path.stem.startswith(kept)}


def require_packages() -> None:
    """설치된 패키지의 버전이 적어 둔 것과 같은지 봅니다."""
    pins = (ROOT / "requirements.txt", ROOT / "requirements-build.in")
    wrong = []
    for name, pinned in PINNED.findall("\n".join(p.read_text("utf-8") for p in pins)):
        try:
            installed = version(name)
        except PackageNotFoundError:
            installed = "없음"
        if installed != pinned:
            wrong.append(f"{name} {pinned}이 있어야 합니다. 지금은 {installed}입니다.")
    if wrong:
        python = sys.version.split()[0]
        raise BuildError(*wrong, f"Python {python}. nox -s docs로 빌드하세요.")


def graph_engine() -> Path:
    """``plot_model``이 쓰는 ``dot``. 없으면 ``BuildError``를 냅니다."""
    dot = shutil.which("dot", path=program_path())
    if dot is None:
        raise BuildError(
            "dot이 없습니다. nox -s docs로 빌드하거나 Graphviz를 설치하세요."
        )
    return Path(dot)


def require_drawing(dot: Path) -> None:
    """``dot``이 그림을 그리는지 봅니다."""
    drawn = subprocess.run(
        [dot, "-Tsvg"],
        input="digraph { 입력 -> 출력 }",
        capture_output=True,
        encoding="utf-8",
    )
    if drawn.returncode != 0 or "<svg" not in drawn.stdout:
        raise BuildError(f"{dot}이 그림을 그리지 못합니다.", drawn.stderr.strip())


def publish(html: Path, output: Path) -> None:
    """검사를 통과한 사이트를 ``output/html``과 한 번에 바꿉니다.

    ``output/html``은 심볼릭 링크입니다. 새 판을 옆에 다 둔 뒤 링크만 바꾸므로
    중간에 멈춰도 예전 사이트가 온전히 남습니다.
    """
    releases = output / "releases"
    releases.mkdir(exist_ok=True)
    name = time.strftime("%Y%m%d-%H%M%S-")
    release = Path(tempfile.mkdtemp(prefix=name, dir=releases))
    try:
        try:
            html.replace(release)  # 비어 있는 폴더의 자리에 그대로 옮깁니다.
        except OSError:  # 임시 폴더가 다른 디스크에 있습니다.
            shutil.copytree(html, release, dirs_exist_ok=True)
        release.chmod(0o755)
        os.sync()  # 전원이 나가도 링크가 반쯤 쓴 판을 가리키지 않게 합니다.
    except BaseException:
        shutil.rmtree(release, ignore_errors=True)
        raise
    link, published = output / "html.new", output / "html"
    link.unlink(missing_ok=True)
    link.symlink_to(release.relative_to(output))
    if published.is_dir() and not published.is_symlink():
        shutil.rmtree(published)
    link.replace(published)
    remove_old_releases(output)


def remove_old_releases(output: Path) -> None:
    """발행된 판 말고 예전 판과, 도중에 멈춘 빌드가 남긴 판을 지웁니다."""
    release = (output / "html").resolve()
    for old in (output / "releases").iterdir():
        if old != release:
            shutil.rmtree(old)


if __name__ == "__main__":
    sys.exit(main())
