"""절의 글로 검색 색인을 만듭니다. ``korean_search``가 씁니다.

색인에는 낱말마다 그 낱말이 있는 절의 번호가 있습니다.
한국어 낱말에서는 조사와 어미를 뗍니다. 형태소 분석기 없이,
같은 말이 다른 조사와 함께 나오는지만 봅니다.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

WORD = re.compile(r"[가-힣]+|[A-Za-z0-9_]*[A-Za-z][A-Za-z0-9_]*")
# 예를 들려고 지은 이름. ``def 이름``과 ``이름, 이름 = ``입니다.
MADE = re.compile(r"(?m)^(?:def|class|for) (\w+)|(?:^|, )(\w+)(?=(?:, \w+)* = )")
DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789"
# 낱말 뒤에 붙는 조사와 어미입니다. 색인에 실어 검색 창도 같은 식을 씁니다.
TAIL = (
    "(?:들)?(?:은|는|이|가|을|를|의|에|와|과|도|만|로|으로|이?나|이?란|이?라고|이?라는"
    "|(?:으?로|에|에서|에게|까지|부터|마다|처럼|보다|만큼|대로|밖에|뿐)(?:는|도|만|의)?)"
    "|(?:이|하|되|시키|받|지)?(?:다|는|은|을|기|고|며|면|여|지|게|던|자|나요|는지|는데"
    "|려면|려고|거나|므로|지만|면서|도록|아야|아서|어서|어야|기만|기는|기도|기가|기를"
    "|지는|지도|고도|는가|인가|까요)"
    "|(?:한|할|함|해|했|된|될|됨|돼|됐|시킨|시킬|인|일|임|였|이었)"
    "(?:다|던|을|서|도|야|지|고|는데|습니다|어요|요|다고|다면|때)?"
    "|(?:합|됩|입|시킵|집)니다|(?:인가|뭔가|인지|일까)요?|이?에요|예요"
)


@dataclass
class Section:
    """검색 결과 하나가 되는 절이나 용어."""

    page: int
    anchor: str
    title: str
    prose: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)


class Vocabulary:
    """글을 색인의 낱말로 나눕니다.

    조사와 어미는 같은 말이 다른 꼴로도 나올 때만 뗍니다.
    ``terms``는 한 글자여도 낱말로 여깁니다. ``층``이 그렇습니다.
    """

    def __init__(self, texts: list[str], terms: set[str]) -> None:
        self.terms = terms
        self.forms: defaultdict[str, set[str]] = defaultdict(set)
        self.known: dict[str, str] = {}
        self.spelling: dict[str, str] = {}  # 소문자로 찾고, 원래 철자로 적습니다.
        for word in sorted({word for text in texts for word in WORD.findall(text)}):
            self.spelling.setdefault(word.strip("_").lower(), word.strip("_"))
            for stem in [word, *self.stems(word)]:
                self.forms[stem].add(word)

    def stems(self, word: str) -> list[str]:
        """낱말에서 조사와 어미를 떼어 볼 수 있는 꼴. 짧은 것이 앞에 옵니다."""
        return [w for w in without_tail(word) if len(w) > 1 or w in self.terms]

    def split(self, text: str) -> list[str]:
        """글의 낱말. 영어는 소문자로 바꿉니다."""
        return [word for word in map(self.indexed, WORD.findall(text)) if word]

    def indexed(self, word: str) -> str:
        """색인에 적을 꼴. 적지 않는 낱말은 빈 글입니다."""
        if word not in self.known:
            self.known[word] = self.find_form(word)
        return self.known[word]

    def find_form(self, word: str) -> str:
        if is_tail(word) and word not in self.terms:
            return ""  # ``fit()에는``의 ``에는``
        stems = [stem for stem in self.stems(word) if len(self.forms[stem]) > 1]
        form = stems[0] if stems else word.strip("_").lower()
        return form if len(form) > 1 or form in self.terms else ""


@cache
def without_tail(word: str) -> list[str]:
    ends = range(1, len(word))
    return [word[:end] for end in ends if is_tail(word[end:])]


@cache
def is_tail(word: str) -> bool:
    return re.fullmatch(TAIL, word) is not None


def read_synonyms(sections: list[Section]) -> list[list[str]]:
    """용어마다 ``[용어, 원어, 다른 이름…]``."""
    groups = []
    for section in sections:
        meaning = " ".join(section.prose)
        english = re.match(r"([A-Za-z][\w -]*)\. ", meaning)
        if english and section.anchor.startswith("term-"):
            others = re.findall(r"['‘]([가-힣\w -]+)['’]", meaning)
            groups.append([section.title, english[1], *others])
    return groups


def make_index(pages: dict[str, str], sections: list[Section]) -> dict[str, object]:
    """검색 창이 읽을 색인. ``pages``는 주소와, 결과를 묶을 때 쓸 제목입니다."""
    synonyms = read_synonyms(sections)
    texts = [text for s in sections for text in (s.title, *s.prose, *s.code)]
    terms = {word for group in synonyms for word in WORD.findall(" ".join(group))}
    vocabulary = Vocabulary(texts, terms)
    # 이름의 첫 낱말로, 이름의 낱말들과 그 용어를 찾습니다.
    names: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for group in synonyms:
        term = re.sub(r"[\W_]", "", group[0]).lower()
        for words_of_name in filter(None, map(vocabulary.split, group)):
            names[words_of_name[0]].append((f" {' '.join(words_of_name)} ", term))
    prose: defaultdict[str, list[int]] = defaultdict(list)
    code: defaultdict[str, list[int]] = defaultdict(list)
    for number, section in enumerate(sections):
        words: set[str] = set()
        for text in (section.title, *section.prose):
            words.update(found := vocabulary.split(text))
            line = f" {' '.join(found)} "
            for word in found:
                words |= {term for name, term in names.get(word, ()) if name in line}
        for word in words:
            prose[word].append(number)
        for word in set(vocabulary.split(" ".join(section.code))) - words:
            code[word].append(number)
    for word in useless(code, sections):
        del code[word]
    words = sorted({*prose, *code})
    return {
        "tails": TAIL,
        "pages": list(pages.items()),
        "sections": [[s.page, s.anchor, s.title] for s in sections],
        "words": " ".join(vocabulary.spelling.get(word, word) for word in words),
        "places": " ".join(f"{gaps(prose[w])}.{gaps(code[w])}" for w in words),
        "names": synonyms,
    }


def useless(code: dict[str, list[int]], sections: list[Section]) -> set[str]:
    """``print``처럼 어디에나 있는 코드와, 예를 들려고 지은 이름."""
    lines = "\n".join(line.lower() for s in sections for line in s.code)
    made = {name for pair in MADE.findall(lines) for name in pair}
    common = {word for word in code if len(code[word]) > len(sections) / 8}
    return common | (made & code.keys())


def gaps(numbers: list[int]) -> str:
    """오름차순의 수를 앞의 수와의 차이로 짧게 적습니다.

    차이 하나는 36진수의 마지막 자리인 ``[a-z0-9]``와, 그 앞의 26진수 ``[A-Z]*``입니다.
    """
    text = ""
    for before, after in zip([-1, *numbers], numbers, strict=False):
        high, low = divmod(after - before - 1, 36)
        gap = DIGITS[low]
        while high:
            high, digit = divmod(high, 26)
            gap = chr(ord("A") + digit) + gap
        text += gap
    return text
