"""Where a body met, and when and where it meets next: in rows, in headings and in sentences."""

from __future__ import annotations

import pytest

from governance.minutes.reading import read_minutes
from minutes_scoring import facts_of

HEAD = "Fen Place Board\n\nMinutes of the meeting held on 4 March 2025\n\n"
LISTS = "Present\n\nMira Oakley\n\nTom Alder\n\n"
ITEMS = "1. Welcome\n\nAll were welcomed.\n\n2. Winter plan\n\nMembers talked.\n\n"


def place(head: str) -> str | None:
    draft = read_minutes(f"{head}\n\n{LISTS}{ITEMS}")
    return draft.place.text if draft.place else None


def following(end: str, *, head: str = HEAD) -> list[tuple[str | None, str | None, str | None]]:
    return facts_of(read_minutes(f"{head}{LISTS}{ITEMS}{end}\n"))["next_meeting"]


@pytest.mark.rule("governance.14")
class TestPlace:
    @pytest.mark.parametrize(
        "head",
        [
            f"{HEAD}The Board met at Skelby Fire Station, Beacon Road, at 2.00pm.",
            f"{HEAD}Venue\tSkelby Fire Station, Beacon Road",
            "Fen Place Board\nMinutes\n4 March 2025 at 2pm\nSkelby Fire Station, Beacon Road",
        ],
    )
    def test_where_it_met(self, head: str) -> None:
        assert place(head) == "Skelby Fire Station, Beacon Road"

    @pytest.mark.parametrize(
        "below", ["Draft minutes of Fen Hall", "Members of Fen Hall Panel", "Fen Care Board Hall"]
    )
    def test_a_title_below_the_day_is_no_place(self, below: str) -> None:
        assert place(f"Fen Place Board\nMinutes\n4 March 2025 at 2pm\n{below}") is None


@pytest.mark.rule("governance.14")
class TestNextMeeting:
    @pytest.mark.parametrize(
        "end",
        [
            "Next meeting\n\nDate\t6 May 2025\nTime\t2pm\nVenue\tSkelby Library",
            "**Date and time of next meeting**\n\n6 May 2025 at 2pm, Skelby Library",
            "Next meeting\n6 May 2025, 2pm, Skelby Library\nThe meeting closed at 4pm.",
            "Next meeting:\t6 May 2025, 2pm\nVenue:\tSkelby Library",
            "Next meeting date: 6 May 2025, 2pm, Skelby Library",
            "The meeting closed at 4pm. The Board will meet next on 6 May 2025 at 2pm at Skelby "
            "Library.",
            "3. Next meeting\n\n6 May 2025, 2pm, Skelby Library\nThe meeting ended at 4pm.",
        ],
    )
    def test_when_and_where_it_meets_next(self, end: str) -> None:
        assert following(end) == [("2025-05-06", "14:00", "Skelby Library")]

    def test_a_row_of_the_head_tells_it_and_the_rows_below_tell_of_this_meeting(self) -> None:
        head = (
            "Fen Place Board\n\nMinutes\n\nNext meeting\t6 May 2025, 2pm\nVenue\tFen Town Hall\n"
            "Date\t4 March 2025\n\n"
        )
        draft = read_minutes(f"{head}{LISTS}{ITEMS}")
        assert facts_of(draft)["next_meeting"] == [("2025-05-06", "14:00", None)]
        assert (facts_of(draft)["date"], facts_of(draft)["place"]) == (
            ["2025-03-04"], ["Fen Town Hall"],
        )  # fmt: skip

    @pytest.mark.parametrize(
        "end",
        ["Next meeting\n\nActions\n\nNone.", "Members asked about the next meeting of the ICB."],
    )
    def test_without_a_day_there_is_none(self, end: str) -> None:
        assert following(end) == []


@pytest.mark.rule("governance.14")
class TestAttendance:
    @pytest.mark.parametrize(
        "words", ["Not able to attend", "Unable to attend", "Could not attend"]
    )
    def test_who_could_not_come_sent_apologies(self, words: str) -> None:
        draft = read_minutes(f"{HEAD}{LISTS}{words}\n\nSadie Grice\n\n{ITEMS}")
        assert facts_of(draft)["apologies"] == ["Sadie Grice"]
        assert facts_of(draft)["present"] == ["Mira Oakley", "Tom Alder"]

    def test_those_below_attended_were_present(self) -> None:
        draft = read_minutes(f"{HEAD}Attended\n\nMira Oakley\n\nTom Alder\n\n{ITEMS}")
        assert facts_of(draft)["present"] == ["Mira Oakley", "Tom Alder"]

    def test_the_chair_of_the_board_by_its_short_name_chaired(self) -> None:
        draft = read_minutes(f"{HEAD}Present\n\nMira Oakley, ICB Chair\n\nTom Alder\n\n{ITEMS}")
        assert facts_of(draft)["chair"] == ["Mira Oakley"]


@pytest.mark.rule("governance.14")
class TestTitles:
    @pytest.mark.parametrize("parent", ["Borough of Fen", "NHS Fen ICB", "Fen Council"])
    def test_an_organisation_above_its_panel_is_not_part_of_its_name(self, parent: str) -> None:
        head = f"**{parent}**\n**Adult Care Panel**\n**Minutes of 4 March 2025**\n\n"
        assert facts_of(read_minutes(f"{head}{LISTS}{ITEMS}"))["body"] == ["Adult Care Panel"]

    def test_a_name_over_two_lines_stays_whole(self) -> None:
        head = "**Fen and Wold**\n**Integrated Care Partnership**\n**Minutes of 4 March 2025**\n\n"
        assert facts_of(read_minutes(f"{head}{LISTS}{ITEMS}"))["body"] == [
            "Fen and Wold Integrated Care Partnership"
        ]

    def test_a_meeting_in_common_is_no_part_of_a_name(self) -> None:
        head = (
            "Meeting in common of the Fen Panel and the Wold Panel\n\nMinutes of 4 March 2025\n\n"
        )
        facts = facts_of(read_minutes(f"{head}{LISTS}{ITEMS}"))
        assert (facts["body"], facts["other_bodies"]) == (["Fen Panel"], ["Wold Panel"])
