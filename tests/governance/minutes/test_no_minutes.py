"""Papers that speak of minutes and are none: agendas, letters, newsletters, reports, lists."""

from __future__ import annotations

import pytest

from governance.minutes.reading import read_minutes

AGENDA = """Fenwick Place Partnership Board

AGENDA

Tuesday 4 March 2025 at 2pm, Kestrel House

1. Apologies for absence
2. Declarations of interest
3. Minutes of the last meeting (pages 3 to 9)
4. Winter plan
5. Date of next meeting
"""
WITHOUT_NUMBERS = """Fenwick Place Partnership Board
Tuesday 4 March 2025 at 2pm

Minutes of the meeting held on 7 January 2025

To be agreed as a correct record.

Winter plan

To receive a report of the Director of Place.
"""
WITH_MEMBERS = """Health Scrutiny Panel - Agenda

To: Councillors A Low (Chair), B High (Vice-Chair), C Moss and D Reed
Wednesday 5 March 2025, 10am, County Hall

Minutes
To confirm the minutes of the meeting held on 8 January 2025.

Work programme
To note.
"""
LETTER = """Dear Ms Low

Minutes of the meeting of the Board held on 7 January 2025

Thank you for your letter of 14 January. The minutes were agreed by the Board last week, and
item 4 says what was decided about the surgery.

Yours sincerely
Ben High
Secretary
"""
NEWSLETTER = """Fenwick Surgery patients' newsletter

March 2025

Minutes of our last meeting are on the notice board. The group agreed to hold an open day, and the
practice welcomed the idea.

Next meeting: Tuesday 1 April 2025 at 6pm in the library.
"""
REPORT = """Report to the Fenwick Council

Minutes of committees: how they are kept

This report of the Head of Governance of 3 March 2025 proposes that minutes be published within ten
days of each meeting. Committees agreed this in principle in January.

Recommendation

That the Council agree the proposal.
"""
INDEX = """Minutes of meetings

The minutes of the Parish Council are below. Click a date to open them.

Tuesday 4 March 2025
Tuesday 4 February 2025
Tuesday 7 January 2025
"""
POLICY = """Minutes

Minutes are kept of every meeting of the Board. They name those present, the apologies received, and
what was resolved. They are approved at the next meeting and signed by the Chair.
"""
NOTICE = """Notes of interest from the committee meeting room

The room was painted on 4 March 2025. Ann Low, Ben High and Caz Moss gave their time.
"""
AGENDA_ITEM = """Agenda item

Winter plan

To receive a report of the Director of Place.

Supporting documents:

Winter plan pdf icon PDF 120 KB
"""
CONTENTS = """Board papers, 4 March 2025

Contents

Minutes of the meeting held on 7 January 2025 3
Chief Executive's report 11
Finance report 19
"""
OF_ANOTHER_BODY = """Audit Committee - 4 March 2025

Notes from the annual conference

Attendees heard from three speakers. The committee is asked to note what they said.
"""

UNDER_MINUTES = """Minutes
Tuesday 4 March 2025

Agenda

1. Apologies
2. Declarations
3. Minutes of the last meeting
"""
PAGE_OF_AN_AGENDA = """Agenda

Health and Wellbeing Board
Tuesday, 4th March, 2025 2.00 pm

Venue: Council Chamber, Fenwick. View directions

Items
No. Item

1.

Apologies for Absence

To receive apologies.

2.

Minutes pdf icon PDF 97 KB

To approve the minutes.
"""
MEMBERSHIP = """Fenwick Board

Members: Ann Low (Chair), Ben High, Caz Moss
In attendance: Dee Reed, Secretary

The Board meets every two months.
"""

PAPERS = {
    "an agenda that begins with minutes": UNDER_MINUTES,
    "the page of an agenda": PAGE_OF_AN_AGENDA,
    "a list of members": MEMBERSHIP,
    "an agenda": AGENDA,
    "an agenda without numbers": WITHOUT_NUMBERS,
    "an agenda with members": WITH_MEMBERS,
    "a letter": LETTER,
    "a newsletter": NEWSLETTER,
    "a report": REPORT,
    "an index of minutes": INDEX,
    "a policy": POLICY,
    "a notice": NOTICE,
    "the page of an agenda item": AGENDA_ITEM,
    "a list of papers": CONTENTS,
    "notes of a conference": OF_ANOTHER_BODY,
}


@pytest.mark.rule("governance.14")
class TestNoMinutes:
    @pytest.mark.parametrize("text", PAPERS.values(), ids=PAPERS)
    def test_a_paper_that_speaks_of_minutes_is_none(self, text: str) -> None:
        draft = read_minutes(text)
        assert draft.span is None
        assert [doubt.code for doubt in draft.doubts] == ["no_minutes"]
