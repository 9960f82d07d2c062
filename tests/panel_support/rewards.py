"""Rewards as members, staff and finance meet them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx

from common.testing.clock import today
from panel.load import load_file
from panel_support.gatherings import Hall
from panel_support.samples import system_file
from panel_support.selections import SEX
from panel_support.world import Member, World

SCOPES = ["panel:read", "panel:manage", "panel:personal"]


def yesterday() -> date:
    """Give the day before today in England."""
    return today() - timedelta(days=1)


WARNING = "2026-11"
SPAN = {"valid_from": "2020-01-01", "valid_to": None}
CODE = "GIFT-1234-ABCD"
"""Of a voucher."""
DETAILS = {"account_name": "Ada Lovelace", "sort_code": "12-34-56", "account_number": "12345678"}


def kind(code: str, rate: int, cap: int, **changes: Any) -> dict[str, Any]:
    """Make a kind as a system file has it."""
    return {
        "code": code,
        "label": code.title(),
        "unit": "mile",
        "rate_pence": rate,
        "cap_pence": cap,
        "evidence": False,
        "counts_as_income": False,
        **SPAN,
    } | changes


def rewards(**changes: Any) -> dict[str, Any]:
    """Make the part of a system file: travel at 45 pence up to £20, care with evidence."""
    return {
        "kinds": [
            kind("travel", 45, 2000),
            kind("care", 1500, 12000, unit="hour", evidence=True),
            kind("payment", 7500, 15000, unit="half day", counts_as_income=True),
            kind("voucher", 1000, 3000, unit="voucher", counts_as_income=True, given_as="voucher"),
        ],
        "warnings": [{"version": WARNING, "wording": "This can change your benefits.", **SPAN}],
        "causes": [
            {"code": "hospice", "name": "The hospice", "account_name": "Hospice Trust",
             "sort_code": "654321", "account_number": "00001111", **SPAN}
        ],
        "terms": [{"ledger_years": 6, "dominance_percent": 50, "voucher_days": 28, **SPAN}],
    } | changes  # fmt: skip


_WORKSHOPS = count(1)


@dataclass
class Till:
    """A system with rewards, and two of its staff."""

    world: World
    ann: dict[str, str]
    ben: dict[str, str]

    async def offer(self, *members: Member, **changes: Any) -> str:
        """Let Ann make an offer; gives its id."""
        body = {
            "kind": "travel",
            "activity": "other",
            "title": "A workshop",
            "first_day": str(yesterday()),
            "last_day": str(today()),
            "member_ids": [member.member_id for member in members],
        } | changes
        made = await self.world.call("POST", "/rewards/offers", body, headers=self.ann)
        assert made.status_code == 201, made.text
        offer_id: str = made.json()["id"]
        return offer_id

    async def about(self, activity: str) -> dict[str, Any]:
        """Make a survey, an event or a selection; gives what an offer for it says."""
        if activity == "other":
            return {"activity": activity}
        if activity == "survey":
            made = await self.world.open_survey()
            return {"activity": activity, "activity_id": made["id"], "last_day": None}
        if activity == "event":
            return {"activity": activity, "activity_id": (await Hall(self.world).draft())["id"]}
        body = {"title": "A jury", "seats": 4, "categories": [SEX]}
        prepared = await self.world.call("POST", "/selections", body)
        assert prepared.status_code == 201, prepared.text
        return {"activity": activity, "activity_id": prepared.json()["id"]}

    async def decide(self, member: Member, offer_id: str, **body: Any) -> httpx.Response:
        """Let a member decide; they accept and have read the warning where nothing else is said."""
        said = body or {"decision": "accepted", "warning_version": WARNING}
        address = f"/me/rewards/{offer_id}/decision"
        return await self.world.call("PUT", address, said, headers=member.own)

    async def claim(self, member: Member, offer_id: str, **changes: Any) -> httpx.Response:
        """Let a member claim ten units of yesterday."""
        body = {"quantity": 10, "happened_on": str(yesterday())} | changes
        return await self.world.call(
            "POST", f"/me/rewards/{offer_id}/claims", body, headers=member.own
        )

    async def approve(self, claim_id: str, by: dict[str, str], **body: Any) -> httpx.Response:
        """Let somebody of staff approve a claim."""
        return await self.world.call(
            "POST", f"/rewards/claims/{claim_id}/approve", body, headers=by
        )

    async def approved(self, member: Member, *, details: bool = True, **changes: Any) -> str:
        """Let a member be offered, accept, claim, and be approved; gives the claim's id. Each is
        for an activity of its own: the same is not offered twice."""
        decision = changes.pop("decision", {})
        offer_id = await self.offer(
            member, kind=changes.pop("kind", "travel"), title=f"Workshop {next(_WORKSHOPS)}"
        )
        assert (await self.decide(member, offer_id, **decision)).status_code == 204
        if details:
            kept = await self.world.call("PUT", "/me/payment-details", DETAILS, headers=member.own)
            assert kept.status_code == 204, kept.text
        claimed = await self.claim(member, offer_id, **changes)
        assert claimed.status_code == 201, claimed.text
        claim_id: str = claimed.json()["id"]
        assert (await self.approve(claim_id, self.ben)).status_code == 200
        return claim_id

    async def stock(self, *codes: str, **changes: Any) -> httpx.Response:
        """Let Ann load vouchers of £10 that are good for a year."""
        body = {
            "supplier": "The corner shop",
            "value_pence": 1000,
            "expires_on": str(today() + timedelta(days=365)),
            "codes": list(codes),
        } | changes
        return await self.world.call("POST", "/rewards/vouchers", body, headers=self.ann)

    async def hand_out(self, *claim_ids: str) -> httpx.Response:
        """Let Ben hand out vouchers: for these claims, or for all."""
        body = {"claim_ids": list(claim_ids) or None}
        return await self.world.call("POST", "/rewards/vouchers/hand-out", body, headers=self.ben)

    async def voucher_of(self, member: Member) -> dict[str, Any]:
        """Give the first voucher that a member sees on their page, without its code."""
        seen = (await self.world.call("GET", "/me/rewards", headers=member.own)).json()
        found: dict[str, Any] = next(v for o in seen["offers"] for v in o["vouchers"])
        return found

    async def show(self, member: Member, voucher_id: str) -> httpx.Response:
        """Let a member press the button that shows a code."""
        address = f"/me/rewards/vouchers/{voucher_id}/show"
        return await self.world.call("POST", address, headers=member.own)

    async def batch(self) -> dict[str, Any]:
        """Make a batch; gives it."""
        made = await self.world.call("POST", "/rewards/batches", headers=self.ann)
        assert made.status_code == 201, made.text
        batch: dict[str, Any] = made.json()
        return batch

    async def file(self, batch: dict[str, Any]) -> httpx.Response:
        """Read a batch's file."""
        address = f"/rewards/batches/{batch['id']}/exports/bacs"
        return await self.world.call("GET", address, headers=self.ann)

    async def settle(self, batch: dict[str, Any], *lines: int) -> httpx.Response:
        """Say what became of a batch: some lines came back."""
        body = {"returned": [{"line": line, "reason": "No such account."} for line in lines]}
        address = f"/rewards/batches/{batch['id']}/settle"
        return await self.world.call("POST", address, body, headers=self.ann)

    async def totals(self) -> dict[str, Any]:
        """Give this month's totals, exact."""
        address = f"/rewards/totals?month={today()}&level=exact"
        totals: dict[str, Any] = (await self.world.call("GET", address, headers=self.ann)).json()
        return totals

    async def state(self, claim_id: str) -> str:
        """Give the state of a claim, or "gone"."""
        rows = await self.world.rows(
            "SELECT state FROM reward_claims WHERE id = $1", UUID(claim_id)
        )
        return rows[0]["state"] if rows else "gone"


async def till(world: World, token: Callable[..., dict[str, str]]) -> Till:
    """Give the system rewards, and staff with keys of their own."""
    await load_file(world.database, system_file("QE1", rewards=rewards()))
    ann, ben = (token(SCOPES, ics="QE1", subject=name) for name in ("key-a", "key-b"))
    return Till(world, ann, ben)


async def approved(till: Till, member: Member, quantity: int = 1) -> str:
    """Let a member claim vouchers, and be approved; gives the claim's id."""
    return await till.approved(member, details=False, kind="voucher", quantity=quantity)


async def handed(till: Till, member: Member, code: str = CODE) -> str:
    """Hand a member a voucher; gives its id."""
    await approved(till, member)
    assert (await till.stock(code)).status_code == 201
    assert (await till.hand_out()).status_code == 200
    voucher_id: str = (await till.voucher_of(member))["voucher_id"]
    return voucher_id
