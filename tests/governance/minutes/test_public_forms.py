"""Forms that public minutes use, each in words of our own: what is read, and what is not."""

from __future__ import annotations

import pytest

from governance.minutes.reading import read_minutes
from minutes_forms import HEAD, ITEMS, PRESENT, facts, item, lists
from minutes_scoring import facts_of


@pytest.mark.rule("governance.14")
class TestHeads:
    def test_cabinet_is_a_body_above_the_title_and_before_its_day(self) -> None:
        assert facts(f"Cabinet\nMinutes\n4 March 2025\n\n{PRESENT}{ITEMS}")["body"] == ["Cabinet"]
        read = facts(f"Minutes\n\nCabinet - 4 March 2025\n\n{PRESENT}{ITEMS}")
        assert (read["body"], read["in_attendance"]) == (["Cabinet"], [])

    @pytest.mark.parametrize("day", ["8 August ‘23", "8 th August 2023", "8th August 2023"])
    def test_days_as_they_are_written(self, day: str) -> None:
        assert facts(f"Fen Board\n\nMinutes\n\nDate: {day}\n\n{PRESENT}{ITEMS}")["date"] == [
            "2023-08-08"
        ]

    def test_a_time_without_a_mark_only_beside_its_label(self) -> None:
        assert lists(f"Time: 1230\n\n{PRESENT}")["start_time"] == ["12:30"]
        assert lists(f"Attended by 1230 people\n\n{PRESENT}")["start_time"] == []

    def test_a_place_below_its_label_and_where_the_panel_met(self) -> None:
        assert lists(f"Meeting Location:\n\nFen Road Surgery\n\n{PRESENT}")["place"] == [
            "Fen Road Surgery"
        ]
        assert lists(f"{PRESENT}The panel met at Fen House, Skelby.")["place"] == [
            "Fen House, Skelby"
        ]

    def test_confirmed_is_no_part_of_the_place(self) -> None:
        text = f"Fen Board\nHeld on 4 March 2025 via Microsoft Teams\nCONFIRMED\n\n{PRESENT}{ITEMS}"
        assert facts(text)["place"] == ["Microsoft Teams"]

    def test_those_who_met_may_have_no_word_for_a_body(self) -> None:
        text = f"Minutes of the meeting of the Fen Chairs on 4 March 2025\n\n{PRESENT}{ITEMS}"
        assert facts(text)["body"] == ["Fen Chairs"]

    def test_a_day_in_a_paragraph_is_none_of_the_meeting(self) -> None:
        long = "Members spoke at length of the hall and its roof and of the trees and hedges. " * 3
        assert (
            facts(f"Minutes\n\n{long}It burnt on 4 May 2012.\n\nApologies: Cy Dale\n")["date"] == []
        )


@pytest.mark.rule("governance.14")
class TestResolutions:
    def test_a_motion_that_was_carried(self) -> None:
        read = item(
            "Roof", "Ann Low proposed and Bo Hay seconded that the roof be mended. Carried."
        )
        assert read["parts"] == [("2", "that the roof be mended.")]
        assert read["movers"] == [("2", "Ann Low", "Bo Hay")]

    def test_of_two_motions_to_elect_the_one_that_was_resolved(self) -> None:
        read = item("Chair", "Moved by Ann Low, seconded by Bo Hay that Cy Dale be elected.\n\n"
                    "Moved by Di Moor, seconded by Ed Pike that Fay Reed be elected Chair.\n\n"
                    "Resolved:\n\nThat Fay Reed be elected Chair for the year.")  # fmt: skip
        assert read["movers"] == [("2", "Di Moor", "Ed Pike")]

    def test_a_mover_with_an_office_or_known_by_it_alone(self) -> None:
        read = item("Rules", "A Low, Chairman of the Audit Committee proposed them and these were "
                    "seconded by B Hay.\n\nDecision\n\n1. That it be.\n2. That it go.")  # fmt: skip
        assert read["movers"] == [("2", "A Low", "B Hay")]
        assert [text for _, text in read["parts"]] == ["That it be.", "That it go."]
        read = item("Rules", "It was moved by the Mayor, seconded by the Deputy Mayor and\n\n"
                    "Resolved that it be so.")  # fmt: skip
        assert read["movers"] == [("2", "Mayor", "Deputy Mayor")]

    def test_what_was_agreed_as_set_out_below(self) -> None:
        read = item("Mayor", "Cllr Low proposed and Cllr Hay (S) seconded a motion, which was "
                    "agreed (unanimously) by the Council as set out below:\n\n(i)   that A be; "
                    "and\n\n(ii)   that B be.")  # fmt: skip
        assert [text for _, text in read["parts"]] == ["that A be; and", "that B be."]
        assert read["movers"] == [("2", "Cllr Low", "Cllr Hay (S)")]

    def test_parts_with_large_letters(self) -> None:
        read = item("Plan", "RESOLVED – that (A) the plan be received; and\n\n(B)   it be kept.")
        assert [text for _, text in read["parts"]] == ["the plan be received; and", "it be kept."]

    def test_two_sentences_of_one_paragraph(self) -> None:
        read = item(
            "Plan", "The Board agreed to a new plan. It is long. The Board agreed to meet more."
        )
        assert [text for _, text in read["parts"]] == [
            "The Board agreed to a new plan.", "The Board agreed to meet more.",
        ]  # fmt: skip

    def test_a_title_in_capitals_and_an_opinion_resolve_nothing(self) -> None:
        assert item("ITEM REQUESTED FOR CALL-IN UNDER RULE 5", "It was heard.")["resolutions"] == []
        assert item("Talk", "The Board agreed with the speaker.")["resolutions"] == []

    def test_the_body_next_to_the_verb_resolved(self) -> None:
        read = item(
            "Chair", "Cllr Low asked that Cllr Hay serve and the Fen Council RESOLVED to ask."
        )
        assert read["parts"] == [("2", "Fen Council RESOLVED to ask.")]


@pytest.mark.rule("governance.14")
class TestItemsAndMeetings:
    def test_numbers_by_the_year(self) -> None:
        body = (
            "43.15 Apologies\nNone.\n44.15 Minutes\nMinutes were approved.\n45.15 The roof\nWet.\n"
        )
        read = facts(f"{HEAD}{PRESENT}{body}")
        assert read["items"] == [
            ("43.15", "Apologies"),
            ("44.15", "Minutes"),
            ("45.15", "The roof"),
        ]
        assert read["parts"] == [("44.15", "Minutes were approved.")]

    def test_numbers_in_parts_in_large_letters(self) -> None:
        body = "PART 1:\n1.1\nDECLARATIONS OF INTEREST\nNone.\n1.2\nMINUTES OF LAST TIME\nRead.\n"
        read = facts(f"{HEAD}{PRESENT}{body}")
        assert [number for number, _ in read["items"]] == ["1.1", "1.2"]

    def test_a_letter_and_a_year_before_the_number(self) -> None:
        body = (
            "C 10/34 Apologies\n\nNone.\n\nC 10/35 Minutes\n\nRead.\n\nC 10/36 The roof\n\nWet.\n"
        )
        read = facts(f"{HEAD}{PRESENT}{body}")
        assert [number for number, _ in read["items"]] == ["C 10/34", "C 10/35", "C 10/36"]

    def test_rows_whose_first_bar_is_left_out(self) -> None:
        body = (
            "1. | Welcome & apologies |\n1.1 | Came. |\n2. | Note of May (11 May) \n2.1 | Read. |"
        )
        read = facts(f"{HEAD}{PRESENT}{body}")
        assert read["items"] == [("1", "Welcome & apologies"), ("2", "Note of May (11 May)")]

    def test_the_next_meeting_of_others_is_not_this_bodys(self) -> None:
        read = item("Roof", "Tell it at the next meeting of the Fen Joint Committee to be held on "
                    "3 May 2025.")  # fmt: skip
        assert read["next_meeting"] == []

    def test_minutes_alone_in_a_torn_table_begin_no_others(self) -> None:
        torn = "Present:\nAnn Low\nBo Hay\nDirector of\nMinutes\nApologies:\nCy Dale\n" + ITEMS
        draft = read_minutes(f"{HEAD}{torn}")
        assert draft.other_spans == []
        assert facts_of(draft)["apologies"] == ["Cy Dale"]

    def test_minutes_without_a_title_begin_with_those_present(self) -> None:
        text = f"Fen Hall Trust - March 2025\n\n{PRESENT}Apologies: Cy Dale{ITEMS}"
        assert facts(text)["present"] == ["Ann Low", "Bo Hay"]


@pytest.mark.rule("governance.14")
class TestCopiedPages:
    ITEM = "{}.\n\n{}\n\nTo hear it.\n\nMinutes:\n\nIt was heard on {} May.\n\n"

    def test_a_number_that_leaps_is_of_the_minutes_and_no_item(self) -> None:
        page = "No. Item\n\n" + self.ITEM.format(7, "Roof", 1) + "900\n\nPeople came.\n\n"
        read = facts(page + self.ITEM.format(8, "Trees", 2))
        assert read["items"] == [("7", "Roof"), ("8", "Trees")]

    def test_minutes_as_the_title_of_an_item_begin_no_others(self) -> None:
        body = "1.\n\nWelcome\n\nHi.\n\n2.\n\nMINUTES\n\nRead 4 May 2025.\n\n3.\n\nOak\n\nCut.\n"
        draft = read_minutes(f"{HEAD}{PRESENT}{body}Apologies were noted. Resolved: that it be.\n")
        assert (draft.other_spans, len(draft.items)) == ([], 3)


@pytest.mark.rule("governance.14")
class TestDaysToCome:
    @pytest.mark.parametrize(
        ("day", "due"),
        [("3 March", "2026-03-03"), ("4 March", "2025-03-04"), ("5 March", "2025-03-05")],
    )
    def test_a_day_without_a_year_is_the_first_from_the_meeting_on(
        self, day: str, due: str
    ) -> None:
        read = item("Roof", f"Action: Ann Low to mend it by {day}")
        assert [action[3] for action in read["actions"]] == [due]
