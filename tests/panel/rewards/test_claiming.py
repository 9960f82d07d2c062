"""Claims at the rate of the day, within the cap, decided on by somebody else."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from common.clock import utc_now
from common.db.engine import raw_connection
from common.testing.clock import today
from panel.load import load_file
from panel.rewards import claiming
from panel_support.rewards import Till, kind, rewards, yesterday
from panel_support.samples import system_file
from panel_support.world import QE1, Member

pytestmark = pytest.mark.rule("panel.12")


_WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"


async def accepted(till: Till, member: Member, **changes: Any) -> str:
    offer_id = await till.offer(member, **changes)
    assert (await till.decide(member, offer_id)).status_code == 204
    return offer_id


async def by_staff(till: Till, member: Member, offer_id: str, by: dict[str, str]) -> str:
    body = {"offer_id": offer_id, "member_id": member.member_id, "quantity": 10,
            "happened_on": str(yesterday())}  # fmt: skip
    entered = await till.world.call("POST", "/rewards/claims", body, headers=by)
    assert entered.status_code == 201, entered.text
    claim_id: str = entered.json()["id"]
    return claim_id


class TestClaiming:
    async def test_comes_to_the_rate_of_the_day_of_the_activity(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        offer_id = await accepted(till, ada)
        changed = [
            kind("travel", 45, 2000, valid_to=str(yesterday())),
            kind("travel", 55, 2000, valid_from=str(today())),
        ]
        await load_file(till.world.database, system_file("QE1", rewards=rewards(kinds=changed)))
        for day, pence in ((yesterday(), 338), (today(), 413)):
            claim = (await till.claim(ada, offer_id, quantity="7.5", happened_on=str(day))).json()
            assert claim["amount_pence"] == pence

    async def test_never_passes_the_cap_of_an_offer(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        offer_id = await accepted(till, ada)
        amounts = [(await till.claim(ada, offer_id, quantity=n)).json() for n in (30, 30)]
        assert [one["amount_pence"] for one in amounts] == [1350, 650]
        over = await till.claim(ada, offer_id)
        assert over.json()["type"].endswith("reward-cap-reached")

    async def test_two_at_once_do_not_pass_the_cap(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        offer_id = await accepted(till, ada)
        await asyncio.gather(*(till.claim(ada, offer_id, quantity=20) for _ in range(4)))
        (row,) = await till.world.rows("SELECT sum(amount_pence) FROM reward_claims")
        assert row[0] == 2000

    @pytest.mark.parametrize(
        "wrong",
        [
            {"happened_on": str(yesterday() - timedelta(days=1))},
            {"happened_on": str(today() + timedelta(days=1))},
            {"quantity": 0},
            {"quantity": -1},
            {"quantity": "0.01"},
            {"quantity": "1.005"},
            {"quantity": "NaN"},
        ],
    )
    async def test_refuses_other_days_and_quantities(
        self, till: Till, wrong: dict[str, Any]
    ) -> None:
        (ada,) = await till.world.join_many(1)
        offer_id = await accepted(till, ada, last_day=str(today() + timedelta(days=2)))
        assert (await till.claim(ada, offer_id, **wrong)).status_code == 422

    async def test_on_a_survey_tells_nothing_of_when_somebody_answered(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        survey = await till.world.open_survey()
        offer_id = await accepted(
            till, ada, activity="survey", activity_id=survey["id"], first_day=str(today()),
            last_day=None,
        )  # fmt: skip
        early = await till.claim(ada, offer_id, happened_on=str(today()))
        assert early.status_code == 422
        await till.world.call("POST", f"/surveys/{survey['id']}/close")
        assert (await till.claim(ada, offer_id, happened_on=str(today()))).status_code == 201


class TestDecidingOnClaims:
    async def test_whoever_entered_a_claim_does_not_decide_on_it(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        offer_id = await accepted(till, ada)
        claim_id = await by_staff(till, ada, offer_id, till.ann)
        own = await till.approve(claim_id, till.ann)
        assert own.status_code == 403
        assert own.json()["type"].endswith("four-eyes")
        refusing = await till.world.call(
            "POST", f"/rewards/claims/{claim_id}/refuse", {"reason": "No."}, headers=till.ann
        )
        assert refusing.status_code == 403
        assert await till.state(claim_id) == "submitted"
        assert (await till.approve(claim_id, till.ben)).status_code == 200
        with pytest.raises(asyncpg.CheckViolationError):
            async with till.world.database.transaction(QE1) as session:
                connection = await raw_connection(session)
                await connection.execute("UPDATE reward_claims SET decided_by = entered_by")

    async def test_two_approvals_at_once_are_one(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        claim_id = (await till.claim(ada, await accepted(till, ada))).json()["id"]
        async with till.world.database.transaction(QE1) as session:
            held = await raw_connection(session)
            await held.execute("SELECT 1 FROM reward_claims FOR UPDATE")
            approvals = [
                asyncio.create_task(till.approve(claim_id, by)) for by in (till.ann, till.ben)
            ]
            for _ in range(1000):
                if await held.fetchval(_WAITING) == len(approvals):
                    break
                await asyncio.sleep(0.02)
        answers = await asyncio.gather(*approvals)
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        noted = await till.world.rows("SELECT 1 FROM reward_audit WHERE act = 'approved'")
        assert len(noted) == 1

    async def test_needs_the_evidence_to_be_seen(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        offer_id = await accepted(till, ada, kind="care")
        claim_id = (await till.claim(ada, offer_id, quantity=2)).json()["id"]
        unseen = await till.approve(claim_id, till.ben)
        assert unseen.json()["type"].endswith("evidence-not-seen")
        assert (await till.approve(claim_id, till.ben, evidence_seen=True)).status_code == 200

    async def test_the_member_reads_why_it_was_refused(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        claim_id = (await till.claim(ada, await accepted(till, ada))).json()["id"]
        address = f"/rewards/claims/{claim_id}/refuse"
        body = {"reason": "You came by bicycle."}
        assert (await till.world.call("POST", address, body, headers=till.ben)).status_code == 200
        seen = (await till.world.call("GET", "/me/rewards", headers=ada.own)).json()
        (claim,) = seen["offers"][0]["claims"]
        assert (claim["state"], claim["reason"]) == ("refused", "You came by bicycle.")
        assert (await till.approve(claim_id, till.ann)).status_code == 409

    async def test_an_approval_by_mistake_is_taken_back_before_it_is_paid(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        wrong, right = await till.approved(ada), await till.approved(bea)
        address, body = f"/rewards/claims/{wrong}/refuse", {"reason": "It was 1 mile, not 10."}
        assert (await till.world.call("POST", address, body, headers=till.ann)).status_code == 200
        batch = await till.batch()
        assert (batch["lines"], batch["total_pence"]) == (1, 450)
        assert (await till.state(wrong), await till.state(right)) == ("refused", "exported")
        paid = f"/rewards/claims/{right}/refuse"
        late = await till.world.call("POST", paid, body, headers=till.ann)
        assert late.json()["type"].endswith("claim-not-in-that-state")

    async def test_what_is_being_refused_is_not_paid_by_a_batch_meanwhile(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        claim_id = await till.approved(ada)
        async with till.world.database.transaction(QE1) as session:
            await claiming.refuse(
                session, QE1, claim_id=UUID(claim_id), reason="No.", subject="key-a", now=utc_now()
            )
            batch = asyncio.create_task(
                till.world.call("POST", "/rewards/batches", headers=till.ann)
            )
            held = await raw_connection(session)
            for _ in range(1000):
                if await held.fetchval(_WAITING):
                    break
                await asyncio.sleep(0.02)
        assert (await batch).json()["type"].endswith("nothing-to-pay")
        assert await till.state(claim_id) == "refused"

    async def test_needs_scopes_and_the_own_system(self, till: Till, token: Any) -> None:
        (ada,) = await till.world.join_many(1)
        claim_id = (await till.claim(ada, await accepted(till, ada))).json()["id"]
        for scopes in (["panel:read"], ["panel:read", "panel:manage"]):
            headers = token(scopes, ics="QE1")
            assert (await till.approve(claim_id, headers)).status_code == 403
            listed = await till.world.call("GET", "/rewards/claims", headers=headers)
            assert listed.status_code == 403
        elsewhere = await till.world.call(
            "POST", f"/rewards/claims/{claim_id}/approve", {}, ics="QKK"
        )
        assert elsewhere.status_code == 404


class TestTheAudit:
    async def test_says_who_did_what_by_subject(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        await till.approved(ada)
        await till.batch()
        listed = (await till.world.call("GET", "/rewards/audit", headers=till.ann)).json()
        assert [(one["subject"], one["act"]) for one in listed["items"]] == [
            ("key-a", "offered"),
            ("member", "accepted"),
            ("member", "claimed"),
            ("key-b", "approved"),
            ("key-a", "batched"),
        ]
        assert ada.member_id not in str(listed)

    @pytest.mark.parametrize("act", ["DELETE FROM reward_audit", "UPDATE reward_audit SET act='x'"])
    async def test_is_only_added_to(self, till: Till, act: str) -> None:
        (ada,) = await till.world.join_many(1)
        await till.offer(ada)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with till.world.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute(act)
