"""The real minutes of 25 March 2024, in their pack, against a hand-made answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from governance.minutes.reading import read_minutes
from governance_support import REAL_PACK
from minutes_scoring import scores

ANSWER = json.loads((Path(__file__).parent / "lancashire.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def real_text() -> str:
    """The pack of July 2024, which holds the minutes."""
    return REAL_PACK.read_text(encoding="utf-8")


@pytest.mark.rule("governance.14")
class TestRealMinutes:
    def test_every_field_of_the_partnerships_minutes_is_read(self, real_text: str) -> None:
        read = scores(read_minutes(real_text), ANSWER)
        wrong = {name: s for name, s in read.items() if s.precision < 1 or s.recall < 1}
        assert wrong == {}

    def test_the_counts_are_those_of_the_document(self, real_text: str) -> None:
        draft = read_minutes(real_text)
        assert (len(draft.present), len(draft.in_attendance), len(draft.apologies)) == (9, 7, 7)
        assert [item.number.text for item in draft.items] == [str(n) for n in range(27, 37)]
        assert len(draft.resolutions) == 7
        assert sum(len(r.parts) for r in draft.resolutions) == 10

    def test_the_minutes_are_found_between_agenda_and_papers(self, real_text: str) -> None:
        draft = read_minutes(real_text)
        assert draft.span is not None
        assert (draft.span.first_line, draft.span.last_line) == (41, 162)
        assert draft.other_spans == []
        assert draft.unread == []

    def test_a_part_goes_on_after_a_page_break(self, real_text: str) -> None:
        [part] = read_minutes(real_text).resolutions[0].parts
        assert (part.text.first_line, part.text.last_line) == (89, 91)

    def test_text_that_goes_on_after_a_page_break_stays_in_its_item(self, real_text: str) -> None:
        item = next(i for i in read_minutes(real_text).items if i.number.text == "32")
        assert (item.first_line, item.last_line) == (116, 136)
