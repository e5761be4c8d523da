"""검사기가 문제를 놓치지 않는지, 문제를 하나씩 심어 봅니다."""

import pytest
from check_site import site_problems

POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src">'
SITE = "https://example.org/"
CARD = "card.png"


def good(name: str = "index.html") -> str:
    """문제가 없는 페이지."""
    return (
        f'<html lang="ko">{POLICY}<meta name="description" content="설명">'
        f'<link rel="canonical" href="{SITE}{name}">'
        f'<meta property="og:image" content="{SITE}{CARD}">'
        '<body><p id="top">글</p><a href="#top">위로</a></body></html>'
    )


GOOD = good()

PROBLEMS = {
    "제어 문자": "<p>진행\x08</p>",
    "객체의 주소": "<pre>&lt;keras.Model object at 0x7f3a2b1c&gt;</pre>",
    "절대 경로": "<pre>/home/user/model.keras</pre>",
    "빌드한 컴퓨터의 경로": "<pre>build/secret-folder/x</pre>",
    "WARNING:absl": "<pre>WARNING:absl:You are saving</pre>",
    "로그 줄": "<pre>\nI0000 00:00:1795376899.464316 4405 cudart_stub.cc</pre>",
    "걸린 시간": "<pre>24/24 - 0s - 3ms/step - loss: 0.5</pre>",
    "실행되지 않은 강조나 역할 표기": "<p>**배치(batch)**는</p>",
    "오류 기록": '<div class="highlight-ipythontb"><pre>ValueError</pre></div>',
    "오류 기록(traceback)": (
        '<div class="tag_raises-exception"><div class="traceback">'
        "Traceback (most recent call last)\nValueError: 글</div></div>"
    ),
    "끊어진 링크": '<a href="nowhere.html">링크</a>',
    "없는 앵커": '<a href="#nowhere">링크</a>',
    "id가 겹칩니다": '<p id="top">또</p>',
    "다른 서버를 부릅니다": '<script src="https://cdn.example.org/x.js"></script>',
    "다른 서버를 부릅니다: //img.example.org/x.png": (
        '<svg><image href="//img.example.org/x.png"/></svg>'
    ),
    "번역되지 않은 글: 'Copy'": '<button aria-label="Copy">복사</button>',
    "번역되지 않은 글: 'Toggle navigation of 예제'": (
        '<label aria-label="Toggle navigation of 예제">목록</label>'
    ),
    "번역되지 않은 글: 'Menu'": "<svg><title>Menu</title></svg>",
    "번역되지 않은 글: 'Warning'": '<p class="admonition-title">Warning</p>',
    "<iframe>": "<iframe></iframe>",
    "<script>": "<article><script>1</script></article>",
    "onclick='x()'": "<p onclick='x()'>글</p>",
    "끊어진 링크: javascript:x()": "<a href='javascript:x()'>글</a>",
    "1 $$x + y$$": "<p>1 $$x + y$$</p>",
    "너무 큽니다": f"<pre>{'가' * 1_100_000}</pre>",
}


def problems_of(folder, html: str) -> list[str]:
    (folder / CARD).touch()
    (folder / "index.html").write_text(html, encoding="utf-8")
    return site_problems(folder, private_paths=("secret-folder",))


def test_good_page_has_no_problem(tmp_path):
    assert problems_of(tmp_path, GOOD) == []


def test_expected_error_without_its_traceback_is_allowed(tmp_path):
    error = '<div class="traceback">ValueError: 글</div>'
    html = f'<div class="tag_raises-exception">{error}</div></body>'
    assert problems_of(tmp_path, GOOD.replace("</body>", html)) == []


@pytest.mark.parametrize("problem", PROBLEMS)
def test_problem_is_found_and_names_the_page(tmp_path, problem):
    html = GOOD.replace("</body>", PROBLEMS[problem] + "</body>")
    (found,) = problems_of(tmp_path, html)
    assert found.startswith("index.html: ")
    assert problem in found


def test_data_in_a_script_tag_is_allowed(tmp_path):
    data = '<article><script type="application/json">{}</script></article></body>'
    assert problems_of(tmp_path, GOOD.replace("</body>", data)) == []


def test_style_from_another_server_is_found(tmp_path):
    rule = "@import url('//fonts.example.org/korean.css');"
    (tmp_path / "site.css").write_text(rule)
    assert problems_of(tmp_path, GOOD) == [
        "site.css: 다른 서버를 부릅니다: //fonts.example.org/korean.css"
    ]


def test_private_path_in_a_download_is_found(tmp_path):
    (tmp_path / "model.ipynb").write_text('{"path": "/x/secret-folder"}')
    assert problems_of(tmp_path, GOOD) == [
        "model.ipynb: 빌드한 컴퓨터의 경로 secret-folder"
    ]


def test_page_without_policy_is_found(tmp_path):
    (problem,) = problems_of(tmp_path, GOOD.replace(POLICY, ""))
    assert "콘텐츠 보안 정책" in problem


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("설명", "English only", "한국어 설명"),
        ('rel="canonical"', 'rel="author"', "대표 주소(canonical)가 0개"),
        (f"{SITE}index.html", f"{SITE}other.html", "대표 주소가 이 페이지가 아닙니다"),
        (f"{SITE}{CARD}", f"{SITE}none.png", "카드의 그림(og:image)이 없습니다"),
    ],
)
def test_problem_in_the_head_is_found(tmp_path, old, new, problem):
    found = problems_of(tmp_path, GOOD.replace(old, new))
    assert any(line.startswith(f"index.html: {problem}") for line in found)


@pytest.mark.parametrize("target", ["index.html", "other.html"])
def test_moved_page_needs_only_where_it_went(tmp_path, target):
    moved = (
        f'<html lang="ko">{POLICY}<link rel="canonical" href="{SITE}index.html">'
        f'<meta http-equiv="refresh" content="0; url={target}">'
        '<body><a href="index.html">글</a></body></html>'
    )
    (tmp_path / "old.html").write_text(moved, encoding="utf-8")
    found = problems_of(tmp_path, GOOD)
    assert len(found) == (target != "index.html")
    assert all(line.startswith("old.html: 옮겨 갈 주소") for line in found)


@pytest.mark.parametrize(
    ("link", "broken"), [("/a/", 0), ("/a/none.html", 1), ("/index.html", 1)]
)
def test_lost_page_links_from_the_top_of_the_site(tmp_path, link, broken):
    lost = (
        f'<html lang="ko" data-content_root="/a/">{POLICY}'
        '<meta name="description" content="설명">'
        f'<body><a href="{link}">글</a></body></html>'
    )
    (tmp_path / "404.html").write_text(lost, encoding="utf-8")
    assert len(problems_of(tmp_path, GOOD)) == broken


def test_truncated_page_is_found(tmp_path):
    assert "끝까지" in problems_of(tmp_path, GOOD.removesuffix("</html>"))[0]


@pytest.mark.parametrize("missing", ["lesson.html", "gallery/lesson_plot.html"])
def test_missing_page_is_found(tmp_path, missing):
    site, source = tmp_path / "site", tmp_path / "source"
    for name in ("source/docs/lesson.md", "source/examples/lesson_plot.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    for name in ("lesson.html", "gallery/lesson_plot.html"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(good(name), encoding="utf-8")
    for name in ("lesson_plot.py", "lesson_plot.ipynb"):
        (site / "examples").mkdir(exist_ok=True)
        (site / "examples" / name).touch()
    (site / CARD).touch()
    assert site_problems(site, source) == []
    (site / missing).unlink()
    assert site_problems(site, source) == [f"{missing}: 사이트에 없습니다."]
