"""페이지의 ``<head>``에 태그를 더하는 확장이 함께 씁니다."""

from __future__ import annotations

from typing import Any


def add_to_head(context: dict[str, Any], html: str) -> None:
    """``html-page-context``의 ``context``에 더합니다. 색인에는 자리가 없어 만듭니다."""
    context["metatags"] = context.get("metatags", "") + html
