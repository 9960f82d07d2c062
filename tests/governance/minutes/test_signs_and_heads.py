"""Signs before headings, rows of the head and titles over two lines: what each guard keeps out."""

from __future__ import annotations

from typing import Any

import pytest

from governance.minutes.reading import read_minutes
from minutes_scoring import facts_of

HEAD = "Fen Place Board\n\nMinutes of the meeting held on 4 March 2025\n\n"
LISTS = "Present\n\nMira Oakley\n\nTom Alder\n\n"
ITEMS = "1. Welcome\n\nAll were welcomed.\n\n2. Winter plan\n\nMembers talked.\n\n"
SIGNS = [("I.", "II.", "III."), ("a)", "b)", "c)"), ("(a)", "(b)", "(c)"), ("I", "II", "III")]


def facts(text: str) -> dict[str, list[Any]]:
    return facts_of(read_minutes(text))


@pytest.mark.rule("governance.14")
class TestSigns:
    @pytest.mark.parametrize("signs", SIGNS)
    def test_an_item_about_the_last_minutes_begins_no_other_minutes(
        self, signs: tuple[str, str, str]
    ) -> None:
        first, second, third = signs
        text = (
            f"{HEAD}{LISTS}{first} Welcome\n\nAll were welcomed to the hall.\n\n"
            f"{second} Meeting minutes of 5 January 2025\n\n"
            "Resolved: That they be signed.\n\n"
            f"{third} Winter plan\n\nResolved: That it be approved.\n"
        )
        draft = read_minutes(text)
        assert [item.title.text for item in draft.items] == [
            "Welcome", "Meeting minutes of 5 January 2025", "Winter plan",
        ]  # fmt: skip
        assert (draft.other_spans, len(draft.resolutions)) == ([], 2)

    def test_four_strokes_are_a_four_as_on_clocks(self) -> None:
        titles = ("Welcome", "Money", "Buses", "Winter plan", "Any other business")
        numbers = ("I", "II", "III", "IIII", "V")
        text = "".join(
            f"{number}. {title}\n\nMembers talked.\n\n"
            for number, title in zip(numbers, titles, strict=True)
        )
        read = facts(f"{HEAD}{LISTS}{text}")["items"]
        assert read == list(zip(numbers, titles, strict=True))


@pytest.mark.rule("governance.14")
class TestHead:
    @pytest.mark.parametrize(
        "rows",
        [
            "Next meeting\t6 May 2025, 2pm, Skelby Library\n\nDate\t4 March 2025\nTime\t10am\n"
            "Venue\tFen Town Hall",
            "Next meeting: 6 May 2025 at 2pm, Skelby Library\n4 March 2025 at 10am, Fen Town Hall",
        ],
    )
    def test_the_day_of_the_next_meeting_is_not_that_of_this(self, rows: str) -> None:
        read = facts(f"Fen Place Board\n\nMinutes\n\n{rows}\n\n{LISTS}{ITEMS}")
        assert (read["date"], read["start_time"], read["place"]) == (
            ["2025-03-04"], ["10:00"], ["Fen Town Hall"],
        )  # fmt: skip
        assert read["next_meeting"] == [("2025-05-06", "14:00", "Skelby Library")]

    def test_rows_below_it_in_the_head_speak_of_this_meeting(self) -> None:
        rows = "Next meeting\t6 May 2025, 2pm\nVenue\tFen Town Hall\n\n"
        read = facts(f"{HEAD}{rows}{LISTS}{ITEMS}")
        assert (read["place"], read["next_meeting"]) == (
            ["Fen Town Hall"], [("2025-05-06", "14:00", None)],
        )  # fmt: skip


@pytest.mark.rule("governance.14")
class TestTitles:
    def test_a_first_line_that_ends_in_nhs_goes_on(self) -> None:
        head = "**Minutes of NHS**\n**Fen Care Board**\n**4 March 2025**\n\n"
        assert facts(f"{head}{LISTS}{ITEMS}")["body"] == ["NHS Fen Care Board"]
