"""What the reader of public minutes must not take for something else, each in invented words."""

from __future__ import annotations

import pytest

from governance.minutes.reading import read_minutes
from minutes_forms import HEAD, ITEMS, PRESENT, facts, item, lists


@pytest.mark.rule("governance.14")
class TestPeople:
    def test_of_a_row_of_offices_only_the_name_is_one(self) -> None:
        read = item("Apologies", "Janet Nurse, Head Teacher, Cy Moss")
        assert read["apologies"] == ["Cy Moss"]

    def test_a_long_list_ends_before_a_sentence_of_apologies(self) -> None:
        read = lists(
            "Present: Ann Low, Bo Hay, Ed Finch, Flo Grant, Gus Hill,\nIda Jones, Kit Lane, "
            "Mo Nash, "
            "Olga Price, Ray Stone, Una Vine, Wes York.\nApologies were submitted from Cy Moss and "
            "Di Reed.\n\n"
        )
        assert len(read["present"]) == 12
        assert read["apologies"] == ["Cy Moss", "Di Reed"]

    def test_a_ward_councillor_is_nobodys_name(self) -> None:
        read = lists("Present: Ann Low, Ward Councillor; Bo Hay\n\n")
        assert read["present"] == ["Ann Low", "Bo Hay"]

    def test_an_organisation_with_its_letters_among_people_is_nobody(self) -> None:
        read = lists("Present: Ann Low (AL) Valley Voices (CIO) Bo Hay (BH)\n\n")
        assert "Valley Voices" not in read["present"]

    def test_who_named_somebody_is_not_where_they_come_from(self) -> None:
        read = lists("Present:\n\nAnn Low\n\nNominated by the Fen Council\n\nBo Hay\n\nNurse\n\n")
        assert (read["organisations"], read["roles"]) == ([], [("Bo Hay", "Nurse")])

    @pytest.mark.parametrize(
        "block",
        [
            "Ann Low – Room 4\nBo Hay – Room 5\nCy Moss – Room 6",
            "Ann Low, Bo Hay, Di Reed, Cy Moss and others were thanked",
        ],
    )
    def test_names_with_rooms_or_in_a_sentence_are_no_list(self, block: str) -> None:
        assert lists(f"{block}\n\nApologies: Ed Finch\n\n")["present"] == []

    def test_fields_of_an_office_may_be_words_of_bodies(self) -> None:
        office = "Director of Workforce, Leadership and Service Change"
        assert lists(f"Present:\nAnn Low, {office}\nBo Hay\n\n")["roles"] == [("Ann Low", office)]


@pytest.mark.rule("governance.14")
class TestHeads:
    def test_a_sentence_with_a_room_is_no_place(self) -> None:
        assert lists(f"The room was cold.\n\n{PRESENT}")["place"] == []

    def test_a_place_does_not_go_on_behind_a_line_left_out(self) -> None:
        read = facts(
            "Minutes of the meeting of the Board held on Monday 2 September 2024 at 2pm in the "
            f"Hall\nDate of next meeting: 4 June 2024, 10:00, Room 4\nMINUTES\n\n{PRESENT}{ITEMS}"
        )
        assert read["place"] == ["Hall"]

    def test_the_name_of_a_file_is_no_body(self) -> None:
        text = "minutes Annual Council meeting\n\nFEN COUNCIL\n\nMinutes of the annual meeting\n\n"
        assert facts(f"{text}Held on 4 March 2025\n\n{PRESENT}{ITEMS}")["body"] == ["FEN COUNCIL"]

    def test_four_figures_are_a_time_only_beside_its_label(self) -> None:
        assert lists(f"When: 1230 Fen Road\n\n{PRESENT}")["start_time"] == []

    def test_a_remark_above_the_titles_names_no_body(self) -> None:
        remark = (
            "(These minutes are draft until the Fen Parish Council has agreed them in June 2025)"
        )
        text = (
            f"{remark}\nGrove Panel\n\nMinutes of the meeting on 4 March 2025\n\n{PRESENT}{ITEMS}"
        )
        assert facts(text)["body"] == ["Grove Panel"]

    def test_text_above_a_title_makes_it_one_of_a_list(self) -> None:
        text = (
            "Papers of the week\nA note on parking is with them.\n\nMinutes of a meeting of KPPG "
            "held on 4 March 2025\n\nThe minutes were accepted as a true record.\n"
        )
        assert read_minutes(text).span is None


@pytest.mark.rule("governance.14")
class TestItems:
    def test_minutes_below_a_number_are_an_item(self) -> None:
        read = facts(
            f"{HEAD}{PRESENT}1.\n\nWelcome\n\nAll were welcomed.\n\n2.\n\nMinutes\n\nThe minutes "
            "of 7 January 2025 were approved.\n\n3.\n\nPlan\n\nTalked about.\n"
        )
        assert read["items"] == [("1", "Welcome"), ("2", "Minutes"), ("3", "Plan")]

    def test_minutes_with_their_day_below_a_number_begin_no_others(self) -> None:
        text = (
            f"{HEAD}{PRESENT}1.\n\nWelcome\n\nHi.\n\n2.\n\nMinutes of the Board held on 7 January "
            "2025\n\nResolved: That they stand.\n\n3.\n\nPlan\n\nResolved: That it be kept.\n"
        )
        draft = read_minutes(text)
        assert (draft.other_spans, len(draft.items)) == ([], 3)

    def test_a_label_or_two_make_no_copied_page(self) -> None:
        read = facts(
            f"{HEAD}{PRESENT}1.\n\nApologies\n\nCy Moss sent his apologies.\n\nDecision:\n\nNoted."
            "\n\n2.\n\nPlan\n\nTalked about.\n"
        )
        assert read["apologies"] == ["Cy Moss"]

    def test_a_number_that_leaps_begins_no_item_of_a_page(self) -> None:
        read = facts(
            "Agenda and minutes\n\nFen Board\nTuesday 4 March 2025\n\n1.\n\nWelcome\n\nMinutes:\n\n"
            "All were welcomed.\n\n2.\n\nChairs\n\nMinutes:\n\nBought were\n\n40\n\nChairs and "
            "tables\n\nRESOLVED that they be paid for.\n"
        )
        assert read["resolutions"] == ["2"]

    def test_the_first_part_below_resolved_is_no_item(self) -> None:
        page = (
            "Agenda item\n\nPlans\n\nMinutes:\n\nRESOLVED:\n\n1. The winter plan\n\n2. The fees\n"
        )
        read = facts(page)
        assert read["items"] == []
        assert read["parts"] == [(None, "The winter plan"), (None, "The fees")]

    def test_a_numbered_part_with_a_day_is_no_head(self) -> None:
        page = (
            "Agenda item\n\nPlans\n\nMinutes:\n\nAGREED that:\n\n1. The list of 7 May 2025 stand;"
        )
        assert facts(f"{page}\n\n2. The fees stand.\n")["date"] == []

    def test_a_title_in_capitals_resolves_nothing(self) -> None:
        body = "THE BOARD AGREED PLANS FOR WINTER\n\nTalked about."
        assert item("Plans", body)["resolutions"] == []

    def test_only_what_was_not_read_is_unread(self) -> None:
        text = "Minutes of the meeting\n\nTalk was long.\n\nRESOLVED that the plan be kept.\n"
        assert [piece.text for piece in read_minutes(text).unread] == ["Talk was long."]
