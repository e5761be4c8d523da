"""옆에 두는 차례가 어느 페이지에서나 온전하고, 지금 있는 곳을 말하는지 봅니다."""

import pytest
from bs4 import BeautifulSoup
from conftest import EXAMPLES, LECTURES, SITE

GALLERY = [f"gallery/{example}" for example in EXAMPLES]
IN_TREE = [*LECTURES, *GALLERY, "gallery/index", "getting_started", "glossary"]
OUTSIDE = ["index", "search", "genindex", "404"]


def links(name: str, selector: str = "a") -> list[tuple[str, str]]:
    """차례에 있는 링크의 주소와 글."""
    page = BeautifulSoup((SITE / f"{name}.html").read_bytes(), "html.parser")
    found = page.select(f".sidebar-tree {selector}")
    return [(link["href"], link.get_text()) for link in found]


def names(name: str, selector: str) -> list[str]:
    """차례가 가리키는 페이지의 이름. ``#``은 지금 페이지입니다."""
    folder = name.rpartition("/")[0]
    found = []
    for address, _ in links(name, selector):
        path = address.removesuffix(".html")
        if path.startswith("../"):
            path = path.removeprefix("../")
        elif folder and path != "#":
            path = f"{folder}/{path}"
        found.append(name if path == "#" else path.removeprefix("/"))
    return found


@pytest.mark.parametrize("name", [*IN_TREE, *OUTSIDE])
def test_tree_lists_every_lecture_in_order(name):
    listed = names(name, ".toctree-l1 > a")
    assert [each for each in listed if each in LECTURES] == LECTURES
    assert listed == names("index", ".toctree-l1 > a")


@pytest.mark.parametrize("name", IN_TREE)
def test_tree_marks_the_page_being_read(name):
    ((address, text),) = links(name, "li.current-page > a.current")
    page = BeautifulSoup((SITE / f"{name}.html").read_bytes(), "html.parser")
    assert (address, text) == ("#", page.h1.find(string=True))


@pytest.mark.parametrize("name", OUTSIDE)
def test_tree_marks_nothing_outside_of_it(name):
    assert links(name)
    assert not links(name, ".current a")


@pytest.mark.parametrize("name", [*LECTURES, "index", "404"])
def test_examples_are_folded_away_outside_of_the_gallery(name):
    assert names(name, ".toctree-l2 > a") == []


def test_gallery_lists_every_example():
    assert names("gallery/index", ".toctree-l2 > a") == GALLERY


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_lists_the_examples_of_its_lecture(example):
    mine = max(filter(example.startswith, LECTURES), key=len)
    siblings = [f"gallery/{name}" for name in EXAMPLES if name.startswith(f"{mine}_")]
    assert names(f"gallery/{example}", ".toctree-l2 > a") == siblings
