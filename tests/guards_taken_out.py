"""잘못을 막는 코드를 떼면 그 잘못이 정말 발행되는지 봅니다(``nox -s guards``).

그래야 ``test_failing_builds.py``가 다른 까닭으로 통과하는 것이 아님을 압니다.
"""

from pathlib import Path

import pytest
from faults import FAULTS, GUARDS
from small_site import build, edit, plant

GUARDED = [fault for fault, (*_, guards) in FAULTS.items() if guards]


@pytest.mark.parametrize("fault", GUARDED)
def test_fault_is_published_without_its_guards(small_project: Path, fault: str) -> None:
    plant(small_project, fault)
    published = (small_project / "_build/html").readlink()
    for guard in FAULTS[fault][-1]:
        name, old, new = GUARDS[guard]
        edit(small_project / name, old, new)
    returncode, output, _ = build(small_project)
    assert returncode == 0, output
    assert (small_project / "_build/html").readlink() != published


def test_every_guard_is_taken_out() -> None:
    assert {guard for *_, guards in FAULTS.values() for guard in guards} == set(GUARDS)
