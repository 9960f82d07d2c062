"""A system's own exceptions to working days, and the deadlines that know of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from board_support import DELEGATION, board_of
from call_in_support import ORDER, until
from committee_support import committee_of
from common.db.engine import raw_connection
from common.testing.clock import today
from governance.gunning.service import decision_of, gather
from governance.settings import GovernanceSettings
from governance.working_days import service
from governance.working_days.calendar import WorkingCalendar
from governance.working_days.schemas import ChangedDayIn
from governance_support import QE1, Governance
from public_voice_support import Petitioners, takes_part

pytestmark = pytest.mark.rule("governance.3")
SNOW = "The offices were closed by snow."
USUAL = WorkingCalendar()


async def changed(governance: Governance, day: date, *, working: bool = False) -> None:
    data = {"day": str(day), "working": working, "reason": SNOW}
    answer = await governance.post("/changed-days", json=data)
    assert answer.status_code == 201, answer.text


async def refused(governance: Governance, code: str, **data: Any) -> None:
    answer = await governance.post("/changed-days", json={"reason": SNOW} | data)
    assert (answer.status_code, answer.json()["type"]) == (409, f"/problems/{code}")


def working(first: date) -> date:
    """Give the first working day from a day on."""
    return USUAL.after(first - timedelta(1), 1)


class TestADeadline:
    async def test_of_papers_skips_a_day_that_was_closed_and_says_why(
        self, governance: Governance
    ) -> None:
        committee = await committee_of(governance)
        path = f"/meetings/{committee.meeting}/deadlines"
        assert (await governance.get(path)).json()["papers_due_on"] == "2024-03-14"
        await changed(governance, date(2024, 3, 20))
        told = (await governance.get(path)).json()
        assert (told["papers_due_on"], told["in_time"]) == ("2024-03-13", False)
        assert told["closed_days"] == {"2024-03-20": SNOW}
        await changed(governance, date(2024, 3, 20), working=True)
        told = (await governance.get(path)).json()
        assert (told["papers_due_on"], told["closed_days"]) == ("2024-03-14", {})

    async def test_of_questions_skips_it_and_so_does_the_answer(
        self, governance: Governance, service_settings: Any
    ) -> None:
        people = await takes_part(governance, service_settings(GovernanceSettings))
        meeting = await people.meeting(60)
        held_on = today() + timedelta(60)
        last, due = USUAL.before(held_on, 5), USUAL.after(held_on, 10)
        await changed(governance, last)
        await changed(governance, due)
        [offer] = (
            await governance.get("/public-questions/offer", scopes=["governance:ask"])
        ).json()["items"]
        assert offer["meetings"][0]["last_day_for_questions"] == str(USUAL.before(last, 1))
        question = await people.accepted(meeting_id=meeting)
        assert question["due_on"] == str(USUAL.after(due, 1))
        routed = await people.staff(f"/questions/{question['id']}/routing", officer="The Clerk")
        written = USUAL.after(today(), 10)
        assert routed["due_on"] == str(written)
        await changed(governance, written)
        routed = await people.staff(f"/questions/{question['id']}/routing", officer="The Clerk")
        assert routed["due_on"] == str(USUAL.after(written, 1))

    async def test_of_questions_that_is_over_by_it_is_over(
        self, governance: Governance, service_settings: Any
    ) -> None:
        people = await takes_part(governance, service_settings(GovernanceSettings))
        last = working(today())
        held_on = USUAL.after(last, 5)
        meeting = await people.meeting((held_on - today()).days)
        assert (await people.send(meeting_id=meeting)).status_code == 201
        await changed(governance, USUAL.after(last, 1))
        late = await people.send(meeting_id=meeting)
        assert late.json()["type"] == "/problems/question-too-late", late.text

    async def test_of_petitions_skips_it(
        self, governance: Governance, service_settings: Any
    ) -> None:
        people = await takes_part(governance, service_settings(GovernanceSettings))
        first = working(today() + timedelta(1))
        await changed(governance, first)
        answer = USUAL.after(today() + timedelta(90), 20)
        await changed(governance, answer)
        started = await Petitioners(people).started()
        listed = (await governance.get("/petitions")).json()["items"]
        [check] = [one["due_on"] for one in listed if one["reference"] == started["reference"]]
        assert check == str(USUAL.after(first, 5))
        petition = await Petitioners(people).opened()
        assert petition["due_on"] == str(USUAL.after(answer, 1))

    async def test_of_call_in_skips_it(self, governance: Governance) -> None:
        board = await board_of(governance, call_in=ORDER, delegation=DELEGATION)
        await changed(governance, until())
        decision = await board.decides()
        assert decision["course"]["call_in"]["until"] == str(USUAL.after(until(), 1))


class TestEntering:
    async def test_what_is_so_already_is_refused(self, governance: Governance) -> None:
        await refused(governance, "day-is-that", day="2024-03-23", working=False)
        await refused(governance, "day-is-that", day="2024-03-29", working=False)
        await refused(governance, "day-is-that", day="2024-03-20", working=True)
        await changed(governance, date(2024, 3, 20))
        await refused(governance, "day-is-that", day="2024-03-20", working=False)

    async def test_a_day_that_has_passed_is_not_worked_afterwards(
        self, governance: Governance
    ) -> None:
        await refused(governance, "day-has-passed", day="2024-03-23", working=True)

    async def test_a_closure_of_a_day_that_was_made_a_working_day_is_undone_afterwards(
        self, governance: Governance
    ) -> None:
        saturday, early = date(2024, 3, 23), datetime(2024, 3, 20, 9, tzinfo=UTC)
        data = ChangedDayIn(day=saturday, working=True, reason=SNOW)
        async with governance.database.transaction(QE1) as session:
            await service.change(session, QE1, data, recorded_by="staff", now=early)
        for working in (False, True, False):
            await changed(governance, saturday, working=working)
        saturday = today() + timedelta((5 - today().weekday()) % 7 + 7)
        await changed(governance, saturday, working=True)
        await changed(governance, saturday, working=False)

    async def test_a_closure_that_was_entered_wrongly_is_undone_afterwards(
        self, governance: Governance
    ) -> None:
        await changed(governance, date(2024, 3, 20))
        await changed(governance, date(2024, 3, 20), working=True)
        listed = (await governance.get("/changed-days")).json()["items"]
        assert [one["working"] for one in listed] == [False, True]

    async def test_another_system_works_on(self, governance: Governance) -> None:
        await changed(governance, date(2024, 3, 20))
        assert (await governance.get("/changed-days", ics="QKK")).json()["items"] == []
        async with governance.database.transaction(QE1) as session:
            assert not (await service.calendar(session)).is_working(date(2024, 3, 20))

    async def test_only_who_keeps_the_record_enters_it(self, governance: Governance) -> None:
        data = {"day": "2024-03-20", "working": False, "reason": SNOW}
        answer = await governance.post("/changed-days", json=data, scopes=["governance:read"])
        assert answer.status_code == 403
        empty = await governance.post("/changed-days", json=data | {"reason": ""})
        assert empty.status_code == 422

    async def test_entries_stay(self, governance: Governance) -> None:
        await changed(governance, date(2024, 3, 20))
        async with governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            with pytest.raises(asyncpg.PostgresError):
                await connection.execute("UPDATE changed_days SET reason = 'Sun.'")


async def test_the_pack_of_a_decision_knows_it(governance: Governance) -> None:
    """Time to take part is counted in working days (rule 9)."""
    decision = await governance.decision()
    await changed(governance, date(2024, 3, 20))
    async with governance.database.transaction(QE1) as session:
        record = await gather(session, await decision_of(session, UUID(decision["id"])))
    assert record.calendar.why_closed(date(2024, 3, 20)) == SNOW
