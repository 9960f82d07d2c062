"""Deadlines in working days, and schemes that nobody could follow (rules 3 and 5)."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.schemes import rules
from governance.schemes.rules import Said
from governance.working_days.calendar import WorkingCalendar
from governance_support import ICP, Governance
from public_voice_support import SCHEME

pytestmark = pytest.mark.rule("governance.5")
CALENDAR = WorkingCalendar()
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def said(notice: int = 5, *, clear: bool = False, answer: int = 10) -> Said:
    return Said(
        notice_working_days=notice, clear=clear, most_characters=500, most_per_person=1,
        answer_working_days=answer, answered_by="The Chair",
    )  # fmt: skip


class TestLastDay:
    @pytest.mark.rule("governance.3")
    @pytest.mark.parametrize(
        ("held_on", "notice", "clear", "last"),
        [
            (date(2026, 12, 10), 5, False, date(2026, 12, 3)),
            (date(2026, 12, 10), 5, True, date(2026, 12, 2)),
            (date(2027, 1, 6), 5, False, date(2026, 12, 29)),  # Christmas (moved) and New Year
            (date(2027, 4, 1), 5, False, date(2027, 3, 23)),  # Good Friday, Easter Monday
        ],
    )
    def test_known_meetings(self, held_on: date, notice: int, clear: bool, last: date) -> None:
        assert rules.last_day(said(notice, clear=clear), held_on, CALENDAR) == last

    @given(DAYS, st.integers(0, 40), st.booleans())
    def test_so_many_working_days_lie_from_it_to_the_meeting(
        self, held_on: date, notice: int, clear: bool
    ) -> None:
        last = rules.last_day(said(notice, clear=clear), held_on, CALENDAR)
        counted = [last + timedelta(n) for n in range((held_on - last).days)]
        working = sum(CALENDAR.is_working(one) for one in counted)
        assert working == notice + clear
        assert last == held_on or CALENDAR.is_working(last)

    @given(DAYS, DAYS, st.integers(0, 40))
    def test_a_later_meeting_never_closes_earlier(self, one: date, other: date, n: int) -> None:
        first, second = sorted((one, other))
        assert rules.last_day(said(n), first, CALENDAR) <= rules.last_day(said(n), second, CALENDAR)


class TestAnswerDue:
    @given(DAYS, st.none() | DAYS, st.integers(1, 40))
    def test_it_counts_from_the_meeting_or_from_the_asking(
        self, asked_on: date, held_on: date | None, days: int
    ) -> None:
        due = rules.answer_due(said(answer=days), asked_on, held_on, CALENDAR)
        assert CALENDAR.between(held_on or asked_on, due) == days
        assert CALENDAR.is_working(due)


class TestScheme:
    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("questions", "notice_working_days"), -1),
            (("questions", "most_characters"), 0),
            (("questions", "most_per_person"), 0),
            (("petitions", "thresholds"), []),
            (("petitions", "thresholds"), [{"signatures": 1, "leads_to": "debate", "by": "B"}] * 2),
            (("grounds",), []),
            (("kept_days",), None),
        ],
    )
    async def test_terms_with_a_scheme_that_nobody_could_follow_are_refused(
        self, governance: Governance, path: tuple[str, ...], value: Any
    ) -> None:
        scheme = copy.deepcopy(SCHEME)
        inner = scheme
        for name in path[:-1]:
            inner = inner[name]
        inner[path[-1]] = value
        for content, status in ((scheme, 422), (SCHEME, 201)):
            refused = await governance.post(
                f"/bodies/{ICP}/terms",
                json={"valid_from": "2026-01-01", "content": {"public_involvement": content}},
            )
            assert refused.status_code == status, refused.text
            if status == 422:
                assert refused.json()["errors"][0]["field"] == "body.content.public_involvement"
