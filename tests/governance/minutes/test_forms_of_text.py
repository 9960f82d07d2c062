"""Words of minutes as boards write them: heads, resolutions, actions, movers, closings."""

from __future__ import annotations

from typing import Any

import pytest

from governance.minutes.reading import read_minutes
from minutes_scoring import facts_of

HEAD = "Minutes of the Wold Health Board held on 4 March 2025 at 2pm in the Town Hall\n\n"
PEOPLE = "Present:\n\nAnn Low (AL), Chair\n\nBo High (BH)\n\n"


def facts(text: str) -> dict[str, list[Any]]:
    return facts_of(read_minutes(text))


def item(words: str, more: str = "") -> dict[str, list[Any]]:
    return facts(f"{HEAD}{PEOPLE}1. Buses\n\n{words}\n\n2. Trams\n\nNone.\n{more}")


@pytest.mark.rule("governance.14")
class TestHead:
    @pytest.mark.parametrize(
        ("words", "times"),
        [
            ("held on 4 March 2025, 10.00 – 12.30pm", ("10:00", "12:30")),
            ("HELD ON TUESDAY 4 MARCH 2025, 1PM TO 3PM", ("13:00", "15:00")),
            ("held on 4 March 2025 commencing at 2.00 pm and finishing at 4.25 pm",
             ("14:00", "16:25")),
            ("held on 4 March 2025, 14:00-16:00hrs", ("14:00", "16:00")),
            ("held on 4 March 2025 at 09:30hrs", ("09:30", None)),
        ],
    )  # fmt: skip
    def test_when(self, words: str, times: tuple[str, str | None]) -> None:
        read = facts(f"Wold Board\n\nMinutes of the meeting {words}\n\n{PEOPLE}1. Buses\n\nNone.\n")
        assert (read["date"], read["start_time"], read["end_time"]) == (
            ["2025-03-04"], [times[0]], [times[1]] if times[1] else [])  # fmt: skip

    @pytest.mark.parametrize(
        ("head", "place"),
        [
            ("held on 4 March 2025, 1pm to 3pm, Penridge Rugby Ground", "Penridge Rugby Ground"),
            ("held in public on 4 March 2025 at 9.30, The Assembly Rooms, Fen",
             "The Assembly Rooms, Fen"),
            ("4 March 2025 | 10:00 – 12:00 | MS Teams", "MS Teams"),
            ("held on 4 March 2025 at 2pm\n\nKelder Arena Suite", "Kelder Arena Suite"),
            ("held on 4 March 2025\n\nWhere\tFen Methodist Hall", "Fen Methodist Hall"),
            ("held in the Old Court on 4 March 2025", "Old Court"),
            ("held on 4 March 2025, 2pm\n\nMeeting venue: Room 4, Mill Lane", "Room 4, Mill Lane"),
        ],
    )  # fmt: skip
    def test_where(self, head: str, place: str) -> None:
        read = facts(f"Wold Board\n\nMinutes of the meeting {head}\n\n{PEOPLE}1. Buses\n\nNone.\n")
        assert read["place"] == [place]

    def test_of_what_follows_day_and_time_not_all_is_a_place(self) -> None:
        read = facts(f"Wold Board\n\nMinutes of the meeting on 4 March 2025, 1pm, Draft to Approve"
                     f"\n\n{PEOPLE}1. Buses\n\nNone.\n")  # fmt: skip
        assert read["place"] == []

    def test_a_sentence_below_the_head_says_what_the_head_does_not(self) -> None:
        said = "The meeting started at 4.00pm and took place in Committee Room 2, Town Hall.\n\n"
        read = facts(f"Wold Board\n\nMinutes, 4 March 2025\n\n{PEOPLE}{said}1. Buses\n\nNone.\n")
        assert (read["start_time"], read["place"]) == (["16:00"], ["Committee Room 2, Town Hall"])
        late = said.replace("4.00pm", "2.05pm")
        assert facts(f"{HEAD}{PEOPLE}{late}1. Buses\n\nNone.\n")["start_time"] == ["14:00"]

    @pytest.mark.parametrize(
        ("titles", "body"),
        [
            ("Fen Commissioning Sub-Committee (Public)", "Fen Commissioning Sub-Committee"),
            ("Minutes of the Public Board of Directors Meeting", "Board of Directors"),
            ("**OVERVIEW, HEALTH AND ADULT CARE SCRUTINY**\n**COMMITTEE**",
             "OVERVIEW, HEALTH AND ADULT CARE SCRUTINY COMMITTEE"),
            ("**Minutes of the Board of NHS Wharfe and Craven**\n**Integrated Care Board**",
             "Board of NHS Wharfe and Craven Integrated Care Board"),
            ("Ashby Place Sub-\nCommittee", "Ashby Place Sub-Committee"),
        ],
    )  # fmt: skip
    def test_the_body(self, titles: str, body: str) -> None:
        read = facts(
            f"{titles}\n\nMinutes of the meeting on 4 March 2025\n\n{PEOPLE}1. Buses\n\nNo.\n"
        )
        assert read["body"] == [body]


@pytest.mark.rule("governance.14")
class TestResolved:
    @pytest.mark.parametrize(
        ("words", "parts"),
        [
            ("24/112.1 The minutes were agreed as a true record.",
             ["The minutes were agreed as a true record."]),
            ("The Sub-Committee approved the plan.", ["The Sub-Committee approved the plan."]),
            ("The Committee DID NOT SUPPORT the bid.", ["The Committee DID NOT SUPPORT the bid."]),
            ("Updates from the three places were noted.",
             ["Updates from the three places were noted."]),
            ("The Committee noted its plan.", ["The Committee noted its plan."]),
            ("The Partnership agreed:\n\n• That one be tried\n• That two be told",
             ["That one be tried", "That two be told"]),
            ("The Board of Directors resolved to:\n\ni. Approve the plan;\n\nii. Ask for a report.",
             ["Approve the plan;", "Ask for a report."]),
            ("The Board AGREED the following:\n\n1. The plan is adopted.\n\n2. All are told.",
             ["The plan is adopted.", "All are told."]),
            ("RESOLVED: (on a motion by Mr Low, seconded by Mrs High) that the plan be noted.",
             ["that the plan be noted."]),
            ("DECISION: The Board approved the plan.", ["The Board approved the plan."]),
            ("Agreed as accurate.", ["Agreed as accurate."]),
            ("PH confirmed the budget. The\nCommittee APPROVED the list.",
             ["The Committee APPROVED the list."]),
            ("The Committee discussed:\n\n• Buses that were late\n• Trams that were full", []),
            ("The Board agreed with the view of the trust that buses are late:\n\n• in May", None),
            ("Buses agreed to by the trust are late.", []),
        ],
    )  # fmt: skip
    def test_what_was_resolved(self, words: str, parts: list[str] | None) -> None:
        read = [part[1] for part in item(words)["parts"]]
        assert read == parts if parts is not None else "in May" not in read

    @pytest.mark.parametrize(
        "words",
        [
            "Mr Low proposed that it be so. Mrs High seconded the proposal.",
            "On a motion by Mr Low, seconded by Mrs High, it was put.",
            "Mr Low moved that it be so. This was seconded by Mrs High.",
            "Proposed by Mr Low and seconded by Mrs High.",
        ],
    )
    def test_who_moved_and_who_seconded(self, words: str) -> None:
        read = item(f"{words}\n\nRESOLVED: That it be so.")
        assert read["movers"] == [("1", "Mr Low", "Mrs High")]


@pytest.mark.rule("governance.14")
class TestActionsOfTables:
    def test_a_column_says_under_which_item_an_action_stands(self) -> None:
        read = item(
            "None.", "\nActions\n\nItem\tAction\tLead\tDue\n1\tWrite to Fen\tBH\t3/4/2025\n"
        )
        assert read["actions"] == [("1", "Write to Fen", "BH", "2025-04-03")]

    def test_a_list_below_the_closing_item_is_for_the_whole_meeting(self) -> None:
        text = f"{HEAD}{PEOPLE}1. Buses\n\nNone.\n\n2. {{}}\n\nNone.\n\nActions\n\n• BH to write\n"
        assert facts(text.format("Any other business"))["actions"] == [
            (None, "BH to write", "BH", None)
        ]
        assert facts(text.format("Trams"))["actions"] == [("2", "BH to write", "BH", None)]

    def test_the_name_beside_what_the_body_did_makes_it_no_action(self) -> None:
        table = (
            "Item\tMinutes\tAction owner\n1. Buses\tBH spoke. The Board supported the plan.\tBH\n"
        )
        read = facts(f"{HEAD}{PEOPLE}{table}2. Trams\tBH to write to Fen soon.\tBH\n")
        assert read["actions"] == [("2", "BH to write to Fen soon.", "BH", None)]
        assert read["parts"] == [("1", "The Board supported the plan.")]

    @pytest.mark.parametrize("words", ["– 30 April 2025", "(30 April 2025)", "by 30 April 2025"])
    def test_a_day_at_the_end_is_when_it_is_due(self, words: str) -> None:
        assert item(f"Action TB1/24a: BH to write {words}")["actions"] == [
            ("1", f"BH to write {words}", "BH", "2025-04-30")]  # fmt: skip


@pytest.mark.rule("governance.14")
class TestItems:
    @pytest.mark.parametrize(
        "number", ["AGP 25/22", "UHB/PUB/25/22", "2024/22", "22/24", "ICB.25.22", "TB22", "24-22"]
    )
    def test_numbers_of_many_series(self, number: str) -> None:
        following = number.replace("22", "23") if number != "22/24" else "23/24"
        text = f"{HEAD}{PEOPLE}**{number} Welcome**\n\nNone.\n\n**{following} Buses**\n\nNone.\n"
        assert facts(text)["items"] == [(number, "Welcome"), (following, "Buses")]

    def test_a_numbered_paragraph_of_several_lines_is_no_item(self) -> None:
        text = (f"{HEAD}{PEOPLE}1.\tWelcome\n\n1.1\tAL spoke of the road\nto Fen, which shut.\n\n"
                "2.\tBuses\n\n2.1\tNone.\n")  # fmt: skip
        assert facts(text)["items"] == [("1", "Welcome"), ("2", "Buses")]

    def test_a_title_that_wraps_in_its_cell_is_whole(self) -> None:
        text = f"{HEAD}{PEOPLE}1.\tServices in\n2025/26\n\nAL spoke.\n\n2.\tBuses\nNone.\n"
        assert facts(text)["items"] == [("1", "Services in 2025/26"), ("2", "Buses")]


@pytest.mark.rule("governance.14")
class TestClosing:
    @pytest.mark.parametrize(
        "words",
        ["The meeting closed at 4.05pm.", "Vera closed the meeting at 4.05pm.",
         "Meeting closed: 16:05", "The Chair thanked everyone and closed the meeting at 16.05.",
         "There being no further business the meeting was closed by the Chair at 4.05pm.",
         "The meeting was declared closed at 16:05hrs", "The meeting rose at 4.05 pm.",
         "Finish time: 16:05", "Closed at 4.05pm", "The meeting ended at 4.05 p.m. after thanks."],
    )  # fmt: skip
    def test_when_the_meeting_ended(self, words: str) -> None:
        assert item("None.", f"\n{words}\n")["end_time"] == ["16:05"]

    @pytest.mark.parametrize(
        "words", ["The clinic closed at 4.05pm.", "The Chair asked when the road closed.",
                  "The inquiry finished on 4 May."],
    )  # fmt: skip
    def test_other_things_that_close_are_not_the_meeting(self, words: str) -> None:
        assert item(words)["end_time"] == []

    def test_the_place_of_the_next_meeting_ends_before_the_closing(self) -> None:
        text = (f"{HEAD}{PEOPLE}1. Buses\n\nNone.\n\n2. Next meeting\n\nWednesday 2 April 2025, "
                "10:00am, Fen Hall, Fen. The meeting closed at 3.40pm.\n")  # fmt: skip
        read = facts(text)
        assert read["next_meeting"] == [("2025-04-02", "10:00", "Fen Hall, Fen")]
        assert read["end_time"] == ["15:40"]

    def test_a_sentence_goes_on_after_pm(self) -> None:
        read = item(
            "None.", "\nThe next meeting will be on 2 April 2025 at 1.00 p.m. in the Fen Hall.\n"
        )
        assert read["next_meeting"] == [("2025-04-02", "13:00", "Fen Hall")]
