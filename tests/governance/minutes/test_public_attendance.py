"""Attendance in the forms that public minutes use: who came, who did not, and who is nobody."""

from __future__ import annotations

import pytest

from governance.minutes.confidence import of_person
from governance.minutes.reading import read_minutes
from minutes_forms import HEAD, ITEMS, facts, item, lists


@pytest.mark.rule("governance.14")
class TestListsOfThosePresent:
    def test_groups_above_bullets_are_nobody(self) -> None:
        read = lists("Attendees and apologies\n\nHealth chairs\n\n• Ann Low, Fen Council\n"
                     "• Bo Hay, Fen Trust\n\nMinisters\n\n• Cy Dale, Minister of Fen")  # fmt: skip
        assert read["present"] == ["Ann Low", "Bo Hay", "Cy Dale"]
        assert read["apologies"] == []
        assert ("Cy Dale", "Minister of Fen") in read["roles"]

    def test_headings_that_go_on_and_are_misspelt(self) -> None:
        read = lists("Present at the meeting were:\n\n• Ann Low – Chair\n\nObservers at the meet"
                     "ing were:\n\n• Bo Hay – Nurse\n\nIn attendence were:\n\n• Cy Dale – Clerk\n\n"
                     "Apologies from:\n\n• Di Moor – non-executive member")  # fmt: skip
        assert (read["present"], read["in_attendance"]) == (["Ann Low"], ["Bo Hay", "Cy Dale"])
        assert read["apologies"] == ["Di Moor"]
        assert ("Di Moor", "non-executive member") in read["roles"]

    def test_office_and_body_on_lines_of_their_own(self) -> None:
        read = lists("Present:-\n\nMembers\n\nRole\n\nAnn LOW\n\nChief Officer\n\nBo HAY\n\n"
                     "Registered Nurse\n\nNon-members in attendance at request of Clerk:-\n\n"
                     "Cy DALE\n\nFen Carers Centre")  # fmt: skip
        assert read["roles"] == [("Ann LOW", "Chief Officer"), ("Bo HAY", "Registered Nurse")]
        assert read["organisations"] == [("Cy DALE", "Fen Carers Centre")]
        assert read["in_attendance"] == ["Cy DALE"]

    def test_offices_in_a_column_that_was_torn_off_are_nobodys(self) -> None:
        read = lists("Present:\nAnn Low\nBo Hay\nCy Dale\nChief Officer\nLay Member\nNurse")
        assert read["present"] == ["Ann Low", "Bo Hay", "Cy Dale"]
        assert read["roles"] == []

    def test_people_parted_only_by_their_initials(self) -> None:
        read = lists("Present: Ann Low (AL) Lay Member Bo Hay (BH) Chief Officer Dr Cy Dale (CD) "
                     "Clinical Lead")  # fmt: skip
        assert read["present"] == ["Ann Low", "Bo Hay", "Dr Cy Dale"]
        assert ("Bo Hay", "Chief Officer") in read["roles"]

    def test_initials_without_brackets(self) -> None:
        read = lists("Present:\nDr Ann Low AL Clinical Chair\nBo Hay BHa Chief Nurse")
        assert read["present"] == ["Dr Ann Low", "Bo Hay"]
        assert read["roles"] == [("Dr Ann Low", "Clinical Chair"), ("Bo Hay", "Chief Nurse")]

    def test_initials_of_others_are_no_organisation(self) -> None:
        read = lists("Attendees: Dr Ann Low (AL), JM, CK")
        assert (read["present"], read["organisations"]) == (["Dr Ann Low"], [])

    def test_a_row_of_fields_is_one_office(self) -> None:
        read = lists(
            "Present:\nAnn Low – Director General, Strategy, Data and Audit\nBo Hay, Nurse"
        )
        assert ("Ann Low", "Director General, Strategy, Data and Audit") in read["roles"]
        assert read["organisations"] == []

    def test_a_body_before_the_name(self) -> None:
        read = lists("Attendees\n\nFENA – Ann Low\nFen Council – Bo Hay")
        assert read["organisations"] == [("Ann Low", "FENA"), ("Bo Hay", "Fen Council")]

    def test_the_clerk_without_a_name_is_nobody_and_with_one_is(self) -> None:
        read = lists("Present: Trustees Low (Chair), Hay, Dale and the Clerk")
        assert (read["present"], read["roles"]) == (["Low", "Hay", "Dale"], [("Low", "Chair")])
        read = lists("Present: Cllr A Low, Cllr B Hay and the Clerk – Cy Dale")
        assert read["present"] == ["Cllr A Low", "Cllr B Hay", "Cy Dale"]

    def test_those_below_the_list_who_came_too_are_in_attendance(self) -> None:
        read = lists("Present: Councillors Low (Vice-Chair), Hay OBE, and Dale.\n\n"
                     "Councillors Moor and Reed attended the meeting under rule 4.\n"
                     "Mr E Pike, Surveyor, was in attendance.")  # fmt: skip
        assert read["present"] == ["Low", "Hay", "Dale"]
        assert read["in_attendance"] == ["Moor", "Reed", "Mr E Pike"]

    def test_a_family_name_that_is_the_word_of_an_office(self) -> None:
        assert lists("Present:\nMrs P Head (Headteacher)\nBo Hay")["present"] == [
            "Mrs P Head", "Bo Hay",
        ]  # fmt: skip

    def test_full_stops_between_names(self) -> None:
        read = lists("Present: Ann Low. Bo Hay, Cy Dale. Dr. Di Moor")
        assert read["present"] == ["Ann Low", "Bo Hay", "Cy Dale", "Dr. Di Moor"]

    def test_a_list_ends_where_business_begins(self) -> None:
        read = lists("Present: Ann Low, Bo Hay\n\nWelcome and Introductions\n\nHouse Rules Read")
        assert read["present"] == ["Ann Low", "Bo Hay"]

    def test_lists_in_numbered_items(self) -> None:
        read = facts(f"{HEAD}1. Present: Ann Low, Bo Hay\n\n2. Apologies: Cy Dale, Di Moor\n\n"
                     "3. Minutes\n\nThese were agreed as a correct record.\n")  # fmt: skip
        assert (read["present"], read["apologies"]) == (
            ["Ann Low", "Bo Hay"],
            ["Cy Dale", "Di Moor"],
        )
        assert read["items"][0] == ("1", "Present")
        assert read["parts"] == [("3", "These were agreed as a correct record.")]

    def test_a_name_of_four_words_is_doubted(self) -> None:
        [one] = read_minutes(f"{HEAD}Present: Ann Low Bo Hay{ITEMS}").present
        assert of_person(one)["level"] == "low"


@pytest.mark.rule("governance.14")
class TestApologies:
    @pytest.mark.parametrize(
        "said",
        [
            "An apology for absence was received on behalf of Cllr Cy Dale.",
            "Apologies for absence were received, with consent, from Cllr Cy Dale.",
            "There were apologies from Cllr Cy Dale; and for lateness from Cllr Di Low, Bo Hay.",
            "Cllr Cy Dale sent his apologies.",
            "Apologies for absence were received from Cllr Cy Dale\nWith no chair there it waited.",
        ],
    )
    def test_who_sent_them(self, said: str) -> None:
        assert item("Apologies", said)["apologies"] == ["Cllr Cy Dale"]

    @pytest.mark.parametrize(
        "said",
        [
            "Apologies were received from Cy Dale (Mr Ed Pike, Nurse attended in his absence).",
            "Cy Dale sent his apologies. Mr Ed Pike was his substitute for the meeting.",
            "Apologies were received from Cy Dale and Mr Ed Pike attended as substitute.",
            "Apologies were received from Cy Dale, with the substitution of Mr Ed Pike for Dale.",
        ],
    )
    def test_who_came_instead(self, said: str) -> None:
        read = item("Apologies", said)
        assert (read["apologies"], read["replaced_by"]) == (
            ["Cy Dale"],
            [("Cy Dale", "Mr Ed Pike")],
        )

    def test_who_spoke_in_the_item_sent_none(self) -> None:
        assert (
            item("Welcome, apologies", "Dr Ann Low (AL) welcomed members warmly.")["apologies"]
            == []
        )
