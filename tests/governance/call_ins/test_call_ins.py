"""Call-in through the API: who may, until when, what stands meanwhile, what comes of it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from board_support import day
from call_in_support import THREE, CalledIn, problem, until
from common.testing.clock import days_later, today
from governance.call_ins import service
from governance.call_ins.errors import CallInClosed
from governance.call_ins.schemas import CallInIn
from governance.decisions import service as decisions
from governance.decisions.errors import ClockMovedBack
from governance.decisions.service import Clerk
from governance_support import ICP, QE1

pytestmark = pytest.mark.rule("governance.7")


class TestWindow:
    async def test_a_decision_waits_so_many_working_days_from_its_recording(
        self, called: CalledIn
    ) -> None:
        assert called.decision["course"]["call_in"]["until"] == until().isoformat()
        assert called.stands == "open_to_call_in"
        [waits, stands] = called.decision["standing_from"]
        assert (stands["since"], stands["code"]) == (
            (until() + timedelta(days=1)).isoformat(), "in_force",
        )  # fmt: skip
        assert f"{until().day} {until():%B %Y}" in waits["words"]

    async def test_a_day_in_the_past_opens_no_earlier_window(self, called: CalledIn) -> None:
        old = await called.board.decides(decided_on=day(-200))
        assert old["course"]["call_in"]["until"] == until().isoformat()
        assert old["standing"]["code"] == "open_to_call_in"

    async def test_it_takes_no_effect_within_the_window(self, called: CalledIn) -> None:
        values = {"body_id": called.board.id, "decided_on": day(-7), "title": "T",
                  "outcome": "approved", "effective_on": until().isoformat()}  # fmt: skip
        refused = await called.board.governance.post("/decisions", json=values)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "body.effective_on"
        change = {"reason": "r", "effective_on": day(0)}
        path = f"/decisions/{called.decision['id']}"
        corrected = await called.board.governance.patch(path, 1, json=change)
        assert corrected.json()["errors"][0]["field"] == "body.effective_on"
        later = await called.board.decides(effective_on=(until() + timedelta(days=1)).isoformat())
        assert [one["code"] for one in later["standing_from"]] == ["open_to_call_in", "in_force"]

    async def test_outcomes_and_bodies_that_the_terms_leave_out_do_not_wait(
        self, called: CalledIn
    ) -> None:
        noted = await called.board.decides(outcome="noted")
        assert (noted["course"], noted["standing"]["code"]) == (None, "in_force")
        other = await called.board.governance.decision()
        assert other["course"] is None
        called.decision = noted
        assert problem(await called.call()) == "call-in-closed"

    async def test_nothing_is_delegated_onwards_while_it_waits(self, called: CalledIn) -> None:
        power = {"role": "Director", "scope": "s", "until": day(90)}
        given = (await called.does("delegations", power)).json()
        delegation = given["course"]["delegated"][0]["delegation_id"]
        said = {
            "title": "T",
            "outcome": "noted",
            "involvement_statement": "s",
            "within_scope": "w",
            "duty_assessment_id": await called.board.assessed(),
        }
        path = f"/delegations/{delegation}/exercises"
        refused = await called.board.governance.post(path, json=said)
        assert problem(refused) == "delegation-not-in-force"


class TestCallIn:
    async def test_enough_members_put_it_on_hold(self, called: CalledIn) -> None:
        response = await called.call()
        assert response.status_code == 201, response.text
        assert called.stands == "suspended"
        assert "Health Scrutiny Committee" in called.decision["standing"]["words"]
        assert called.decision["version"] == 2
        listed = await called.board.governance.get(f"/decisions/{called.decision['id']}/call-in")
        assert set(listed.json()["by_post_ids"]) == {called.board.posts[one] for one in THREE}

    async def test_too_few_do_not(self, called: CalledIn) -> None:
        assert problem(await called.call(*THREE[:2])) == "not-entitled-to-call-in"
        assert (await called.board.sees(called.decision))["version"] == 1

    async def test_one_member_counts_once(self, called: CalledIn) -> None:
        response = await called.call(THREE[0], THREE[0], THREE[1])
        assert response.status_code == 422

    async def test_others_are_no_members(self, called: CalledIn) -> None:
        posts = [called.board.posts[one] for one in THREE[:2]]
        refused = await called.call(by_post_ids=[*posts, str(ICP)])
        assert problem(refused) == "not-entitled-to-call-in"
        assert refused.json()["errors"][0]["field"] == "body.by_post_ids[2]"

    async def test_a_vacant_post_calls_nothing_in(self, called: CalledIn) -> None:
        found = await called.board.governance.get(f"/bodies/{called.board.id}/posts")
        [post] = [one for one in found.json()["items"] if one["title"] == THREE[0]]
        path = f"/posts/{post['id']}/holders/{post['holders'][0]['id']}"
        await called.board.governance.patch(path, 1, json={"valid_to": day(-1)})
        assert problem(await called.call()) == "not-entitled-to-call-in"

    async def test_the_scrutiny_body_does_it_by_itself_and_no_other(self, called: CalledIn) -> None:
        other = await called.call(by_post_ids=[], by_body_id=called.board.id)
        assert problem(other) == "not-entitled-to-call-in"
        response = await called.call(by_post_ids=[], by_body_id=str(ICP))
        assert response.status_code == 201, response.text

    async def test_it_is_called_in_once(self, called: CalledIn) -> None:
        await called.call()
        assert problem(await called.call()) == "call-in-closed"

    async def test_the_last_day_counts_and_the_day_after_does_not(self, called: CalledIn) -> None:
        with pytest.raises(CallInClosed, match="could be called in until"):
            await self._called_at(called, until() + timedelta(days=1))
        await self._called_at(called, until())

    async def test_a_clock_that_was_moved_back_is_refused(self, called: CalledIn) -> None:
        with pytest.raises(ClockMovedBack):
            await self._called_at(called, today() - timedelta(days=1))

    async def _called_at(self, called: CalledIn, on: Any) -> None:
        posts = [UUID(called.board.posts[one]) for one in THREE]
        said = CallInIn(reason="r", by_post_ids=posts)
        clerk = Clerk("tests", days_later((on - today()).days))
        async with called.board.governance.database.transaction(QE1) as session:
            recorded = await decisions.get_for_change(session, UUID(called.decision["id"]))
            await service.call_in(session, recorded, said, clerk)

    async def test_the_version_that_was_read_is_needed(self, called: CalledIn) -> None:
        posts = [called.board.posts[one] for one in THREE]
        said = {"reason": "r", "by_post_ids": posts}
        assert (await called.does("call-in", said, version=7)).status_code == 412

    async def test_another_system_finds_no_decision(self, called: CalledIn) -> None:
        path = f"/decisions/{called.decision['id']}/call-in"
        governance = called.board.governance
        said = {"reason": "r", "by_post_ids": [called.board.posts[THREE[0]]]}
        refused = await governance.post(path, ics="QKK", json=said, headers={"If-Match": '"v1"'})
        assert refused.status_code == 404

    async def test_readers_are_not_told_who_called_it_in(self, called: CalledIn) -> None:
        await called.call()
        path = f"/decisions/{called.decision['id']}/call-in"
        refused = await called.board.governance.get(path, scopes=["governance:read"])
        assert refused.status_code == 403
        assert called.board.posts[THREE[0]] not in json.dumps(called.decision)


class TestOutcome:
    async def test_upheld_it_is_in_force_from_that_day(self, called: CalledIn) -> None:
        await called.call()
        assert (await called.concluded("upheld")).status_code == 201
        assert called.stands == "in_force"
        assert called.decision["standing"]["since"] == day(0)
        assert "let it stand" in called.decision["standing"]["words"]

    async def test_sent_back_and_kept_it_is_in_force(self, called: CalledIn) -> None:
        await called.call()
        await called.concluded("referred_back")
        assert called.stands == "referred_back"
        assert (await called.again("kept")).status_code == 201
        assert called.stands == "in_force"
        assert called.decision["course"]["call_in"]["outcome_reason"] == "We thought again."

    async def test_another_decision_may_take_its_place(self, called: CalledIn) -> None:
        await called.call()
        await called.concluded("referred_back")
        new = await called.board.decides(decided_on=day(0))
        assert (await called.again("replaced", replaced_by=new["id"])).status_code == 201
        assert called.stands == "replaced"
        assert called.decision["course"]["call_in"]["replaced_by"] == new["id"]

    async def test_but_none_of_before_of_another_body_or_itself(self, called: CalledIn) -> None:
        await called.call()
        await called.concluded("referred_back")
        early = await called.board.decides(decided_on=day(-1))
        foreign = await called.board.governance.decision(decided_on=day(0))
        for other in (early, foreign, called.decision):
            refused = await called.again("replaced", replaced_by=other["id"])
            assert problem(refused) == "call-in-state"

    async def test_each_step_comes_in_turn_and_once(self, called: CalledIn) -> None:
        assert problem(await called.concluded("upheld")) == "call-in-state"
        assert problem(await called.again("kept")) == "call-in-state"
        await called.call()
        assert problem(await called.again("kept")) == "call-in-state"
        await called.concluded("upheld")
        assert problem(await called.concluded("referred_back")) == "call-in-state"

    @pytest.mark.parametrize("field", [{"outcome": "noted"}, {"parts": [{"text": "Other"}]}])
    async def test_on_hold_it_is_not_corrected_into_something_else(
        self, called: CalledIn, field: dict[str, Any]
    ) -> None:
        await called.call()
        path = f"/decisions/{called.decision['id']}"
        change = {"reason": "r"} | field
        refused = await called.board.governance.patch(path, 2, json=change)
        assert problem(refused) == "decision-on-hold"
        title = await called.board.governance.patch(path, 2, json={"reason": "r", "title": "T"})
        assert title.status_code == 200
