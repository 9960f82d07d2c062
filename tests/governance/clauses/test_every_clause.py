"""Every clause from 7 to 10 of the real document has a test that bears its number, and a row in the
guide that says what the system does. That these are the document's clauses is in
`test_the_document.py`, which needs the real pack."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import ROOT
from partnership_support import CLAUSES

HERE = Path(__file__).parent
_TEST = re.compile(r"def test_(7|8|9|10)_(\d+)_\w+")
_ROW = re.compile(r"^\| (7|8|9|10)\.(\d+) \| .+ \| `(test_\w+)` \|$", re.MULTILINE)
GUIDE = ROOT / "docs/guides/terms-of-reference.md"


def names_by_clause() -> dict[str, set[str]]:
    """Give the names of the tests of each clause."""
    found: dict[str, set[str]] = {}
    for file in HERE.glob("test_clause_*.py"):
        for match in _TEST.finditer(file.read_text("utf-8")):
            name = match.group(0).removeprefix("def ")
            found.setdefault(f"{match.group(1)}.{match.group(2)}", set()).add(name)
    return found


@pytest.mark.rule("governance.2")
@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_has_tests_that_bear_its_number(clause: str) -> None:
    assert names_by_clause().get(clause)


def test_the_guide_has_a_row_for_each_that_names_one_of_its_tests() -> None:
    rows = {f"{a}.{b}": name for a, b, name in _ROW.findall(GUIDE.read_text("utf-8"))}
    assert list(rows) == CLAUSES
    for clause, name in rows.items():
        assert name in names_by_clause()[clause], clause
