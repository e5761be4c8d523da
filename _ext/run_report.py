"""이번 빌드가 무엇을 왜 실행했는지 말합니다.

    예제 실행: 1_small_plot.py 1.1초 (남은 예제 3개)
    간직한 결과 29개를 쓰고 2개를 실행했습니다. 다시 실행한 까닭: CPU 2개

까닭은 같은 이름의 결과가 있는데도 쓰지 못했을 때, 그 결과와 다른 조건입니다.
여러 컴퓨터가 나누어 실행한 결과를 모았을 때 모두 쓰였는지 여기에서 봅니다.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from build_receipt import executed

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

reasons: list[str] = []  # 실행한 것마다 하나씩. 처음 실행한 것은 빈 글입니다.


def report_run(title: str, seconds: float, changed: list[str], left: str = "") -> None:
    """실행한 것 하나를 적습니다. ``changed``는 다시 실행한 까닭입니다."""
    reasons.append(", ".join(changed))
    print(f"{title} {seconds:.1f}초{left}", flush=True)


def report_all(app: Sphinx, exception: Exception | None) -> None:
    """쓴 결과와 실행한 것의 수를 적습니다."""
    if exception or not executed:
        return
    counted = Counter(filter(None, reasons)).most_common()
    again = ", ".join(f"{reason} {count}개" for reason, count in counted)
    print(
        f"간직한 결과 {len(executed) - len(reasons)}개를 쓰고 "
        f"{len(reasons)}개를 실행했습니다."
        + (f" 다시 실행한 까닭: {again}" if again else ""),
        flush=True,
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("build-finished", report_all, priority=998)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
