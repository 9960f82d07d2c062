"""Cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text.cells import as_written, csv_lines, safe

ALARMING = st.text("'=+-@\t\r\n＝＠ a", max_size=8)


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "＝1", "\t=1", "\r=1", "\n=1"])
def test_what_would_be_a_formula_is_behind_an_apostrophe(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "plain", "a=1", "'tis late", "1 + 1"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert safe(text) == text
    assert as_written(text) == text


@given(st.one_of(st.text(max_size=20), ALARMING))
def test_every_text_comes_back_as_it_was(text: str) -> None:
    made = safe(text)
    assert made in {text, f"'{text}"}
    assert not made.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert as_written(made) == text


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), max_size=5))
def test_lines_are_read_back(rows: list[list[str]]) -> None:
    written = csv_lines([[safe(cell) for cell in row] for row in rows]).decode()
    read = csv.reader(io.StringIO(written, newline=""))
    assert [[as_written(cell) for cell in row] for row in read] == rows
