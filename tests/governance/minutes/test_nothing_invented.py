"""Whatever the text is: what is read stands in it, at the lines that are stated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from governance.minutes.reading import read_minutes
from governance.minutes.reading.draft import DatePiece, MinutesDraft, TimePiece
from governance.minutes.reading.source import Piece

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
WORDS = [
    "Minutes of the meeting of the Board held on Monday 2 September 2024 at 2pm in the Hall",
    "MINUTES", "Present", "Present:", "In attendance", "Apologies:", "Agenda Item 5", "None",
    "Cllr A. Smith (Chair), Dr B. Jones and Mary O'Dea (in place of Tom Ash)",
    "Jane Smith, Director of Care, NHS Trust", "Apologies were received from Dr. X. Yu and Al Bo.",
    "1. Welcome", "2. Budget", "2.1 It was agreed that the plan be made.", "3", "27. **Apologies**",
    "Resolved: That", "RESOLVED – That (a) one be noted; (b) two be", "approved in principle",
    "- i. the first", "- ii. the second", "(a) alpha", "(b) beta; and", "set out above.",
    "Page 2 of 3",
    "The Board:", "• noted the report", "The Board agreed the plan.", "It was agreed to:",
    "Action: Jane Smith to write by 3 May 2024", "Actions:",
    "Proposed by Cllr A, seconded by Cllr B",
    "Date of next meeting: 4 June 2024, 10:00, Room 4", "The meeting closed at 4.05pm.",
    "| Name | Role | Organisation |", "|---|---|---|", "| Ann Low | Chair | X Council |",
    "Action\tOwner\tDue", "Write\tAnn Low\t3 May 2024", "", "", "",
]  # fmt: skip

FURNITURE = re.compile(
    r"\s*(?:(?:-\s*)?(?:page )?\d+(?: of \d+|\s?-)?|\|(?:\s*:?-+:?\s*\|)+)\s*$", re.I
)
"""Lines that are no words of the minutes: numbers of pages, the rule below a table's head."""


def pieces_of(node: Any) -> Iterator[Piece]:
    if isinstance(node, Piece):
        yield node
    elif isinstance(node, list | tuple):
        for entry in node:
            yield from pieces_of(entry)
    elif is_dataclass(node):
        for field in fields(node):
            yield from pieces_of(getattr(node, field.name))


def valued_of(node: Any) -> Iterator[DatePiece | TimePiece]:
    if isinstance(node, DatePiece | TimePiece):
        yield node
    elif is_dataclass(node):
        for field in fields(node):
            yield from valued_of(getattr(node, field.name))


def bare(text: str) -> str:
    """Leave nothing but the words: no mark-up, no page furniture, spaces made one.

    A word that a line parts at its own hyphen is one: "Sub-" and "Committee".
    """
    unmarked = re.sub(r"[*_#\u200b-\u200d\ufeff\u00ad]", "", text)
    whole = re.sub(r"(?<=[A-Za-z])-[^\S\n]*\n\s*(?=\w)", "-", unmarked.replace("|", " "))
    return " ".join(whole.split())


def assert_nothing_invented(text: str, draft: MinutesDraft) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for piece in pieces_of(draft):
        assert 1 <= piece.first_line <= piece.last_line <= len(lines)
        there = lines[piece.first_line - 1 : piece.last_line]
        kept = [line for line in there if not FURNITURE.match(line)]
        source = (
            bare("\n".join(kept))
            if bare(piece.text) in bare("\n".join(kept))
            else bare("\n".join(there))
        )
        assert bare(piece.text) in source, piece
    for valued in valued_of(draft):
        figures = {int(n) for n in re.findall(r"\d+", valued.piece.text)}
        if isinstance(valued, DatePiece):
            assert {valued.value.day, valued.value.year} <= figures
        else:
            assert {valued.value.hour, valued.value.hour % 12 or 12} & figures or figures & set(
                range(100, 2400)
            )


@pytest.mark.rule("governance.14")
class TestNothingInvented:
    @pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
    def test_in_minutes_of_every_form(self, case: Path) -> None:
        text = case.read_text(encoding="utf-8")
        assert_nothing_invented(text, read_minutes(text))

    @given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=60)), max_size=60))
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @example(["Minutes of the Board", "Present", "Ann Low", "1. Item", "Resolved: That", "", "x"])
    @example(["Minutes of the Board", "Present", "Resolved: That", "|---|---|---|", "x"])
    def test_in_random_minutes(self, lines: list[str]) -> None:
        text = "\n".join(lines)
        assert_nothing_invented(text, read_minutes(text))

    @given(st.text(max_size=2000))
    @settings(max_examples=100, deadline=None)
    def test_in_any_text(self, text: str) -> None:
        assert_nothing_invented(text, read_minutes(text))

    def test_the_check_would_notice_an_invention(self) -> None:
        text = CASES[0].read_text(encoding="utf-8")
        draft = read_minutes(text)
        draft.body = Piece("Board of Nowhere", 1, 2)
        with pytest.raises(AssertionError):
            assert_nothing_invented(text, draft)
