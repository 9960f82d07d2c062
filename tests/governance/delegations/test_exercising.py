"""Decisions under a delegation: within it, on their day, with their own involvement, told back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from board_support import SERVICES, day
from common.clock import utc_now
from common.testing.clock import days_later, today
from governance.decisions.errors import ClockMovedBack
from governance.decisions.service import Clerk
from governance.delegations import exercising
from governance.delegations.errors import DelegationNotInForce
from governance.delegations.schemas import ExerciseIn
from governance_support import QE1

pytestmark = pytest.mark.rule("governance.7")


async def exercised_at(delegating: Any, moment: datetime) -> None:
    """Exercise the power when the clock reads a moment."""
    said = {
        "title": "Days", "outcome": "approved", "involvement_statement": "We asked.",
        "within_scope": "w", "conditions_met": ["m"],
        "duty_assessment_id": await delegating.board.assessed(),
    }  # fmt: skip
    clerk = Clerk("tests", moment)
    async with delegating.board.governance.database.transaction(QE1) as session:
        await exercising.exercise(
            session, QE1, UUID(delegating.power), ExerciseIn.model_validate(said), clerk
        )


class TestExercise:
    async def test_it_is_a_decision_of_the_body_with_its_own_involvement_and_duty(
        self, delegating: Any
    ) -> None:
        await delegating.delegates()
        decision = await delegating.exercises()
        assert decision["reference"].split("-")[1] == "ICB"
        assert decision["decided_on"] == day(0)
        assert decision["involvement_statement"] == "We asked those who come to the clinic."
        authority = decision["course"]["authority"]
        assert (authority["kind"], authority["by"]) == ("delegation", ["Director of place"])
        assert authority["delegated_by"] == delegating.decision["id"]
        assert authority["conditions"] == ["The chair was spoken to on Monday."]
        path = f"/decisions/{decision['id']}/duty-assessment"
        assert (await delegating.board.governance.get(path)).status_code == 200

    async def test_the_delegation_lists_it_and_the_event_tells_the_role(
        self, delegating: Any
    ) -> None:
        await delegating.delegates()
        decision = await delegating.exercises()
        governance = delegating.board.governance
        listed = await governance.get(f"/bodies/{delegating.board.id}/delegations")
        assert listed.json()["items"][0]["exercises"] == [decision["id"]]
        told = (await governance.told("governance.decision.recorded.v1"))[-1]
        assert (told["authority"], told["decided_by"]) == ("delegation", ["Director of place"])
        assert told["delegated_by"] == delegating.decision["id"]

    async def test_a_power_that_was_revoked_covers_nothing(self, delegating: Any) -> None:
        await delegating.delegates()
        await delegating.asks_to_revoke()
        refused = await delegating.asks_to_exercise()
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("delegation-not-in-force")

    async def test_the_last_day_counts_and_the_day_after_does_not(self, delegating: Any) -> None:
        await delegating.delegates()
        await exercised_at(delegating, days_later(30))
        with pytest.raises(DelegationNotInForce, match="last day"):
            await exercised_at(delegating, days_later(31))

    async def test_a_clock_that_was_moved_back_is_refused(self, delegating: Any) -> None:
        await delegating.delegates()
        with pytest.raises(ClockMovedBack):
            await exercised_at(delegating, utc_now() - timedelta(hours=1))

    async def test_its_day_is_not_sent(self, delegating: Any) -> None:
        await delegating.delegates()
        assert (await delegating.asks_to_exercise(decided_on=day(-3))).status_code == 422

    async def test_a_decision_that_does_not_stand_yet_gives_no_power_yet(
        self, delegating: Any
    ) -> None:
        delegating.decision = await delegating.board.decides(effective_on=day(5))
        await delegating.delegates()
        refused = await delegating.asks_to_exercise()
        assert refused.json()["type"].endswith("delegation-not-in-force")
        assert "takes effect" in refused.json()["detail"]

    @pytest.mark.parametrize("met", [[], ["one", "two"]])
    async def test_it_is_said_how_each_condition_was_met(
        self, delegating: Any, met: list[str]
    ) -> None:
        await delegating.delegates()
        refused = await delegating.asks_to_exercise(conditions_met=met)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "body.conditions_met"

    async def test_how_people_were_involved_is_said(self, delegating: Any) -> None:
        await delegating.delegates()
        refused = await delegating.asks_to_exercise(involvement_statement=None)
        assert refused.status_code == 422

    @pytest.mark.rule("governance.8")
    async def test_the_duty_is_assessed_to_the_end(self, delegating: Any) -> None:
        await delegating.delegates()
        half = await delegating.board.assessed(SERVICES)
        refused = await delegating.asks_to_exercise(duty_assessment_id=half)
        assert refused.status_code == 409
        none = await delegating.asks_to_exercise(duty_assessment_id=delegating.board.id)
        assert none.status_code == 404
        listed = await delegating.board.governance.get("/decisions")
        assert len(listed.json()["items"]) == 1

    async def test_another_kind_of_activity_is_outside(self, delegating: Any) -> None:
        delegating.decision = await delegating.board.decides(
            kind_of_activity="operational_decision"
        )
        await delegating.delegates()
        refused = await delegating.asks_to_exercise(kind_of_activity="proposal_for_change")
        assert refused.json()["type"].endswith("outside-delegation")
        await delegating.exercises(kind_of_activity="operational_decision")

    async def test_so_is_what_is_reserved(self, delegating: Any) -> None:
        await delegating.delegates()
        refused = await delegating.asks_to_exercise(kind_of_activity="planning")
        assert refused.json()["type"].endswith("delegation-refused")

    async def test_who_was_given_a_power_does_not_pass_it_on(self, delegating: Any) -> None:
        await delegating.delegates()
        decision = await delegating.exercises()
        refused = await delegating.asks_to_delegate(decision)
        assert refused.json()["type"].endswith("delegation-refused")

    async def test_withdrawn_evidence_is_refused(self, delegating: Any) -> None:
        await delegating.delegates()
        finding = await delegating.board.governance.finding()
        await delegating.board.governance.withdraws(finding)
        cited = [{"finding_id": str(finding), "version": 1}]
        refused = await delegating.asks_to_exercise(evidence=cited)
        assert refused.json()["type"].endswith("evidence-refused")

    async def test_another_system_finds_no_power(self, delegating: Any) -> None:
        await delegating.delegates()
        said = {"title": "T", "outcome": "approved", "involvement_statement": "s",
                "within_scope": "w", "duty_assessment_id": delegating.board.id}  # fmt: skip
        path = f"/delegations/{delegating.power}/exercises"
        refused = await delegating.board.governance.post(path, ics="QKK", json=said)
        assert refused.json()["type"].endswith("delegation-not-found")


class TestTold:
    async def test_the_next_meeting_has_one_item_for_all_of_them(self, delegating: Any) -> None:
        meeting = await delegating.board.meets(20)
        await delegating.board.meets(50)
        await delegating.delegates()
        await delegating.exercises()
        await delegating.exercises(title="The rooms")
        planned = await delegating.board.planned()
        assert planned[meeting["id"]] == ["Decisions taken under delegation"]
        assert planned["waiting"] == []

    async def test_what_comes_after_the_agenda_has_an_item_of_its_own(
        self, delegating: Any
    ) -> None:
        await delegating.board.meets(20)
        await delegating.delegates()
        await delegating.exercises()
        programme = await delegating.board.programme()
        [placed] = programme["meetings"][0]["placements"]
        path = f"/plan-placements/{placed['id']}/agenda"
        await delegating.board.made(path, {"number": "9"})
        await delegating.exercises(title="The rooms")
        planned = await delegating.board.planned()
        assert [len(one) for one in planned.values()] == [2, 0]

    async def test_a_meeting_is_told_what_came_since_the_one_before(self, delegating: Any) -> None:
        await delegating.board.held(-3)
        await delegating.delegates()
        decision = await delegating.exercises()
        path = f"/bodies/{delegating.board.id}/delegated-decisions"
        governance = delegating.board.governance
        found = (await governance.get(path)).json()
        assert (found["since"], found["until"]) == (day(-3), day(0))
        assert [one["id"] for one in found["items"]] == [decision["id"]]
        coming = await delegating.board.meets(20)
        told = (await governance.get(f"{path}?meeting_id={coming['id']}")).json()
        assert [one["id"] for one in told["items"]] == [decision["id"]]
        async with governance.database.transaction(QE1) as session:
            late = "UPDATE meetings SET status = 'held', held_on = :day WHERE id = :id"
            values = {"day": today() + timedelta(days=1), "id": UUID(coming["id"])}
            await session.execute(text(late), values)
        after = await delegating.board.meets(40)
        then = (await governance.get(f"{path}?meeting_id={after['id']}")).json()
        assert then["items"] == []

    async def test_another_bodys_meeting_is_told_nothing(self, delegating: Any) -> None:
        other = await delegating.board.made(
            "/meetings", {"body_id": "62e5fe07-ed11-5694-a896-d8422d71f632", "held_on": day(3)}
        )
        path = f"/bodies/{delegating.board.id}/delegated-decisions?meeting_id={other['id']}"
        assert (await delegating.board.governance.get(path)).status_code == 422

    async def test_readers_see_that_there_is_one_that_is_withheld(self, delegating: Any) -> None:
        await delegating.delegates()
        await delegating.exercises(confidential=True, withheld_reason="Contract.")
        path = f"/bodies/{delegating.board.id}/delegated-decisions"
        seen = (await delegating.board.governance.get(path, scopes=["governance:read"])).json()
        assert [(one["title"], one["course"]) for one in seen["items"]] == [(None, None)]
        assert date.fromisoformat(seen["until"]) == today()
