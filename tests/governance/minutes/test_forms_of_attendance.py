"""Lines of attendance as boards write them: who, in which list, in what office, for whom."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from governance.minutes.reading import read_minutes
from minutes_scoring import facts_of

HEAD = "Minutes of the Wold Health Board held on 4 March 2025 at 2pm in the Town Hall\n\n"
END = "\n\n1. Welcome\n\nNone.\n\n2. Buses\n\nNone.\n"


def facts(attendance: str) -> dict[str, list[Any]]:
    return facts_of(read_minutes(HEAD + attendance + END))


@pytest.mark.rule("governance.14")
class TestHeadings:
    @pytest.mark.parametrize(
        ("heading", "where"),
        [
            ("Present:", "present"),
            ("Board Members Present", "present"),
            ("Committee members in attendance:", "present"),
            ("Board members (voting):", "present"),
            ("Voting Members:", "present"),
            ("Co-opted Members:", "present"),
            ("Members of the Board present:", "present"),
            ("Fen Place Sub-Committee members present:", "present"),
            ("Substitutes:", "present"),
            ("Present:-", "present"),
            ("Those present", "present"),
            ("In the Chair", "present"),
            ("Attendees:", "present"),
            ("In attendance:", "in_attendance"),
            ("In attendance (part):", "in_attendance"),
            ("Also present:", "in_attendance"),
            ("Attendees (non-voting):", "in_attendance"),
            ("Other Members in Attendance:", "in_attendance"),
            ("Officers present", "in_attendance"),
            ("Observers", "in_attendance"),
            ("By invitation:", "in_attendance"),
            ("Minutes taken by:", "in_attendance"),
            ("Cabinet Members in attendance:", "in_attendance"),
            ("Apologies:", "apologies"),
            ("Apologies for absence were received from:", "apologies"),
            ("Apologies received", "apologies"),
            ("Absent:", "apologies"),
        ],
    )
    def test_a_heading_opens_its_list(self, heading: str, where: str) -> None:
        read = facts(f"Present\n\nJo Marsh\n\n{heading}\n\nAda Low\n\nBen High")
        assert read[where] == [*(["Jo Marsh"] if where == "present" else []), "Ada Low", "Ben High"]

    @pytest.mark.parametrize(
        "title", ["Trust Board Meeting in Public", "Board of Directors", "News of Wold Members",
                  "No members were present from the Council"],
    )  # fmt: skip
    def test_what_is_no_heading_opens_none(self, title: str) -> None:
        assert facts(f"{title}\n\nAda Low\n\nPresent\n\nJo Marsh")["present"] == ["Jo Marsh"]

    def test_a_heading_may_stand_before_titled_names_without_a_mark(self) -> None:
        read = facts("Present Councillors A. Low and B. High\n\nOfficers Mr C. Wold")
        assert read["present"] == ["A. Low", "B. High"]
        assert read["in_attendance"] == ["Mr C. Wold"]

    def test_the_name_below_in_the_chair_is_the_chairs(self) -> None:
        read = facts("In the Chair\n\nAda Low, Chief Nurse\n\nPresent\n\nBen High (Chair, Fen ICB)")
        assert read["chair"] == ["Ada Low"]
        assert ("Ada Low", "Chief Nurse") in read["roles"]


@pytest.mark.rule("governance.14")
class TestLists:
    @pytest.mark.parametrize(
        ("line", "names"),
        [
            ("Cllrs P. Vance (Chairman), L. Abara, O. Rees", ["P. Vance", "L. Abara", "O. Rees"]),
            ("Councillors Vance, Abara and Rees", ["Vance", "Abara", "Rees"]),
            ("Fen Council: Councillors Ann Low (Chair) and Bo High", ["Ann Low", "Bo High"]),
            ("Ann Low (Chair), Councillors B High (Fen) and C Wold (Moor); Dr D Vale (NHS Fen ICB)",
             ["Ann Low", "B High", "C Wold", "Dr D Vale"]),
            ("Ann Low, Director of Strategy and Partnerships, Fen NHS Trust", ["Ann Low"]),
            ("Ann Low, Head of Quality, Safety and Patient Experience", ["Ann Low"]),
            ("Ann Low, Bo High and two members of the public", ["Ann Low", "Bo High"]),
            ("Ann Low, Public Governor, Fen North", ["Ann Low"]),
            ("Chief Superintendent O Blythe and Borough Commander Ross Peel",
             ["Chief Superintendent O Blythe", "Borough Commander Ross Peel"]),
            ("Chief Executive: Ann Low", ["Ann Low"]),
            ("Ann Low\tChief Executive\tFen ICB", ["Ann Low"]),
            ("District Councillor Wendy Eyre; Mrs Barbara Shaw",
             ["District Councillor Wendy Eyre", "Mrs Barbara Shaw"]),
            ("The Committee considered the report of Ann Low, Director of Care.", []),
            ("Public Health Registrar", []),
            ("Ann Low, Chair of Governors", ["Ann Low"]),
            ("Councillors A Low and B High; Reporters", ["A Low", "B High"]),
            ("Councillors Low and High", ["Low", "High"]),
            ("Ann Low and Bo High", ["Ann Low", "Bo High"]),
            ("None", []),
        ],
    )  # fmt: skip
    def test_one_person_ends_where_the_next_begins(self, line: str, names: list[str]) -> None:
        assert facts(f"Present:\n\n{line}")["present"] == names


@pytest.mark.rule("governance.14")
class TestAPersonAndAnOrganisationALine:
    """ "Jude Harker, Valley Voices" has the form of two names; its neighbours tell."""

    LIST = "Farah Lodge, Place Director\n\nCarla Mendes, Fen Borough Council\n\n"

    @pytest.mark.parametrize("line", ["Jude Harker, Valley Voices", "• Jude Harker, Valley Voices"])
    def test_among_lines_of_one_person_each_it_invents_nobody(self, line: str) -> None:
        read = facts(f"Present:\n\n{self.LIST}{line}\n\nIn attendance:\n\nAda Low, Bo High")
        assert read["present"] == ["Farah Lodge", "Carla Mendes", "Jude Harker"]
        assert ("Jude Harker", "Valley Voices") in read["organisations"]

    def test_several_such_lines_are_each_read_so(self) -> None:
        read = facts(f"Present:\n\n{self.LIST}Jude Harker, Valley Voices\n\nJo Marsh, Fen Ramblers")
        assert read["present"][2:] == ["Jude Harker", "Jo Marsh"]

    def test_it_is_told_that_it_may_be_two_people(self) -> None:
        draft = read_minutes(f"{HEAD}Present:\n\n{self.LIST}Jude Harker, Valley Voices{END}")
        told = [doubt for doubt in draft.doubts if doubt.code == "perhaps_two_people:0"]
        assert [(doubt.first_line, doubt.blocking) for doubt in told] == [(9, False)]

    @pytest.mark.parametrize(
        "lines",
        [
            "Ada Low, Bo High",
            "Ada Low, Bo High\n\nCy Wold, Di Vale",
            f"{LIST}Eve Marsh, Flo Moor, Gil Hurst\n\nAda Low, Bo High",
            f"{LIST}Ada Low, Mr Bo High",
            f"{LIST}Ada Low, Bo High, Cy Wold",
            f"{LIST}Ada Low, Bo High\nand Cy Wold",
            "Farah Lodge, Place Director\n\nAda Low, Bo High",
            f"Farah Lodge\n\nIn attendance:\n\n{LIST}Apologies:\n\nAda Low, Bo High",
        ],
    )
    def test_a_list_of_names_stays_one(self, lines: str) -> None:
        read = facts(f"Present:\n\n{lines}")
        named = [*read["present"], *read["apologies"]]
        assert "Ada Low" in named
        assert "Bo High" in named or "Mr Bo High" in named

    @pytest.mark.parametrize("mark", [":", "", " -"])
    def test_names_beside_a_heading_stay_names(self, mark: str) -> None:
        read = facts(f"Apologies{mark} Ms Ada Low, Bo High\n\n{self.LIST}\n\nPresent:\n\nJo Marsh")
        assert read["apologies"][:2] == ["Ms Ada Low", "Bo High"]

    def test_a_list_of_a_thousand_such_lines_is_read_in_seconds(self) -> None:
        begin = process_time()
        facts("Present:\n\n" + f"{self.LIST}Jude Harker, Valley Voices\n\n" * 1000)
        assert process_time() - begin < 6


class TestLongLines:
    @pytest.mark.parametrize(
        "line",
        [
            " and ".join(["Director of Care"] * 1000),
            "Ann Low " + "(x, " * 4500,
            "Ann Low (" + ", ".join(["Bo High"] * 2000),
            "Ann Low, " + "Aa " * 6000,
        ],
        ids=["ands", "brackets", "open", "words"],
    )
    def test_a_line_as_long_as_one_may_be_is_read_in_seconds(self, line: str) -> None:
        begin = process_time()
        facts(f"Present:\n\n{line}")
        assert process_time() - begin < 4


@pytest.mark.rule("governance.14")
class TestOffices:
    @pytest.mark.parametrize(
        ("line", "role", "body"),
        [
            ("Ann Low, Chair, Healthwatch Fen", "Chair", "Healthwatch Fen"),
            ("Ann Low (Chair)\tNon-Executive Member", "Non-Executive Member", None),
            ("Ann Low (AL) – Fen Council", None, "Fen Council"),
            ("Ann Low (AL), Director of Place, Fen Council", "Director of Place", "Fen Council"),
            ("Ann Low, Director of Strategy, People and Culture, Fen Trust",
             "Director of Strategy, People and Culture", "Fen Trust"),
            ("Ann Low – Trustee (until item 5)", "Trustee", None),
            ("Ann Low – Freedom to Speak Up Guardian – part", "Freedom to Speak Up Guardian", None),
            ("Ann Low, Member – Local Government", "Member – Local Government", None),
            ("Ann Low\tOrchard GP Federation", None, "Orchard GP Federation"),
            ("Ann Low (representing NHS Fen ICB)", None, "NHS Fen ICB"),
            ("Ann Low OBE, Governor (via MS Teams)", "Governor", None),
            ("Ann Low, Governor (Virtual)", "Governor", None),
            ("Cllr Ann Low (Chair), Leader, Fen Council", "Leader", "Fen Council"),
            ("Ann Low, Finance Manager (items 4 and 5)", "Finance Manager", None),
        ],
    )  # fmt: skip
    def test_office_and_body_are_told_apart(
        self, line: str, role: str | None, body: str | None
    ) -> None:
        read = facts(f"Present:\n\n{line}\n\nBo High")
        assert [fact[1] for fact in read["roles"]] == ([role] if role else [])
        assert [fact[1] for fact in read["organisations"]] == ([body] if body else [])

    def test_a_column_of_offices_is_taken_whole_but_for_body_and_chair(self) -> None:
        read = facts(
            "Present\tRole\n"
            "Ann Low (AL)\tChair, Non-Executive Member\n"
            "Bo High\tLocal Medical Committee\n"
            "Cy Wold\tProgramme Director (agenda item 7)\n"
            "Di Vale\tDirector, Fen Council"
        )
        assert read["roles"] == [("Ann Low", "Chair, Non-Executive Member"),
                                 ("Cy Wold", "Programme Director"),
                                 ("Di Vale", "Director")]  # fmt: skip
        assert read["organisations"] == [("Bo High", "Local Medical Committee"),
                                         ("Di Vale", "Fen Council")]  # fmt: skip


@pytest.mark.rule("governance.14")
class TestSubstitutes:
    @pytest.mark.parametrize(
        "words",
        ["(substitute for Kim Astley)", "(deputising for Kim Astley)", "(in place of Kim Astley)",
         "(representing Kim Astley)", "(on behalf of Kim Astley)", "(for Kim Astley)",
         "– substituting for Kim Astley", "attending on behalf of Kim Astley",
         ", deputy for Kim Astley", "(attending as deputy for Kim Astley)",
         "(standing in for Kim Astley)", "in place of Kim Astley"],
    )  # fmt: skip
    def test_for_whom_somebody_came(self, words: str) -> None:
        read = facts(f"Present:\n\nAda Low {words}\n\nBen High")
        assert (read["present"], read["in_place_of"]) == (
            ["Ada Low", "Ben High"], [("Ada Low", "Kim Astley")])  # fmt: skip

    @pytest.mark.parametrize(
        "words",
        ["(represented by Ada Low)", "(Ada Low deputising)", "(Ada Low attending)",
         "(substituted by Ada Low)", "– substituted by Ada Low", "(substitute: Ada Low)",
         "(Ada Low attended in her place)", "(deputy Ada Low)", "(Ada Low to attend)",
         ", represented by Ada Low", "(Fen Council, represented by Ada Low)",
         "(Ada Low substituting on their behalf)"],
    )  # fmt: skip
    def test_who_came_for_somebody(self, words: str) -> None:
        read = facts(f"Present:\n\nBen High\n\nApologies:\n\nKim Astley {words}\n\nJo Vale")
        assert (read["apologies"], read["replaced_by"]) == (
            ["Kim Astley", "Jo Vale"], [("Kim Astley", "Ada Low")])  # fmt: skip

    def test_a_body_that_is_represented_is_no_absent_person(self) -> None:
        read = facts("Present:\n\nAda Low (representing Age UK Fen)")
        assert read["in_place_of"] == []
        assert read["organisations"] == [("Ada Low", "Age UK Fen")]


@pytest.mark.rule("governance.14")
class TestChair:
    @pytest.mark.parametrize(
        ("lines", "chair"),
        [
            ("Ada Low (in the Chair)\n\nBen High (Chair, Fen Trust)", ["Ada Low"]),
            ("Cllr Ada Low (Chair), Leader, Fen Council\n\nBen High (Co-Chair), Chair, NHS Fen ICB",
             ["Cllr Ada Low"]),
            ("Ada Low (Co-Chair)\n\nBen High (Co-Chair)", []),
            ("Ada Low (in the Chair), Fen Council\n\nBen High (Chair)", ["Ada Low"]),
            ("Ada Low (Chair)\n\nBen High, Chair, Fen Trust", ["Ada Low"]),
            ("Ada Low\n\nBen High (Chair of Fen Trust)", []),
            ("Ada Low, Non-Executive Member and Committee Chair\n\nBen High", ["Ada Low"]),
            ("Ada Low, Vice-Chair\n\nBen High", []),
            ("Ada Low (Chair of the meeting)\n\nBen High, Chair, Fen Trust", ["Ada Low"]),
        ],
    )  # fmt: skip
    def test_only_who_chairs_this_meeting_is_the_chair(self, lines: str, chair: list[str]) -> None:
        assert facts(f"Present:\n\n{lines}")["chair"] == chair

    def test_who_is_in_attendance_is_not_the_chair(self) -> None:
        read = facts("Present:\n\nAda Low\n\nIn attendance:\n\nBen High, Chair, Fen Trust")
        assert read["chair"] == []

    def test_a_label_names_the_chair_and_no_office(self) -> None:
        read = facts("Chaired by: Ada Low, Chief Nurse\n\nPresent:\n\nAda Low\n\nBen High")
        assert (read["chair"], read["roles"]) == (["Ada Low"], [("Ada Low", "Chief Nurse")])
