"""Legal days end at midnight in England, not an hour later as UTC has it in summer (rule 15)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from board_support import DELEGATION, Board, board_of
from call_in_support import ORDER, THREE
from common.errors import Invalid
from common.testing.clock import today
from governance.call_ins import service as call_ins
from governance.call_ins.errors import CallInClosed
from governance.call_ins.schemas import CallInIn, OutcomeIn
from governance.decisions import service as decisions
from governance.decisions.schemas import DecisionIn
from governance.decisions.service import Clerk, Recorded
from governance.delegations import exercising
from governance.delegations import service as delegations
from governance.delegations.errors import DelegationNotInForce
from governance.delegations.schemas import DelegationIn, ExerciseIn
from governance.duty import service as duty
from governance.duty import urgency
from governance.duty.schemas import LimitIn, TemporaryChangeIn
from governance.urgent import service as urgent
from governance.urgent.schemas import UrgentIn
from governance.working_days.calendar import WorkingCalendar
from governance_support import QE1, Governance

pytestmark = [pytest.mark.rule("governance.7"), pytest.mark.rule("governance.15")]

YEAR = today().year + ((today().month, today().day) >= (6, 1))
EVENING = datetime(YEAR, 6, 30, 20, tzinfo=UTC)
NIGHT = datetime(YEAR, 6, 30, 23, 30, tzinfo=UTC)
"""Half past midnight on 1 July in England."""
FIRST = datetime(YEAR, 7, 1, tzinfo=UTC).date()
"""The day that it is then."""
BEFORE = FIRST - timedelta(days=1)
CLERK = Clerk("tests", NIGHT)
ACT = {
    "title": "Days", "outcome": "approved", "involvement_statement": "We asked.",
}  # fmt: skip


@pytest.fixture
async def board(governance: Governance) -> Board:
    order = {"source": "Standing order 4.9", "by": ["chair", "chief_executive"],
             "consult_at_least": 2, "consult": ["members"]}  # fmt: skip
    return await board_of(governance, delegation=DELEGATION, call_in=ORDER, urgent_decisions=order)


async def decided(board: Board, clerk: Clerk, **content: Any) -> Recorded:
    data = {"body_id": board.id, "decided_on": BEFORE, "title": "T", "outcome": "noted"}
    async with board.governance.database.transaction(QE1) as session:
        return await decisions.record(
            session, QE1, DecisionIn.model_validate(data | content), clerk
        )


async def test_a_decision_of_the_first_hour_is_recorded_in_it(board: Board) -> None:
    recorded = await decided(board, CLERK, decided_on=FIRST)
    assert recorded.decision.decided_on == FIRST
    with pytest.raises(Invalid):
        await decided(board, CLERK, decided_on=FIRST + timedelta(days=1))


class TestDelegation:
    async def _given(self, board: Board, until: Any, at: datetime = EVENING) -> UUID:
        giver = await decided(board, Clerk("tests", EVENING))
        power = {"role": "Director of place", "scope": "To choose the days", "until": until}
        async with board.governance.database.transaction(QE1) as session:
            recorded = await decisions.get_for_change(session, giver.decision.id)
            data = DelegationIn.model_validate(power)
            recorded = await delegations.delegate(session, recorded, data, Clerk("tests", at))
        return recorded.course.delegated[0].delegation_id

    async def _exercised(self, board: Board, power: UUID) -> Recorded:
        said = ACT | {"outcome": "noted", "within_scope": "w",
                      "duty_assessment_id": await board.assessed()}  # fmt: skip
        async with board.governance.database.transaction(QE1) as session:
            data = ExerciseIn.model_validate(said)
            return await exercising.exercise(session, QE1, power, data, CLERK)

    async def test_a_power_ends_at_midnight(self, board: Board) -> None:
        with pytest.raises(DelegationNotInForce, match="last day"):
            await self._exercised(board, await self._given(board, BEFORE))

    async def test_it_is_used_on_the_day_that_it_is(self, board: Board) -> None:
        recorded = await self._exercised(board, await self._given(board, FIRST))
        assert recorded.decision.decided_on == FIRST

    async def test_none_is_given_for_the_day_that_is_over(self, board: Board) -> None:
        with pytest.raises(Invalid):
            await self._given(board, BEFORE, at=NIGHT)

    async def test_it_is_revoked_on_the_day_that_it_is(self, board: Board) -> None:
        power = await self._given(board, FIRST)
        async with board.governance.database.transaction(QE1) as session:
            recorded = await delegations.revoke(session, power, "r", CLERK)
        assert recorded.course.delegated[0].revoked_on == FIRST


class TestCallIn:
    async def _called(self, board: Board, decision_id: UUID, at: datetime) -> Recorded:
        said = CallInIn(reason="r", by_post_ids=[UUID(board.posts[one]) for one in THREE])
        async with board.governance.database.transaction(QE1) as session:
            recorded = await decisions.get_for_change(session, decision_id)
            return await call_ins.call_in(session, recorded, said, Clerk("tests", at))

    async def test_its_window_is_counted_from_the_day_that_it_is(self, board: Board) -> None:
        recorded = await decided(board, CLERK, outcome="approved")
        window = recorded.course.call_in
        assert window is not None
        assert (window.since, window.until) == (FIRST, WorkingCalendar().after(FIRST, 5))

    async def test_it_closes_at_midnight(self, board: Board) -> None:
        recorded = await decided(board, Clerk("tests", EVENING), outcome="approved")
        window = recorded.course.call_in
        assert window is not None
        midnight = NIGHT + (window.until - BEFORE)
        with pytest.raises(CallInClosed, match="could be called in until"):
            await self._called(board, recorded.decision.id, midnight)
        await self._called(board, recorded.decision.id, midnight - timedelta(hours=1))

    async def test_its_steps_bear_the_day_that_it_is(self, board: Board) -> None:
        recorded = await decided(board, Clerk("tests", EVENING), outcome="approved")
        called = await self._called(board, recorded.decision.id, NIGHT)
        assert called.course.call_in is not None
        assert called.course.call_in.since == FIRST
        async with board.governance.database.transaction(QE1) as session:
            known = await decisions.get_for_change(session, recorded.decision.id)
            said = OutcomeIn(outcome="upheld", reason="r")
            upheld = await call_ins.conclude(session, known, said, CLERK)
        assert upheld.course.call_in is not None
        assert upheld.course.call_in.since == FIRST


@pytest.mark.rule("governance.8")
class TestUrgency:
    async def test_a_limit_and_a_change_for_a_time_come_back_on_a_later_day(
        self, board: Board
    ) -> None:
        one = UUID(await board.assessed())
        limited = {"ground": "risk_to_people", "reason": "r", "review_on": FIRST}
        async with board.governance.database.transaction(QE1) as session:
            assessment = await duty.get_for_change(session, one)
            with pytest.raises(Invalid):
                data = LimitIn.model_validate(limited)
                await urgency.limit(session, assessment, data, CLERK)
            with pytest.raises(Invalid):
                change = TemporaryChangeIn(what="w", back_on=FIRST)
                await urgency.change_for_a_time(session, assessment, change, CLERK)

    async def test_an_urgent_decision_is_of_the_day_that_it_is(self, board: Board) -> None:
        said = ACT | {
            "outcome": "noted",
            "why_urgent": "The roof came down at night.",
            "taken_by": [board.posts["Chair"], board.posts["Chief executive"]],
            "consulted": [board.posts["First member"], board.posts["Second member"]],
            "duty_assessment_id": await board.assessed(),
        }
        async with board.governance.database.transaction(QE1) as session:
            data = UrgentIn.model_validate(said)
            recorded = await urgent.decide(session, QE1, UUID(board.id), data, CLERK)
        assert recorded.decision.decided_on == FIRST
