"""번역할 길이 없는 인터페이스의 영어를 다 만들어진 파일에서 한국어로 바꿉니다.

번역 목록으로 바꿀 수 있는 글은 ``_locale/ko/LC_MESSAGES/sphinx.po``에 있습니다.
여기에는 테마와 확장이 코드에 박아 둔 글만 있습니다.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from replaced_text import replace_when_written

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

# (파일, 영어, 한국어)
REPLACEMENTS = (
    (
        "**/*.html",
        '"Toggle Light / Dark / Auto color theme"',
        '"밝은 화면과 어두운 화면 바꾸기"',
    ),
    ("**/*.html", '"Toggle site navigation sidebar"', '"강의 목록 열고 닫기"'),
    ("**/*.html", '"Toggle table of contents sidebar"', '"이 페이지의 차례 열고 닫기"'),
    ("**/*.html", '"Toggle navigation of ', '"하위 목록 열고 닫기: '),
    ("**/*.html", "<title>Contents</title>", "<title>차례</title>"),
    ("**/*.html", "<title>Menu</title>", "<title>메뉴</title>"),
    ("**/*.html", "<title>Expand</title>", "<title>펼치기</title>"),
    ("**/*.html", "<title>Light mode</title>", "<title>밝은 화면</title>"),
    ("**/*.html", "<title>Dark mode</title>", "<title>어두운 화면</title>"),
    (
        "**/*.html",
        "<title>Auto light/dark, in light mode</title>",
        "<title>컴퓨터의 설정에 따라, 지금은 밝은 화면</title>",
    ),
    (
        "**/*.html",
        "<title>Auto light/dark, in dark mode</title>",
        "<title>컴퓨터의 설정에 따라, 지금은 어두운 화면</title>",
    ),
    (
        "_static/copybutton.js",
        "  'en': {\n",
        """\
  'ko': {
    'copy': '복사',
    'copy_to_clipboard': '코드 복사',
    'copy_success': '복사했습니다',
    'copy_failure': '복사하지 못했습니다',
  },
  'en' : {
""",
    ),
)


def setup(app: Sphinx) -> ExtensionMetadata:
    replace_when_written(app, REPLACEMENTS, "_ext/interface_in_korean.py")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
