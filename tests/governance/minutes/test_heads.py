"""Where minutes begin and what stands on top of them, in forms that public minutes have."""

from __future__ import annotations

import pytest

from minutes_forms import facts

TITLE = "Minutes of the Meeting of Fenwick Town Council held on 27 April 2021 at 6:30pm by Zoom."
ITEMS = (
    "\n1 Apologies for Absence\n\nApologies were received from Cllr Dunmore (work).\n"
    "\n2 Declarations of Interest\n\nCllr Low declared one in Item 4.\n"
    "\n3 Announcements\n\nThe Mayor thanked the police.\n"
)


class TestATitle:
    def test_may_end_in_a_full_stop_where_it_says_the_day_and_the_hour(self) -> None:
        read = facts(f"{TITLE}\n\nCllrs A Low, B Hay and C Dun\n{ITEMS}")
        assert (read["body"], read["date"]) == (["Fenwick Town Council"], ["2021-04-27"])
        assert (read["start_time"], read["place"]) == (["18:30"], ["Zoom"])
        assert read["present"] == ["A Low", "B Hay", "C Dun"]
        assert [number for number, _ in read["items"]] == ["1", "2", "3"]

    def test_is_none_where_a_sentence_tells_of_other_minutes(self) -> None:
        told = "Minutes of the meeting of the River Group on 3 March 2021 will follow."
        items = ITEMS.replace("The Mayor thanked the police.", f"{told}\n\nPresent: nobody else.")
        read = facts(f"{TITLE}\n\nCllrs A Low, B Hay and C Dun\n{items}")
        assert [number for number, _ in read["items"]] == ["1", "2", "3"]
        assert read["body"] == ["Fenwick Town Council"]

    def test_names_the_body_though_offices_of_those_below_sound_like_one(self) -> None:
        people = "J Pinn, Acting Town Clerk\nG Mark, Committee Services Officer\n"
        read = facts(f"{TITLE}\n\nCllrs A Low, B Hay and C Dun\n\n{people}{ITEMS}")
        assert read["body"] == ["Fenwick Town Council"]
        assert ("J Pinn", "Acting Town Clerk") in read["roles"]


class TestTheWord:
    LIST = "Present\n- Prof. I Crane – Chairman\n- Mr A March – Chief Executive\n- Ms S Bank\n"
    BELOW = (
        "01/25/01 – Welcome and Apologies\nApologies for absence were received from Mr Gregor.\n"
        "The Board heard of a call on 26 November 2020.\n01/25/02 – Patient Story\nIt was told.\n"
    )

    def test_between_the_list_and_the_items_ends_no_list(self) -> None:
        read = facts(f"{self.LIST}Minutes\n{self.BELOW}")
        assert read["present"] == ["Prof. I Crane", "Mr A March", "Ms S Bank"]
        assert read["apologies"] == ["Mr Gregor"]


class TestTheDayAndThePlace:
    PAGE = (
        "Agenda item\n\nTo confirm the minutes of the meeting held on 27 March 2014.\n\n"
        "Agreed that the minutes were confirmed.\n\n"
    )

    def test_are_not_those_of_the_minutes_that_are_confirmed(self) -> None:
        read = facts(self.PAGE)
        assert (read["date"], read["parts"]) == ([], [(None, "that the minutes were confirmed.")])

    def test_are_in_no_sentence(self) -> None:
        head = "Fen Board\nMinutes of the meeting held on 3 May 2023\n\n"
        said = "In response it was said that rooms were small.\n\nPresent: Ann Low, Bo Hay\n"
        assert facts(head + said)["place"] == []
        assert facts(f"{head}At Kestrel House\n\nPresent: Ann Low, Bo Hay\n")["place"] == [
            "Kestrel House"
        ]


class TestStandingIn:
    HEAD = "Fen Board\nMinutes of the meeting held on 3 May 2023\n\nPresent: Ann Low, Bo Hay\n\n"

    @pytest.mark.parametrize(
        "sentence",
        [
            "Apologies were received from:\n\nCouncillor Jo Coll, for whom Councillor Ma Wood was "
            "substitute;\n\nCouncillor Cy Barn.",
            "Apologies were received from Councillor Jo Coll.\n\n"
            "It was noted that Councillor Ma Wood (South Fen District Council) had replaced "
            "Councillor Jo Coll (South Fen District Council) for this meeting only.",
        ],
    )
    def test_is_told_by_whom_or_beside_a_council(self, sentence: str) -> None:
        read = facts(
            f"{self.HEAD}1. Apologies for absence and replacements\n\n{sentence}\n\n2. Next\n"
        )
        pairs = [*read["in_place_of"], *((who, absent) for absent, who in read["replaced_by"])]
        assert [tuple(x.removeprefix("Councillor ") for x in pair) for pair in pairs] == [
            ("Ma Wood", "Jo Coll")
        ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The Committee confirmed the exempt minutes of 17 April 2015 as a true record.",
        "The decisions and minutes of the last meeting were approved as a correct record.",
    ],
)
def test_minutes_are_confirmed_in_a_sentence(sentence: str) -> None:
    text = f"{TestStandingIn.HEAD}1. MINUTES\n\n{sentence}\n\n2. Next\n\nNo.\n"
    assert facts(text)["parts"] == [("1", sentence)]
