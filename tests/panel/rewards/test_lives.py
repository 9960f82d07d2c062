"""Whatever is done in whatever order, the books agree: nothing is paid twice or unapproved."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.db.engine import raw_connection
from panel.rewards.states import NEXT
from panel_support.rewards import DETAILS, Till
from panel_support.world import QE1, Member

pytestmark = pytest.mark.rule("panel.12")

ACTS = ("claim", "claim", "approve", "approve", "refuse", "withdraw", "batch", "settle", "return")
steps = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 30)), min_size=4, max_size=14)

CAP = 2000
"""Pence that the offer's kind allows."""

_SUMS = """
SELECT
    (SELECT coalesce(sum(total_pence), 0) FROM reward_batches) AS batches,
    (SELECT coalesce(sum(amount_pence), 0) FROM reward_ledger WHERE entry = 'payment') AS ledger,
    (SELECT coalesce(sum(amount_pence), 0) FROM reward_ledger WHERE entry = 'return') AS came_back,
    coalesce(sum(amount_pence) FILTER (WHERE state IN ('exported', 'paid', 'returned')), 0)
        AS approved,
    coalesce(sum(amount_pence) FILTER (WHERE state = 'returned'), 0) AS returned,
    coalesce(sum(amount_pence)
        FILTER (WHERE state IN ('submitted', 'approved', 'exported', 'paid')), 0) AS counting
FROM reward_claims
"""


class Life:
    """What one member and staff do, and what must be true after each of it."""

    def __init__(self, till: Till, member: Member, offer_id: str) -> None:
        self.till, self.member, self.offer_id = till, member, offer_id
        self.claims: list[str] = []
        self.batches: list[dict[str, Any]] = []
        self.states: dict[str, str] = {}
        self.seen: set[str] = set()
        self.before: dict[str, int] = {}

    async def step(self, act: str, number: int) -> None:
        """Do one thing to the claim or batch that the number picks; it may well be refused."""
        world, staff = self.till.world, self.till.ben
        claim = self.claims[number % len(self.claims)] if self.claims else None
        batch = self.batches[number % len(self.batches)] if self.batches else None
        if act == "claim":
            made = await self.till.claim(self.member, self.offer_id, quantity=number + 1)
            if made.status_code == 201:
                self.claims.append(made.json()["id"])
        elif act == "approve" and claim:
            await self.till.approve(claim, staff)
        elif act == "refuse" and claim:
            body = {"reason": "No."}
            await world.call("POST", f"/rewards/claims/{claim}/refuse", body, headers=staff)
        elif act == "withdraw" and claim:
            address = f"/me/rewards/claims/{claim}"
            await world.call("DELETE", address, headers=self.member.own)
        elif act == "batch":
            made = await world.call("POST", "/rewards/batches", headers=staff)
            if made.status_code == 201:
                self.batches.append(made.json())
        elif act == "settle" and batch:
            await self.till.settle(batch, *([1] if number % 2 else []))
        elif act == "return" and batch:
            address = f"/rewards/batches/{batch['id']}/returns"
            await world.call("POST", address, {"line": 1, "reason": "Closed."}, headers=staff)

    async def check(self) -> None:
        """Compare claims, batches, files and ledger with each other."""
        world = self.till.world
        now = {str(r["id"]): r["state"] for r in await world.rows(
            "SELECT id, state FROM reward_claims")}  # fmt: skip
        for claim, state in now.items():
            before = self.states.get(claim, state)
            assert state == before or state in NEXT[before], (before, state)
        self.states = now
        self.seen |= set(now.values())
        twice = await world.rows(
            "SELECT 1 FROM reward_lines GROUP BY ics, claim_id HAVING count(*) > 1"
        )
        assert not twice
        now_at, before = await self.sums(), self.before
        grown = {name: now_at[name] - before[name] for name in ("batches", "ledger", "came_back")}
        assert grown["batches"] == grown["ledger"] == now_at["approved"]
        assert grown["came_back"] == now_at["returned"]
        assert now_at["counting"] <= CAP

    async def sums(self) -> dict[str, int]:
        """Add up what the tables say, in pence."""
        (row,) = await self.till.world.rows(_SUMS)
        return {name: int(value) for name, value in row.items()}

    async def check_files(self) -> None:
        """Each file that can be made comes to its batch's total, and is the same again."""
        for batch in self.batches:
            first = await self.till.file(batch)
            if first.status_code == 200:
                lines = first.text.splitlines()[1:-1]
                assert sum(int(line.split(",")[4]) for line in lines) == batch["total_pence"]
                assert (await self.till.file(batch)).content == first.content


async def begin(till: Till, member: Member) -> Life:
    """Begin anew: claims of the example before go, what is only added to stays and is counted."""
    async with till.world.database.transaction(QE1) as session:
        await (await raw_connection(session)).execute("DELETE FROM reward_offered")
    offer_id = await till.offer(member)
    assert (await till.decide(member, offer_id)).status_code == 204
    life = Life(till, member, offer_id)
    life.before = await life.sums()
    return life


class TestAnyLife:
    @settings(
        max_examples=10,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(steps=steps)
    async def test_pays_what_was_approved_and_nothing_twice(
        self, till: Till, steps: list[tuple[str, int]]
    ) -> None:
        (member,) = await till.world.join_many(1, name=str(uuid4()))
        await till.world.call("PUT", "/me/payment-details", DETAILS, headers=member.own)
        life = await begin(till, member)
        for act, number in [("claim", 3), ("approve", 0), ("batch", 0), *steps]:
            await life.step(act, number)
            await life.check()
        await life.check_files()
        assert "exported" in life.seen
