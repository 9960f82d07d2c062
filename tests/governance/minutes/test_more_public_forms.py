"""More forms of public minutes, in words of our own: lists, titles run into text, single items."""

from __future__ import annotations

import pytest

from governance.minutes.reading import read_minutes
from minutes_forms import HEAD, ITEMS, PRESENT, facts, item, lists


@pytest.mark.rule("governance.14")
class TestLists:
    @pytest.mark.parametrize("mark", [";", " …", " ...", ":"])
    def test_a_heading_may_end_in_another_mark(self, mark: str) -> None:
        read = lists(f"Present{mark} Ann Low, Bo Hay\n\nApologies{mark} Cy Moss\n\n")
        assert (read["present"], read["apologies"]) == (["Ann Low", "Bo Hay"], ["Cy Moss"])

    def test_a_cell_may_be_joined_to_the_name_beside_it(self) -> None:
        read = lists("PresentAnn Low, Chair\nBo Hay\n\nApologiesCy Moss\n\n")
        assert (read["present"], read["apologies"]) == (["Ann Low", "Bo Hay"], ["Cy Moss"])

    def test_first_names_make_a_list_from_three_on(self) -> None:
        assert lists("Present: Ann (Chair), Bo, Cy\n\n")["present"] == ["Ann", "Bo", "Cy"]
        assert lists("Present: Ann (Chair), Bo\n\n")["present"] == []
        assert lists("Present: Ann, Teams, Zoom\n\n")["present"] == []

    def test_an_office_before_the_name_behind_a_colon(self) -> None:
        read = lists(
            f"{PRESENT}In attendance: Parish Clerk: Cy Moss. Ward Councillor: Di Reed. "
            "Three members of the public\n\n"
        )
        assert read["in_attendance"] == ["Cy Moss", "Di Reed"]
        assert read["roles"][2:] == [("Cy Moss", "Parish Clerk"), ("Di Reed", "Ward Councillor")]

    def test_the_public_is_no_part_of_an_office(self) -> None:
        read = lists(f"{PRESENT}In attendance: Cy Moss – Clerk. Three members of the public.\n\n")
        assert read["roles"][-1] == ("Cy Moss", "Clerk")

    def test_who_chairs_may_have_a_title_and_no_mark(self) -> None:
        read = lists("Present:\n\nChairman Cllr Low\nVice Chairman Cllr Hay\nCllr Moss\n\n")
        assert read["present"] == ["Cllr Low", "Cllr Hay", "Cllr Moss"]
        assert read["chair"] == ["Cllr Low"]

    def test_apologies_may_follow_the_list_in_its_line(self) -> None:
        read = lists("Present: Ann Low (Chair), Bo Hay. Apologies were received from Cy Moss\n\n")
        assert (read["present"], read["apologies"]) == (["Ann Low", "Bo Hay"], ["Cy Moss"])

    def test_a_new_title_begins_another_person_without_a_comma(self) -> None:
        read = lists("Present: Mrs June Low (Treasurer) Mrs May Hay (Secretary), Mr Cy Moss\n\n")
        assert read["present"] == ["Mrs June Low", "Mrs May Hay", "Mr Cy Moss"]

    def test_family_names_go_on_behind_a_semicolon(self) -> None:
        read = lists("Present: Cllr Ash (Chairman); Cllrs Low, Hay; Moss; Reed\n\n")
        assert read["present"] == ["Cllr Ash", "Low", "Hay", "Moss", "Reed"]
        read = lists("Present: Councillors A Low and B Hay; Reporters\n\n")
        assert read["present"] == ["A Low", "B Hay"]

    def test_names_without_a_heading_are_taken_and_have_to_be_confirmed(self) -> None:
        draft = read_minutes(
            f"{HEAD}Ann Low – Chair\nBo Hay – Nurse\nCy Moss\n\nApologies: Di Reed{ITEMS}"
        )
        assert [person.name.text for person in draft.present] == ["Ann Low", "Bo Hay", "Cy Moss"]
        [doubt] = [d for d in draft.doubts if d.code == "present_without_heading:0"]
        assert (doubt.blocking, doubt.first_line, doubt.last_line) == (True, 5, 7)

    @pytest.mark.parametrize(
        "block",
        [
            "Ann Low\nBo Hay",
            "Ann Low, Bo Hay and Cy Moss were thanked.",
            "Contact: Ann Low\nBo Hay\nCy Moss",
            "Ann Low 01632 960000\nBo Hay\nCy Moss",
        ],
    )
    def test_other_names_below_the_title_are_nobody_present(self, block: str) -> None:
        assert lists(f"{block}\n\nApologies: Di Reed\n\n")["present"] == []

    def test_patients_are_a_field_of_an_office(self) -> None:
        read = lists(
            "Present:\nAnn Low, Lay Member, Patient and Public Involvement (Chair)\nBo Hay\n\n"
        )
        assert read["roles"] == [("Ann Low", "Lay Member, Patient and Public Involvement")]

    def test_the_manager_of_a_practice_holds_an_office(self) -> None:
        read = lists("Present:\nAnn Low, Practice Manager Kestrel\nBo Hay, Kestrel Practice\n\n")
        assert read["roles"] == [("Ann Low", "Practice Manager Kestrel")]
        assert read["organisations"] == [("Bo Hay", "Kestrel Practice")]


@pytest.mark.rule("governance.14")
class TestApologies:
    def test_names_side_by_side_below_the_title(self) -> None:
        assert item("Apologies", "Janet Nurse, Cy Moss, Di Reed,")["apologies"] == [
            "Janet Nurse", "Cy Moss", "Di Reed",
        ]  # fmt: skip

    def test_a_row_of_names_is_one_where_most_of_it_are_names(self) -> None:
        assert item("Apologies", "Finance Report, Quality Report, Cy Moss, Di Reed")[
            "apologies"] == []  # fmt: skip
        assert item("Apologies", "Fen Trust, Moor Council, Low Borough")["apologies"] == []

    def test_two_side_by_side_may_be_one_and_a_place(self) -> None:
        assert item("Apologies", "Cy Moss, Brindle Valley")["apologies"] == []

    def test_a_row_with_more_than_names_is_none(self) -> None:
        assert item("Apologies", "Cy Moss, Di Reed, three officers")["apologies"] == []

    def test_two_from_one_body(self) -> None:
        body = "Apologies were received from:\n\nCy Moss and Di Reed from Fen\n\nEd Finch, Police"
        assert item("Apologies", body)["apologies"] == ["Cy Moss", "Di Reed", "Ed Finch"]

    @pytest.mark.parametrize(
        "sentence",
        [
            "Apologies and valid reasons for absence were received from Cllr Moss.",
            "The Committee noted the apologies of Appointed Members Cy Moss and Di Reed.",
        ],
    )
    def test_sentences_that_give_them(self, sentence: str) -> None:
        assert item("Apologies", sentence)["apologies"] in (["Cllr Moss"], ["Cy Moss", "Di Reed"])


@pytest.mark.rule("governance.14")
class TestTitles:
    @pytest.mark.parametrize(
        ("line", "title"),
        [
            ("Apologies for absence were received from Councillors Moss and Reed.",
             "Apologies for absence"),
            ("Minutes of the last meeting were agreed as a true record.",
             "Minutes of the last meeting"),
            ("Declarations of interest … There were none.", "Declarations of interest"),
            ("Election of Chair. Ann Low proposed Bo Hay, who said that she was willing to serve "
             "one year more, and as nobody else was named Bo Hay was elected.",
             "Election of Chair"),
            ("Winter plan: approved", "Winter plan: approved"),
            ("Report: what was done in 2024", "Report: what was done in 2024"),
        ],
    )  # fmt: skip
    def test_a_sentence_beside_a_title_is_no_part_of_it(self, line: str, title: str) -> None:
        read = facts(
            f"{HEAD}{PRESENT}1. Welcome\n\nAll were welcomed.\n\n2. {line}\n\n3. End\n\nNone.\n"
        )
        assert [name.rstrip(".: ") for _, name in read["items"]] == ["Welcome", title, "End"]

    def test_the_sentence_beside_it_is_read(self) -> None:
        read = item("Apologies for absence were received from Councillors Moss and Reed.", "")
        assert read["apologies"] == ["Moss", "Reed"]
        assert item("Minutes of the last meeting were agreed as a true record.", "")["parts"] == [
            ("2", "Minutes of the last meeting were agreed as a true record.")
        ]

    @pytest.mark.parametrize("mark", ["{} / {}", "{}. / {}", "{}{}", "{}.{}"])
    def test_marks_between_number_and_title(self, mark: str) -> None:
        one, two = mark.format(1, "Welcome"), mark.format(2, "Winter plan")
        read = facts(f"{HEAD}{PRESENT}{one}\n\nAll were welcomed.\n\n{two}\n\nNone.\n")
        assert read["items"] == [("1", "Welcome"), ("2", "Winter plan")]

    def test_a_list_below_resolved_is_no_run_of_items(self) -> None:
        body = "It was RESOLVED to:\n\n1. Note the plan\n\n2. Agree the fees\n\n3. Ask for figures"
        read = item("Winter plan", body)
        assert read["items"] == [("1", "Welcome"), ("2", "Winter plan")]
        assert read["parts"] == [
            ("2", "Note the plan"), ("2", "Agree the fees"), ("2", "Ask for figures"),
        ]  # fmt: skip

    def test_one_numbered_sentence_is_no_item(self) -> None:
        assert facts(f"{HEAD}{PRESENT}AP12 Bo to ask for the new figures.\n")["items"] == []


@pytest.mark.rule("governance.14")
class TestResolutions:
    def test_it_was_resolved_at_the_end_of_a_sentence(self) -> None:
        body = "As nobody else stood it was resolved that Cy Moss serve for a year. He signed."
        assert item("Treasurer", body)["parts"] == [("2", "that Cy Moss serve for a year.")]

    @pytest.mark.parametrize(
        "sentence",
        [
            "Councillor Ann Low was unanimously re-elected as Chairman.",
            "Accordingly the Executive agreed that the press be asked to leave.",
            "Minutes of the last group meeting agreed and accepted.",
        ],
    )
    def test_sentences_that_say_what_was_done(self, sentence: str) -> None:
        assert item("Business", sentence)["resolutions"] == ["2"]

    def test_what_to_disclose_is_business_where_it_is_exempt(self) -> None:
        body = "The Board agreed that the annex be kept exempt."
        assert item("Disclosure of Any Exempt Information", body)["resolutions"] == ["2"]
        assert item("Disclosure of Interests", body)["resolutions"] == []

    def test_movers_below_it_with_bullets(self) -> None:
        read = item("Minutes", "The minutes were approved.\n• Proposed: Ann L\n• Seconded : Bo H")
        assert read["movers"] == [("2", "Ann L", "Bo H")]

    def test_without_items_what_was_resolved_is_not_unread(self) -> None:
        draft = read_minutes("Minutes of the meeting\n\nThe Board agreed that the plan be kept.\n")
        assert [r.item for r in draft.resolutions] == [None]
        assert draft.unread == []


@pytest.mark.rule("governance.14")
class TestHeads:
    def test_a_place_between_day_and_time(self) -> None:
        text = "Fen Board\nMinutes of the meeting held on 4 March 2025\nat Fen House, 7.30 pm\n"
        read = facts(f"{text}{PRESENT}{ITEMS}")
        assert (read["place"], read["start_time"]) == (["Fen House"], ["19:30"])

    def test_a_time_of_24_hours_with_pm(self) -> None:
        assert lists(f"Time: 19.30 pm\n\n{PRESENT}")["start_time"] == ["19:30"]

    def test_a_chamber_is_no_body(self) -> None:
        text = f"Council Chamber\n\nMinutes of the meeting on 4 March 2025\n\n{PRESENT}{ITEMS}"
        assert facts(text)["body"] == []

    def test_the_day_of_another_meeting_is_not_this_ones(self) -> None:
        said = "The minutes of the meeting held on 7 January 2025 were a true record."
        assert facts(f"Fen Board\n\nMinutes\n\n{said}\n\n{PRESENT}{ITEMS}")["date"] == []

    def test_titles_and_day_above_the_title(self) -> None:
        text = f"10am Tuesday 4 March 2025\nFen House\n\nMinutes of the meeting\n\n{PRESENT}{ITEMS}"
        assert (facts(text)["date"], facts(text)["start_time"]) == (["2025-03-04"], ["10:00"])

    def test_notes_below_a_name_that_is_no_body(self) -> None:
        text = (
            "Kestrel Family Doctors\n\nNotes of a meeting of KPPG held on Tuesday 4 March 2025\n\n"
            "The minutes were accepted as a true record.\n"
        )
        read = facts(text)
        assert (read["date"], read["resolutions"]) == (["2025-03-04"], [None])


PAGE = """Issue - meetings

Winter plan

Meeting: 04/03/2025 - Fenmouth Council (Item 12)

12 Winter plan pdf icon PDF 90 KB

To ask the Council to approve the plan.

Additional documents:

Minutes:

Councillor Low presented the plan.

RESOLVED that the plan be approved.

Meeting: 07/01/2025 - Cabinet (Item 3)

3 Winter plan pdf icon PDF 80 KB

Minutes:

RESOLVED that the plan be put to the Council.
"""


@pytest.mark.rule("governance.14")
class TestPageOfOneItem:
    def test_its_meeting_and_what_it_resolved(self) -> None:
        read = facts(PAGE)
        assert (read["body"], read["date"]) == (["Fenmouth Council"], ["2025-03-04"])
        assert read["items"] == [("12", "Winter plan")]
        assert read["parts"] == [("12", "that the plan be approved.")]

    def test_an_agenda_item_keeps_what_stands_below_its_label(self) -> None:
        text = (
            "Agenda item\n\nMinutes\n\nTo agree the minutes of 7 January 2025.\n\nMinutes:\n\n"
            "AGREED that:\n\n1. The minutes be a true record;\n\n2. The delay be noted.\n\n"
            "Supporting documents:\n"
        )
        read = facts(text)
        assert read["parts"] == [
            (None, "The minutes be a true record;"),
            (None, "The delay be noted."),
        ]
        assert (read["date"], read["items"]) == ([], [])

    def test_minutes_with_labels_of_their_own_are_no_page(self) -> None:
        read = item("Winter plan", "Talked about.\n\nDecision:\n\nThe plan be approved.")
        assert read["present"] == ["Ann Low", "Bo Hay"]
