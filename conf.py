"""Sphinx 설정.

기본값과 다른 값만 적고, 이름만으로 알 수 없는 값에는 이유를 답니다.
원본 폴더는 ``docs/``입니다. 빌드는 ``nox -s docs``가 합니다.
"""

import os
import sys
from importlib.metadata import version as version_of
from pathlib import Path

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "_ext"))


# -- 프로젝트 ----------------------------------------------------------------
# https://www.sphinx-doc.org/en/master/usage/configuration.html

project = "실행으로 확인하는 케라스"
author = "이 사이트를 함께 쓴 사람들"
version = version_of("keras")  # 전자책의 판입니다.
language = "ko"

# -- 주소 ----------------------------------------------------------------------
# 환경 변수로 정합니다. example.org는 아무도 가질 수 없는 이름입니다.

html_baseurl = os.environ.get("SITE_URL") or "https://example.org/"
site_repository = os.environ.get("SITE_REPOSITORY", "")

# -- 확장 --------------------------------------------------------------------

extensions = [
    # 설치해서 쓰는 것 (requirements-build.in)
    "myst_nb",
    "sphinx_copybutton",
    "isolated_pages",  # 이 저장소의 것이지만 예제보다 강의를 먼저 시작합니다.
    "sphinx_gallery.gen_gallery",
    # 이 저장소에 있는 것 (_ext/)
    "book",
    "build_receipt",
    "change_feed",
    "changed_pages",
    "content_security_policy",
    "course",
    "draw_in_turn",
    "example_pages",
    "execution_cache",
    "expected_errors",
    "explorable",
    "fact_check",
    "gallery_cards",
    "gallery_notebooks",
    "gallery_thumbnails",
    "image_sizes",
    "inline_svg",
    "interface_in_korean",
    "isolated_examples",
    "kept_templates",
    "known_settings",
    "korean_search",
    "lecture_notebooks",  # course보다 뒤에 있어 도장의 위에 링크를 둡니다.
    "lighter_code",
    "llms_text",
    "local_restyle",
    "navigation",
    "not_found",
    "offline_copy",
    "one_bundle",
    "redirects",
    "run_report",
    "script_output",
    "shares",
    "site_addresses",
    "site_icon",
    "social_cards",
    "strict_markdown",
    "valid_html",
    "web_fonts",
]

exclude_patterns = ["gallery/*.ipynb"]
# Sphinx와 테마에 빠진 한국어 번역입니다. 상대 경로로는 sphinx.js를 찾지 못합니다.
locale_dirs = [str(ROOT / "_locale")]
nitpicky = True  # 끊어진 상호 참조를 경고로 잡습니다.

# -- 강의: MyST-NB ------------------------------------------------------------
# https://myst-nb.readthedocs.io/en/latest/configuration.html

myst_enable_extensions = ["colon_fence", "deflist"]
nb_execution_mode = "force"  # 캐시는 TensorFlow가 바뀐 것을 모릅니다.
nb_execution_timeout = 300  # 칸 하나에 허용하는 시간(초)
nb_execution_in_temp = True  # 강의가 저장한 파일이 docs/에 남지 않게 합니다.
nb_execution_show_tb = True  # 실패한 칸과 오류를 경고로 보여 줍니다. 경고는 실패입니다.
nb_merge_streams = True
nb_output_stderr = "remove"  # TensorFlow의 로그. Python 경고는 이미 오류입니다.
nb_code_prompt_show = "펼치기"
nb_code_prompt_hide = "접기"

# -- 예제: Sphinx-Gallery -----------------------------------------------------
# https://sphinx-gallery.github.io/stable/configuration.html

sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "gallery",
    # 파일 하나만 넣으면 예제가 됩니다. 빼려면 이름을 밑줄로 시작합니다.
    "filename_pattern": r"\.py$",
    "ignore_pattern": r"^_",
    "within_subsection_order": "FileNameSortKey",
    # 출력은 print로만 합니다. 페이지와 터미널에 같은 글이 나옵니다.
    "capture_repr": (),
    "default_thumb_file": str(ROOT / "_static" / "no_figure.svg"),  # 그림 없는 예제
    "image_scrapers": ("gallery_figures",),
    "reset_modules": ("matplotlib", "gallery_figures.use_site_style"),
    # 같은 원본이면 언제 빌드해도 같은 페이지가 나오게 합니다.
    "min_reported_time": float("inf"),
    "write_computation_times": False,
    "remove_config_comments": True,
    "show_signature": False,
    "download_all_examples": False,
}

# -- HTML ---------------------------------------------------------------------
# https://pradyunsg.me/furo/customisation/

html_theme = "furo"
pygments_dark_style = "github-dark"  # 테마의 기본값은 이름에 밑줄을 그어 링크 같습니다.
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("keyboard.js", {"defer": "defer"})]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False

# 출력과 프롬프트에는 복사 단추를 달지 않습니다.
copybutton_selector = (
    "div.cell_input pre, div.highlight-Python pre, div.highlight-console pre"
)
copybutton_exclude = ".linenos, .gp, .go"

# -- 전자책 --------------------------------------------------------------------
# https://www.sphinx-doc.org/en/master/usage/configuration.html#options-for-epub-output

epub_basename = "keras-lectures"
epub_description = "케라스의 동작을 실행한 코드로 설명하고 확인하는 한국어 강의"
epub_contributor = epub_copyright = author
epub_identifier, epub_scheme, epub_uid = html_baseurl, "URL", "site"
epub_cover = ("_static/cover.png", "epub-cover.html")
epub_tocscope = "includehidden"
epub_tocdepth = 2
epub_tocdup = False
epub_use_index = False
epub_show_urls = "no"
