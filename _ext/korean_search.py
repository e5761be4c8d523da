"""한국어로 찾는 검색의 색인을 다 만들어진 HTML에서 만듭니다.

Sphinx의 검색은 빈칸으로 나눈 낱말이 똑같아야 찾으므로 조사와 어미가 붙는 한국어에 맞지 않습니다.
이 확장은 그 검색을 끄고 아래의 파일로 바꿉니다. 찾는 단위는 절입니다.

- ``_static/search/index.js``      절의 제목과, 낱말마다 그 낱말이 있는 절
- ``_static/search/text/*.js``     페이지의 글. 결과에 보일 한 줄을 여기에서 고릅니다.
- ``_static/search_engine.js``     질의를 낱말로 나눠 절의 순위를 매깁니다.
- ``_static/search_dialog.js``     검색 창과 ``search.html``

동의어는 용어 목록(``glossary``)에서 가져옵니다. 제목이 용어이고, 뜻의 첫 영어가 원어이고,
뜻에 작은따옴표로 적은 말이 다른 이름입니다.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, SoupStrainer, Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

SIZE = 2  # 글 파일 하나에 담는 절의 수. 결과에 보일 절의 글만 내려받게 합니다.
WORD = re.compile(r"[가-힣]+|[A-Za-z0-9_]*[A-Za-z][A-Za-z0-9_]*")
DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789"
# 낱말 뒤에 붙는 조사와 어미입니다. 검색 창도 색인에 실린 이 식을 씁니다.
TAIL = (
    "(?:들)?(?:은|는|이|가|을|를|의|에|와|과|도|만|로|으로|나|이나|란|이란|라고|이라고|라는|이라는"
    "|(?:으로|로|에|에서|에게|까지|부터|마다|처럼|보다|만큼|대로|밖에|뿐)(?:는|도|만|의)?)"
    "|(?:이|하|되|시키|받|지)?(?:다|는|은|을|기|고|며|면|여|지|게|던|자|나요|는지|는데|려면|려고|거나|므로|지만|면서|도록"
    "|아야|아서|어서|어야|기만|기는|기도|기가|기를|지는|지도|고도|는가|인가|까요)"
    "|(?:한|할|함|해|했|된|될|됨|돼|됐|시킨|시킬|인|일|임|였|이었)(?:다|던|을|서|도|야|지|고|는데|습니다|어요|요|다고|다면|때)?"
    "|(?:합|됩|입|시킵|집)니다|(?:인가|뭔가|인지|일까)요?|이?에요|예요"
)
MADE = re.compile(r"^(?:def|class|for) (\w+)|(?:^|, )(\w+)(?=(?:, \w+)* = )")
STAMP = re.compile(r'(?<=\s)data-version="\w*"')
ENDS = re.compile(f"(?:{TAIL})$")


@dataclass
class Section:
    """검색 결과 하나가 되는 절이나 용어."""

    page: int
    anchor: str
    title: str
    prose: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)


def read_page(html: str, number: int) -> list[Section]:
    """페이지의 절. 첫 절의 제목이 페이지의 제목입니다."""
    soup = BeautifulSoup(html, "html.parser", parse_only=SoupStrainer("article"))
    for useless in soup.select("svg, style, script, a.headerlink, .sphx-glr-footer"):
        useless.decompose()
    sections = [read_section(tag, number) for tag in soup.select("section[id]")]
    for term in soup.select("dl.glossary > dt"):
        meaning = squeeze(term.find_next_sibling("dd").get_text())
        sections.append(
            Section(number, term["id"], squeeze(term.get_text()), [meaning])
        )
    return sections


def merge(sections: list[Section]) -> Section:
    """예제 페이지의 절을 하나로 모읍니다. 예제는 짧고, 절의 앵커가 번호라서 자주 바뀝니다."""
    first, *others = sections
    prose = [text for section in others for text in (section.title, *section.prose)]
    code = [line for section in others for line in section.code]
    return Section(first.page, "", first.title, first.prose + prose, first.code + code)


def read_section(tag: Tag, page: int) -> Section:
    """안쪽의 절을 뺀 절의 제목과 글."""
    heading = tag.find(re.compile("^h[1-6]$"), recursive=False)
    section = Section(page, tag["id"], squeeze(heading.get_text()) if heading else "")
    for block in blocks(tag):
        if block is heading:
            continue
        if block.name == "pre" and not block.find_parent(class_="traceback"):
            section.code += filter(None, map(squeeze, block.get_text().splitlines()))
        elif text := squeeze(block.get_text()):
            section.prose.append(text)
    return section


def blocks(tag: Tag) -> Iterator[Tag]:
    """절 바로 아래의 문단, 목록의 한 줄, 표의 한 줄, 코드."""
    for child in tag.find_all(True, recursive=False):
        if child.name in ("section", "details") and child.get("id"):
            continue
        if child.name == "dl" and "glossary" in child.get("class", ()):
            continue
        inner = child.find(["p", "pre", "li", "tr", "section"])
        if child.name in ("p", "pre", "tr") or not inner:
            yield child
        else:
            yield from blocks(child)


def squeeze(text: str) -> str:
    return " ".join(text.split())


class Vocabulary:
    """글을 색인의 낱말로 나눕니다. 조사와 어미는 같은 말이 다른 꼴로도 나올 때만 뗍니다."""

    def __init__(self, texts: list[str], terms: set[str]) -> None:
        self.terms = terms
        self.forms: defaultdict[str, set[str]] = defaultdict(set)
        self.spelling: dict[str, str] = {}  # 소문자로 찾고, 원래 철자로 적습니다.
        for word in sorted({word for text in texts for word in WORD.findall(text)}):
            self.spelling.setdefault(word.strip("_").lower(), word.strip("_"))
            for stem in [word, *self.stems(word)]:
                self.forms[stem].add(word)

    def stems(self, word: str) -> list[str]:
        """낱말에서 조사와 어미를 떼어 볼 수 있는 꼴. 짧은 것이 앞에 옵니다."""
        ends = (end for end in range(1, len(word)) if ENDS.fullmatch(word[end:]))
        return [word[:end] for end in ends if end > 1 or word[:end] in self.terms]

    def split(self, text: str) -> list[str]:
        """글의 낱말. 영어는 소문자로 바꿉니다."""
        words = []
        for word in WORD.findall(text):
            if ENDS.fullmatch(word) and word not in self.terms:
                continue  # ``fit()에는``의 ``에는``
            stems = [stem for stem in self.stems(word) if len(self.forms[stem]) > 1]
            words.append(stems[0] if stems else word.strip("_").lower())
        return [word for word in words if len(word) > 1 or word in self.terms]


def read_synonyms(sections: list[Section]) -> list[list[str]]:
    """용어마다 ``[용어, 원어, 다른 이름…]``."""
    groups = []
    for section in sections:
        english = re.match(r"([A-Za-z][\w -]*)\. ", " ".join(section.prose))
        if english and section.anchor.startswith("term-"):
            names = re.findall(r"['‘]([가-힣\w -]+)['’]", section.prose[0])
            groups.append([section.title, english[1], *names])
    return groups


def make_index(pages: dict[str, str], sections: list[Section]) -> dict[str, object]:
    """검색 창이 읽을 색인. ``pages``는 페이지의 주소와, 결과를 묶을 때 쓸 제목입니다."""
    synonyms = read_synonyms(sections)
    texts = [text for s in sections for text in (s.title, *s.prose, *s.code)]
    terms = {
        word for group in synonyms for name in group for word in WORD.findall(name)
    }
    vocabulary = Vocabulary(texts, terms)
    names = {
        re.sub(r"[\W_]", "", group[0]).lower(): {
            " ".join(vocabulary.split(n)) for n in group
        }
        for group in synonyms
    }
    prose: defaultdict[str, list[int]] = defaultdict(list)
    code: defaultdict[str, list[int]] = defaultdict(list)
    for number, section in enumerate(sections):
        words: set[str] = set()
        for text in (section.title, *section.prose):
            words.update(found := vocabulary.split(text))
            line = f" {' '.join(found)} "
            words |= {
                term
                for term, same in names.items()
                if any(f" {n} " in line for n in same)
            }
        for word in words:
            prose[word].append(number)
        for word in set(vocabulary.split(" ".join(section.code))) - words:
            code[word].append(number)
    # ``print``처럼 어디에나 있는 코드와 예를 들려고 지은 이름은 찾는 데 도움이 되지 않습니다.
    made = {
        n
        for s in sections
        for line in s.code
        for pair in MADE.findall(line.lower())
        for n in pair
    }
    code = {
        w: n for w, n in code.items() if len(n) < len(sections) / 8 and w not in made
    }
    words = sorted({*prose, *code})
    return {
        "tails": TAIL,
        "pages": list(pages.items()),
        "sections": [[s.page, s.anchor, s.title] for s in sections],
        "words": " ".join(vocabulary.spelling.get(word, word) for word in words),
        "places": " ".join(f"{gaps(prose[w])}.{gaps(code.get(w, []))}" for w in words),
        "names": synonyms,
        "size": SIZE,
    }


def gaps(numbers: list[int]) -> str:
    """오름차순의 수를 앞의 수와의 차이로 적습니다. 차이 하나는 ``A*[a-z0-9]``입니다."""
    text = ""
    for before, after in zip([-1, *numbers], numbers, strict=False):
        high, low = divmod(after - before - 1, 36)
        text += "A" * high + DIGITS[low]
    return text


def write_search(app: Sphinx, exception: Exception | None) -> None:
    """색인과 글을 쓰고, 그 해시를 페이지에 적습니다."""
    if exception or app.builder.name != "html":
        return
    pages, sections = {}, []
    for number, name in enumerate(sorted(app.env.found_docs - {"search"})):
        html = Path(app.builder.get_outfilename(name)).read_text(encoding="utf-8")
        found = read_page(html, number)
        example = name.startswith("gallery/") and name != "gallery/index"
        group = app.env.titles["gallery/index"].astext() if example else found[0].title
        pages[app.builder.get_target_uri(name)] = group
        sections += [merge(found)] if example else found
    static = Path(app.outdir, "_static")
    files = {"index.js": f"var searchIndex={as_json(make_index(pages, sections))};"}
    for start in range(0, len(sections), SIZE):
        lines = [[*s.prose, *s.code] for s in sections[start : start + SIZE]]
        number = start // SIZE
        files[f"text/{number}.js"] = f"searchTexts[{number}]={as_json(lines)};"
    shutil.rmtree(static / "search", ignore_errors=True)
    (static / "search" / "text").mkdir(parents=True)
    version = hashlib.sha256((static / "search_engine.js").read_bytes())
    for name, text in files.items():
        version.update(text.encode())
        (static / "search" / name).write_text(text, encoding="utf-8")
    for page in Path(app.outdir).rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        stamped = STAMP.sub(f'data-version="{version.hexdigest()[:8]}"', html)
        if stamped != html:
            page.write_text(stamped, encoding="utf-8")


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def turn_off_stock_search(app: Sphinx) -> None:
    app.builder.search = False


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_js_file("search_dialog.js", loading_method="defer", **{"data-version": ""})
    app.add_css_file("search.css")
    app.connect("builder-inited", turn_off_stock_search)
    app.connect("build-finished", write_search)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
