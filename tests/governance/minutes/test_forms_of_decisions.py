"""Forms in which English bodies minute what they decided, each in words of our own."""

from __future__ import annotations

import pytest

from governance.minutes.reading import read_minutes
from minutes_forms import HEAD, ITEMS, PRESENT, facts, item, lists

PAGE = "Agenda and minutes\n\nVenue: Fen Hall, Skelby. View directions\n\nNo. Item\n\n"


@pytest.mark.rule("governance.14")
class TestMotions:
    @pytest.mark.parametrize(
        "passed",
        [
            "The motion was carried.",
            "On being put to the vote, the proposal was AGREED.",
            "All in favour.",
            "\n\nThe motion was put and approved.",
        ],
    )
    def test_a_motion_and_what_became_of_it(self, passed: str) -> None:
        read = item("Roof", f"It was moved by Ann Low and seconded by Bo Hay that oak be bought. "
                    f"{passed}")  # fmt: skip
        assert read["parts"] == [("2", "that oak be bought.")]
        assert read["movers"] == [("2", "Ann Low", "Bo Hay")]

    @pytest.mark.parametrize(
        "passed", ["The motion was lost.", "The motion was not carried.", "It was agreed that "
                   "more be learned.", "The proposal fell, all agreed."]
    )  # fmt: skip
    def test_a_motion_that_was_not_carried_is_none(self, passed: str) -> None:
        read = item(
            "Roof", f"It was moved by Ann Low and seconded by Bo Hay that oak be bought. {passed}"
        )
        assert "that oak be bought." not in [text for _, text in read["parts"]]

    @pytest.mark.parametrize(
        "said",
        [
            "Ann Low proposed and Bo Hay seconded the purchase of oak and the meeting agreed.",
            "The purchase of oak was proposed by Ann Low and seconded by Bo Hay and was "
            "unanimously approved.",
        ],
    )
    def test_a_motion_in_one_sentence(self, said: str) -> None:
        read = item("Roof", said)
        assert read["resolutions"] == ["2"]
        assert read["movers"] == [("2", "Ann Low", "Bo Hay")]

    @pytest.mark.parametrize(
        "end", ["the purchase, which was not agreed.", "it, which was lost, and all agreed to go."]
    )
    def test_a_motion_in_one_sentence_that_was_not_agreed(self, end: str) -> None:
        assert item("Roof", f"Ann Low proposed and Bo Hay seconded {end}")["resolutions"] == []

    def test_under_apologies_a_motion_counts_and_talk_does_not(self) -> None:
        talk = "It was agreed that Bo Hay would ring. "
        motion = "It was moved by Ann Low and seconded by Bo Hay that tea be next. Carried."
        assert item("Apologies", talk)["resolutions"] == []
        assert item("Apologies", f"{talk}\n\n{motion}")["parts"] == [("2", "that tea be next.")]

    @pytest.mark.parametrize(
        ("said", "mover"),
        [
            ("Cy Dale was nominated by Ann Low and seconded by Bo Hay.", ("Ann Low", "Bo Hay")),
            ("Cy Dale was nominated for the post of Chair by Ann Low and this was seconded by "
             "Bo Hay.", ("Ann Low", "Bo Hay")),
            ("It was moved by Ann Low and duly seconded and", ("Ann Low", None)),
        ],
    )  # fmt: skip
    def test_who_nominated_and_a_seconder_without_a_name(
        self, said: str, mover: tuple[str, str | None]
    ) -> None:
        read = item("Chair", f"{said}\n\nRESOLVED:\n\nThat Cy Dale be elected Chair.")
        assert read["movers"] == [("2", *mover)]


@pytest.mark.rule("governance.14")
class TestElections:
    @pytest.mark.parametrize(
        ("said", "office"),
        [
            ("RESOLVED: That Cy Dale be elected Mayor for 2025/26.", "Mayor for 2025/26"),
            ("RESOLVED to appoint Cy Dale as Vice-Chair of the Panel.", "Vice-Chair of the Panel"),
            ("RESOLVED that Cy Dale remain as Treasurer.", "Treasurer"),
            ("RESOLVED that Cy Dale, of the Fen Ward, be appointed Chair. He spoke.", "Chair"),
        ],
    )
    def test_to_what_office(self, said: str, office: str) -> None:
        assert item("Posts", said)["elections"] == [("Cy Dale", office)]

    def test_what_is_no_office(self) -> None:
        assert item("Posts", "RESOLVED that Cy Dale be appointed on Monday.")["elections"] == []

    def test_for_the_coming_year(self) -> None:
        said = "Cy Dale, whom nobody opposed, was duly elected for the ensuing year."
        assert item("Election of Chair", said)["parts"] == [("2", said)]


@pytest.mark.rule("governance.14")
class TestLeads:
    def test_words_run_together(self) -> None:
        read = item("Roof", "RESOLVEDthat the roof be mended.")
        assert read["parts"] == [("2", "that the roof be mended.")]

    def test_words_that_wrap(self) -> None:
        read = item("Roof", "Members saw the wet floor and the broken slates by the door and it\n"
                    "was resolved that the roof be mended before the frost comes.")  # fmt: skip
        assert read["parts"] == [("2", "that the roof be mended before the frost comes.")]

    def test_a_lead_behind_a_letter(self) -> None:
        read = item("Bills", "a) The bank was seen.\nb) It was resolved that bills be paid.")
        assert read["parts"] == [("2", "that bills be paid.")]

    @pytest.mark.parametrize(
        "said", ["The record of the meeting held on 3 March was agreed.",
                 "A new complaints procedure was considered and adopted."]
    )  # fmt: skip
    def test_what_became_of_a_paper(self, said: str) -> None:
        assert item("Papers", said)["parts"] == [("2", said)]

    def test_a_paragraph_ends_where_there_was_room(self) -> None:
        wide = "Members heard at length of slates, gutters, the tower and the cost of all of it."
        read = item("Roof", f"{wide}\nRESOLVED: That it be mended.\nBo Hay thanked the Clerk.")
        assert read["parts"] == [("2", "That it be mended.")]

    def test_each_paragraph_is_read_though_no_blank_line_parts_them(self) -> None:
        wide = "Members heard at length of slates, gutters, the tower and the cost of all of it"
        read = item(
            "Roof", f"{wide}.\nThe Board approved the plan.\nIt was agreed that oak be used."
        )
        assert len(read["parts"]) == 2

    def test_lines_that_no_page_has_room_for_are_paragraphs(self) -> None:
        said = f"That the roof be mended{', and mended' * 20}."
        read = item("Roof", f"RESOLVED: {said}\nBo Hay thanked all who came{', and came' * 24}.")
        assert read["parts"] == [("2", said)]

    def test_a_sentence_that_fills_its_line_ends_no_paragraph(self) -> None:
        full = "RESOLVED: That the roof of the hall be mended with oak before winter comes on."
        read = item("Roof", f"{full}\nThe work is to be done by the firm that mended the tower.")
        assert read["parts"][0][1].endswith("the tower.")


@pytest.mark.rule("governance.14")
class TestSubstitutes:
    @pytest.mark.parametrize(
        "said",
        [
            "It was noted that Mr Bo Hay was in attendance as a substitute for Ms Di Reed.",
            "Mr Bo Hay confirmed he was attending as a substitute for Ms Di Reed.",
            "In line with rule 4, Mr Bo Hay had been appointed as a substitute member for "
            "Ms Di Reed.",
            "Mr Bo Hay took the place of Ms Di Reed.",
        ],
    )
    def test_who_stood_in(self, said: str) -> None:
        read = item("Apologies", f"Apologies were received from Ms Di Reed. {said}")
        assert read["in_place_of"] == [("Bo Hay", "Ms Di Reed")] or read["replaced_by"] == [
            ("Ms Di Reed", "Mr Bo Hay")
        ]

    @pytest.mark.parametrize(
        "said",
        [
            "Ann Low attended on behalf of Fen Housing Trust.",
            "Mr Bo Hay was for Ms Di Reed.",
            "Ann Low asked the Panel to be substituted for Cy Moss.",
        ],
    )
    def test_nobody_stood_in(self, said: str) -> None:
        read = item("Apologies and substitutes", said)
        assert (read["in_place_of"], read["replaced_by"]) == ([], [])

    def test_with_another_in_the_same_sentence(self) -> None:
        read = item("Apologies", "Apologies were received from Di Reed with Ed Pike attending as "
                    "her substitute.")  # fmt: skip
        assert read["replaced_by"] == [("Di Reed", "Ed Pike")]

    def test_where_nothing_is_numbered(self) -> None:
        page = (
            "Issue - meetings\n\nApologies\n\nMeeting: 04/03/2025 - Fen Board (Item 2)\n\n"
            "Apologies for absence were received from Di Reed. Ed Pike attended as substitute for "
            "Di Reed.\n"
        )
        assert facts(page)["replaced_by"] == [("Di Reed", "Ed Pike")]


@pytest.mark.rule("governance.14")
class TestNumbers:
    def test_a_series_that_begins_with_its_year(self) -> None:
        page = PAGE + "".join(
            f"24-25/FEN/{number}\n\n{title}\n\nMinutes:\n\n{said}\n\n"
            for number, title, said in (
                (1, "Chair", "RESOLVED:\n\nThat Cy Dale be elected Chair."),
                (2, "Apologies", "None."),
            )
        )
        read = facts(page)
        assert read["items"] == [("24-25/FEN/1", "Chair"), ("24-25/FEN/2", "Apologies")]
        assert read["elections"] == [("Cy Dale", "Chair")]

    def test_the_year_before_the_number(self) -> None:
        body = "2403.01 Apologies\nNone.\n2403.02 Minutes\nRead.\n2403.03 The roof\nWet.\n"
        read = facts(f"{HEAD}{PRESENT}{body}")
        assert [number for number, _ in read["items"]] == ["2403.01", "2403.02", "2403.03"]

    def test_paragraphs_of_several_items_are_no_years(self) -> None:
        body = "11.1 The roof\nWet.\n11.2 The door\nDry.\n11.3 A tree\nOld.\n12.1 Tea\nHot.\n"
        assert facts(f"{HEAD}{PRESENT}{body}")["items"] == []

    def test_the_third_paragraphs_of_several_items_are_no_items(self) -> None:
        body = "1.3 The roof\nWet.\n2.3 The door\nDry.\n3.3 A tree\nOld.\n"
        assert facts(f"{HEAD}{PRESENT}{body}")["items"] == []

    @pytest.mark.parametrize("form", ["{}.15 Tea\nHot.\n", "2403.0{} Tea\nHot.\n"])
    def test_two_of_the_year_are_no_items(self, form: str) -> None:
        body = "".join(form.format(number) for number in (1, 2))
        assert facts(f"{HEAD}{PRESENT}{body}")["items"] == []

    def test_a_list_inside_an_item_ends_no_items(self) -> None:
        read = facts(f"{HEAD}{PRESENT}1. Welcome\n\nHi.\n\n2. Open session\n\nOpen.\n\n"
                     "1. Questions of the public\n\nNone.\n\n3. Plans\n\nSeen.\n\n4. Money\n\n"
                     "Paid.\n")  # fmt: skip
        assert [number for number, _ in read["items"]] == ["1", "2", "3", "4"]

    def test_a_title_that_looks_like_none_between_two_items(self) -> None:
        title = "To consider and, if thought fit, to adopt the minutes of the meeting in May 2024."
        read = facts(f"{HEAD}{PRESENT}1. Welcome\n\nHi.\n\n2. {title}\nRead.\n\n3. Plans\n\nSeen.\n"
                     "\n4. Money\n\nPaid.\n")  # fmt: skip
        assert [number for number, _ in read["items"]] == ["1", "2", "3", "4"]

    def test_a_part_of_a_list_fills_no_gap(self) -> None:
        body = "Heard.\n\n1. To buy oak.\n\n2. To buy elm.\n\n3. To buy ash.\n\n"
        read = facts(f"{HEAD}{PRESENT}1. Welcome\n\nHi.\n\n2. Tea\n\n{body}4. Plans\n\nSeen.\n\n"
                     "5. Money\n\nPaid.\n")  # fmt: skip
        assert [number for number, _ in read["items"]] == ["1", "2", "4", "5"]


@pytest.mark.rule("governance.14")
class TestPages:
    ROWS = (
        "Venue: Fen Hall. View directions\nNo. | Item |\n---|---|\n"
        "Chair To elect a Chair. Minutes: Cy Dale was elected Chair for 2025/26. |\n"
        "Apologies Members may send others. Minutes: Apologies were received from Di Reed. |\n"
        "Plan RESOLVED: That this was asked. |\n"
        "Fees To set the fees. Minutes: RESOLVED: That the fees be set. |\n"
    )

    def test_rows_with_their_label_inside(self) -> None:
        read = facts(self.ROWS)
        assert [text for _, text in read["parts"]] == ["That the fees be set."]
        assert read["apologies"] == ["Di Reed"]

    def test_decision_inside_a_line_makes_no_page(self) -> None:
        body = "".join(
            f"{n}. Plan {n}\n\nThe Board approved plan {n}. Decision: it stays.\n\n"
            for n in range(1, 5)
        )
        assert facts(f"{HEAD}{PRESENT}{body}")["resolutions"] == ["1", "2", "3", "4"]

    def test_an_item_alone_whose_label_is_lost(self) -> None:
        page = "Agenda item\n\nFees\n\nMembers spoke.\n\nResolved -\n\n(a) That tea be hot.\n\n"
        read = facts(f"{page}(b) That fees be low.\n")
        assert [text for _, text in read["parts"]] == ["That tea be hot.", "That fees be low."]

    def test_agenda_item_further_down_makes_no_page(self) -> None:
        text = f"Fen Board\n\nAgenda item\n\n{HEAD}{PRESENT}{ITEMS}RESOLVED that tea be hot.\n"
        assert facts(text)["present"] == ["Ann Low", "Bo Hay"]

    def test_minutes_in_a_vote_begin_no_other_paper(self) -> None:
        page = f"{PAGE}1.\n\nTea\n\nMinutes:\n\nHot.\n\n2.\n\nMinutes\n\nMinutes:\n\n"
        vote = "Recorded Vote\nMinutes of 3 March 2025\n\nRESOLVED: That they be approved.\n"
        assert facts(f"{page}{vote}")["resolutions"] == ["2"]

    def test_a_body_its_day_and_hour_above_what_it_did(self) -> None:
        text = (
            "Fen Panel - Tuesday, 4th March, 2025 4.00 pm\n\nThe minutes of the meeting of "
            "6 January 2025 were confirmed and signed.\n"
        )
        read = facts(text)
        assert (read["date"], read["resolutions"]) == (["2025-03-04"], [None])
        talk = text.replace("Fen Panel", "What was said")
        assert read_minutes(talk).span is None


@pytest.mark.rule("governance.14")
def test_a_body_before_an_office_is_of_it() -> None:
    read = lists("Present:\nAnn Low, ICB Non-Executive Member – People and Culture\nBo Hay\n\n")
    assert read["roles"] == [("Ann Low", "ICB Non-Executive Member – People and Culture")]
