"""Attendance in the columns of tables: lists side by side, cards, deputies, empty first cells."""

from __future__ import annotations

import pytest

from governance.minutes.reading import read_minutes
from minutes_forms import HEAD, ITEMS, PRESENT, facts, lists


@pytest.mark.rule("governance.14")
class TestColumns:
    def test_lists_beside_one_another_are_read_one_by_one(self) -> None:
        read = lists("Present\tIn attendance\tApologies\nAnn Low\tDi Reed\tEd Finch\n"
                     "Bo Hay\t\tFlo Marsh\nCy Moss\n\n")  # fmt: skip
        assert read["present"] == ["Ann Low", "Bo Hay", "Cy Moss"]
        assert read["in_attendance"] == ["Di Reed"]
        assert read["apologies"] == ["Ed Finch", "Flo Marsh"]

    def test_a_list_that_is_longer_than_the_one_left_of_it(self) -> None:
        read = lists("Present\tRole\tIn attendance\tRole\nAnn Low\tChair\tDi Reed\tClerk\n"
                     "\t\tEd Finch\tEditor\n\n")  # fmt: skip
        assert (read["present"], read["in_attendance"]) == (["Ann Low"], ["Di Reed", "Ed Finch"])
        assert ("Ed Finch", "Editor") in read["roles"]

    def test_each_person_keeps_the_line_of_the_row(self) -> None:
        text = f"{HEAD}Present\tApologies\nAnn Low\tEd Finch\nBo Hay\tFlo Marsh\n\n{ITEMS}"
        draft = read_minutes(text)
        lines = text.split("\n")
        for person in [*draft.present, *draft.apologies]:
            assert person.name.text in lines[person.name.first_line - 1]

    def test_what_stands_below_the_table_is_in_no_list(self) -> None:
        read = lists("Present\tApologies\nAnn Low\tEd Finch\nBo Hay\tFlo Marsh\n\n"
                     "The meeting was quorate.\n\n")  # fmt: skip
        assert read["present"] == ["Ann Low", "Bo Hay"]

    def test_an_empty_first_cell_moves_no_column(self) -> None:
        read = lists("Present\n\nName\tRole\tOrganisation\nAnn Low\tChair\tFen Trust\n"
                     "\tJanet Nurse\tMoor Trust\n\n")  # fmt: skip
        assert read["present"] == ["Ann Low"]
        read = lists("Present\n\nName\tDeputy\nAnn Low\tCy Moss\n\tBo Hay\n\n")
        assert read["present"] == ["Ann Low"]

    def test_below_a_row_of_names_stands_what_each_of_them_is(self) -> None:
        read = lists("Present\n\nAnn Low\tBo Hay\nChair\tClerk\nCy Moss\tDi Reed\n"
                     "Chief Nurse\tHealthwatch Fen\n\n")  # fmt: skip
        assert read["present"] == ["Ann Low", "Bo Hay", "Cy Moss", "Di Reed"]
        assert read["roles"] == [
            ("Ann Low", "Chair"),
            ("Bo Hay", "Clerk"),
            ("Cy Moss", "Chief Nurse"),
        ]
        assert read["organisations"] == [("Di Reed", "Healthwatch Fen")]

    def test_a_column_of_deputies_says_who_came_for_those_who_sent_apologies(self) -> None:
        table = "Name\tRole\tDeputy\nAnn Low\tClerk\tBo Hay\nCy Moss\tEditor\tNone\n\n"
        read = lists(f"Apologies\n\n{table}")
        assert read["replaced_by"] == [("Ann Low", "Bo Hay")]
        assert lists(f"Present\n\n{table}")["replaced_by"] == []

    def test_a_committee_room_is_a_place(self) -> None:
        held = "Fen Council\nMinutes of the meeting held on 4 November 2024 at 6.30pm, "
        read = facts(f"{held}Committee Room 2, Town Hall, Wharfe\n\nPresent: Ann Low{ITEMS}")
        assert read["place"] == ["Committee Room 2, Town Hall, Wharfe"]


@pytest.mark.rule("governance.14")
class TestTornTables:
    def test_cells_below_one_another_are_rows_by_their_headings(self) -> None:
        rows = "Ann Low\nAL\nChair\nFen Trust\nBo Hay\nBH\nClerk\nMoor Council"
        read = lists(f"Present\n\nName\nInitials\nRole\nOrganisation\n{rows}\n\n")
        assert read["present"] == ["Ann Low", "Bo Hay"]
        assert read["roles"] == [("Ann Low", "Chair"), ("Bo Hay", "Clerk")]
        assert read["organisations"] == [("Ann Low", "Fen Trust"), ("Bo Hay", "Moor Council")]

    def test_a_row_with_an_empty_cell_takes_nothing_of_the_next(self) -> None:
        read = lists("Present\n\nName\nRole\nOrganisation\nAnn Low\nChief Nurse\nBo Hay\nClerk\n"
                     "Moor Council\n\n")  # fmt: skip
        assert read["present"] == ["Ann Low", "Bo Hay"]
        assert read["organisations"] == [("Bo Hay", "Moor Council")]

    def test_each_of_three_lines_is_of_the_person_above(self) -> None:
        read = lists(
            "Present\n\nAnn Low\nChief Nurse\nFen Trust\nBo Hay\nTreasurer\nMoor Council\n\n"
        )
        assert read["organisations"] == [("Ann Low", "Fen Trust"), ("Bo Hay", "Moor Council")]

    def test_a_body_that_heads_those_below_it_is_of_nobody_above(self) -> None:
        read = lists(
            "Present\n\nAnn Low\nChief Nurse\nFen Trust\nBo Hay\nTreasurer\nCy Moss\nEditor\n\n"
        )
        assert read["organisations"] == []

    def test_a_mark_below_a_name_says_in_which_list_it_stands(self) -> None:
        table = "Member\nRole\nAttendance\nAnn Low\nChair\n✓\nBo Hay\nClerk\nA\n\n"
        read = lists(f"Attendance\n\n{table}")
        assert (read["present"], read["apologies"]) == (["Ann Low"], ["Bo Hay"])

    def test_of_headings_that_follow_one_another_no_list_can_be_told(self) -> None:
        read = lists("Present\n\nIn attendance\n\nApologies\n\nAnn Low\n\nDi Reed\n\nEd Finch\n\n")
        assert (read["present"], read["in_attendance"], read["apologies"]) == ([], [], [])

    def test_the_office_of_one_person_heads_no_list(self) -> None:
        read = lists(f"{PRESENT}In attendance\n\nDi Reed\nPartner Member\nEd Finch\nClerk\n\n")
        assert read["in_attendance"] == ["Di Reed", "Ed Finch"]

    def test_a_deputy_stands_below_the_office_and_the_next_row_does_too(self) -> None:
        rows = "Ann Low\nClerk\nBo Hay\nCy Moss\nChief Nurse\nDi Reed\nChair\nEd Finch"
        read = lists(f"Apologies\n\nName\nRole\nDeputy\n{rows}\n\n")
        assert read["apologies"] == ["Ann Low", "Cy Moss", "Di Reed"]
        assert read["replaced_by"] == [("Ann Low", "Bo Hay"), ("Di Reed", "Ed Finch")]


@pytest.mark.rule("governance.14")
class TestMarks:
    def test_a_row_is_marked_in_one_of_several_columns(self) -> None:
        read = lists("Board Member\tP\tA\tDNA\nAnn Low (AL) – Chair\tP\nBo Hay (BH) – Clerk\t\tA\n"
                     "Cy Moss (CM)\t\t\tDNA\n\n")  # fmt: skip
        assert (read["present"], read["apologies"]) == (["Ann Low"], ["Bo Hay"])

    def test_two_who_shared_a_seat_are_two(self) -> None:
        read = lists("Ann Low (Chair)\nBo Hay / Cy Moss\nDi Reed\n\nIn attendance\n\nEd Finch\n\n")
        assert read["present"] == ["Ann Low", "Bo Hay", "Cy Moss", "Di Reed"]
