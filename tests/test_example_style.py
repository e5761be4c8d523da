"""예제가 모두 같은 방을 같은 차례로 갖는지 봅니다. CONTRIBUTING.md의 규칙입니다."""

import ast
import re

import pytest
from conftest import EXAMPLES, LECTURES, ROOT

CELL = re.compile(r"^# %%$", re.MULTILINE)
every_example = pytest.mark.parametrize("example", EXAMPLES)


def source(example: str) -> str:
    return (ROOT / "examples" / f"{example}.py").read_text(encoding="utf-8")


def test_examples_and_lectures_were_found():
    assert EXAMPLES
    assert LECTURES


@every_example
def test_name_starts_with_its_lecture(example):
    assert any(example.startswith(f"{lecture}_") for lecture in LECTURES)


@every_example
def test_fits_in_one_sitting(example):
    assert len(source(example).splitlines()) <= 120


@every_example
def test_opens_with_a_title_and_three_claims(example):
    docstring = ast.get_docstring(ast.parse(source(example)))
    title, underline, *rest = docstring.splitlines()
    assert re.search("[가-힣]", title)
    assert set(underline) == {"="}
    assert len([line for line in rest if line.startswith("- ")]) == 3


@every_example
def test_imports_and_constants_come_first(example):
    head = CELL.split(source(example))[0]
    _, *statements = ast.parse(head).body
    kinds = [isinstance(node, ast.Assign) for node in statements]
    assert kinds == sorted(kinds), "import를 상수보다 먼저 적습니다."
    targets = [node.targets[0] for node in statements if isinstance(node, ast.Assign)]
    names = [
        name.id
        for target in targets
        for name in ast.walk(target)
        if isinstance(name, ast.Name)
    ]
    assert "SEED" in names
    assert all(name.isupper() for name in names)


@every_example
def test_every_cell_opens_with_prose_and_the_last_is_an_exercise(example):
    _, *cells = CELL.split(source(example))
    assert all(cell.startswith("\n# ") for cell in cells)
    assert cells[-1].startswith("\n# 직접 해 보기\n")
    assert "?" in cells[-1], "독자에게 물어보고 끝냅니다."


@every_example
def test_cells_are_short(example):
    for cell in CELL.split(source(example))[1:]:
        code = [line for line in cell.splitlines() if line and not line.startswith("#")]
        assert len(code) <= 20, "\n".join(code)


@every_example
def test_claims_are_guarded(example):
    tree = ast.parse(source(example))
    asserts = [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    assert len(asserts) >= 3
    assert not any(isinstance(node.test, ast.Constant) for node in asserts)


@every_example
def test_at_most_one_function_and_one_figure(example):
    tree = ast.parse(source(example))
    assert len([n for n in tree.body if isinstance(n, ast.FunctionDef)]) <= 1
    assert source(example).count("plt.show()") <= 1


@every_example
def test_prose_has_no_markup_that_a_copied_script_would_show_raw(example):
    assert not re.search(r":\w+:`|^# \.\. ", source(example), re.MULTILINE)
