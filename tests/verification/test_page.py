"""``docs/verification.md`` says what the tests say: no case, value or law is missing or old."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from verification import page
from verification.cases import CASES
from verification.relations import COMPARISONS, RELATIONS

TESTS = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _not_while_it_is_written(request: pytest.FixtureRequest) -> None:
    if request.config.getoption(page.OPTION, False):
        pytest.skip("the page is being written")


@cache
def trees() -> dict[Path, ast.Module]:
    """The test modules."""
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(TESTS.rglob("test_*.py"))
    }


@cache
def defined() -> dict[str, set[str]]:
    """File name -> tests defined there."""
    found: dict[str, set[str]] = {}
    for path, tree in trees().items():
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        found[path.stem] = found.get(path.stem, set()) | names
    return found


def test_every_case_is_measured_by_a_test() -> None:
    """Its name, or what it begins with where a name is put together, stands in a test's code."""
    words: set[str] = set()
    for path, tree in trees().items():
        if path.parent == Path(__file__).parent and path != Path(__file__):
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    words.add(node.value.strip())
    assert [name for name in CASES if not any(name.startswith(w) for w in words if w)] == []
    assert all(re.fullmatch(r"[A-Z]\d+( .+)?", name) for name in CASES)


def test_every_test_named_for_a_relation_exists() -> None:
    tests = set().union(*defined().values())
    named = [words for _, _, relations in RELATIONS for _, words in relations]
    named += [words for _, _, words in COMPARISONS]
    assert [test for words in named for test in words.split() if test not in tests] == []


def test_the_page_has_a_row_for_each_case_with_what_the_tests_expect() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    rows = [line.strip("| \n").split(" | ") for line in text.splitlines() if "| `" in line]
    cells = Counter((row[0], row[1], row[2], row[5]) for row in rows if len(row) == 8)
    assert cells == Counter(page.declared(name) for name in CASES)
    for row in (row for row in rows if len(row) == 8):
        module, test = row[7].strip("`").split(": ")
        assert test in defined()[module]


def test_the_page_says_the_rest_as_the_tests_do() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    assert text.startswith(page.INTRODUCTION)
    assert text.endswith(page.laws())
