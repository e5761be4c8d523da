"""간직한 결과가 새로 실행한 것과 같은지, 조건이 달라지면 다시 실행하는지 봅니다."""

import re

import execution_cache
import pytest
from faults import EXAMPLE, PAGE, PRINT, PROSE
from small_site import build, edit, forget, sums

RUN_EXAMPLE, RUN_PAGE = "예제 실행: 1_small_plot.py", "강의 실행: 1_small.md"
BOTH = {RUN_EXAMPLE, RUN_PAGE}
KERNEL = "_ipython/profile_default/ipython_kernel_config.py"
# 무엇을 고치면 무엇을 다시 실행하는가: 파일, 원래의 글, 새 글, 다시 실행할 것
CHANGES = {
    "script": (EXAMPLE, PRINT, f"{PRINT}  # 둘", {RUN_EXAMPLE}),
    "cell": (PAGE, PRINT, f"{PRINT}  # 둘", {RUN_PAGE}),
    "prose": (PAGE, PROSE, "다른 글입니다.", set()),
    "kernel": (KERNEL, "figure_formats", "figure_formats  ", BOTH),
    "figure_style": ("matplotlibrc", "frameon: False", "frameon: True", BOTH),
    "helper": ("_ext/output_rules.py", 'warnings.simplefilter("error")', "pass", BOTH),
    "gallery": ("conf.py", '"show_signature": False', '"show_signature": True', BOTH),
    "page_style": ("_static/site.css", ".stamp p { margin: 0; }", "", set()),
}


def executed(output: str) -> set[str]:
    """빌드가 실행했다고 적은 예제와 강의."""
    return set(re.findall(r"^(?:예제|강의) 실행: \S+", output, re.MULTILINE))


def test_building_again_executes_nothing_and_gives_the_same_bytes(small_project):
    before = sums(small_project)
    returncode, output, _ = build(small_project)
    assert returncode == 0, output
    assert executed(output) == set()
    assert sums(small_project) == before


@pytest.mark.parametrize("change", CHANGES)
def test_change_executes_what_it_can_change(small_project, change):
    name, old, new, expected = CHANGES[change]
    edit(small_project / name, old, new)
    returncode, output, _ = build(small_project)
    assert returncode == 0, output
    assert executed(output) == expected
    kept = sums(small_project)
    returncode, output, _ = build(small_project, "tools/build_site.py", "--fresh")
    assert returncode == 0, output
    assert executed(output) == BOTH
    assert sums(small_project) == kept


def test_another_number_of_threads_executes_again(small_project):
    environment = {"TF_NUM_INTRAOP_THREADS": "2"}
    returncode, output, _ = build(small_project, environment=environment)
    assert returncode == 0, output
    assert executed(output) == BOTH


@pytest.mark.parametrize("damage", [b"", b"cut", None])
def test_damaged_result_is_executed_again(small_project, damage):
    before = sums(small_project)
    forget(small_project)
    for result in (small_project / "_build/executed").iterdir():
        content = result.read_bytes()
        # None은 결과의 가운데에서 한 글자를 바꿉니다.
        middle = len(content) // 2
        flipped = bytes([content[middle] ^ 1])
        changed = content[:middle] + flipped + content[middle + 1 :]
        result.write_bytes(changed if damage is None else damage)
    returncode, output, _ = build(small_project)
    assert returncode == 0, output
    assert executed(output) == BOTH
    assert sums(small_project) == before


def test_failed_run_is_not_remembered(small_project):
    edit(small_project / PAGE, PRINT, "assert False")
    for _ in range(2):
        returncode, output, _ = build(small_project)
        assert returncode == 1
        assert RUN_PAGE in executed(output)


@pytest.mark.parametrize("name", ["python", "platform", "processor", "packages", "dot"])
def test_conditions_outside_the_project_change_the_key(monkeypatch, name):
    def key() -> str:
        execution_cache.conditions.cache_clear()
        return execution_cache.key_of("page")

    before = key()
    assert key() == before
    if name == "python":
        monkeypatch.setattr("sys.version", "3.99")
    elif name == "platform":
        monkeypatch.setattr("platform.machine", lambda: "other")
    elif name == "processor":
        monkeypatch.setattr(execution_cache, "processor", lambda: ["other"])
    elif name == "packages":
        monkeypatch.setattr(
            execution_cache, "installed_packages", lambda: {"keras": ""}
        )
    else:
        monkeypatch.setattr(execution_cache, "version_of", lambda program: "other")
    assert key() != before
    monkeypatch.undo()
    assert key() == before
