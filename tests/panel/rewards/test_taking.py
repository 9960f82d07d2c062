"""Payment details that staff take down for a member without email."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from common.testing.clock import today
from panel_support.enrolling import enrol, only_member
from panel_support.enrolling import own as own_page
from panel_support.rewards import DETAILS, WARNING, Till, yesterday
from panel_support.world import World

pytestmark = pytest.mark.rule("panel.12")

TAKEN: dict[str, Any] = {
    "details": DETAILS,
    "means": "telephone",
    "consented_on": str(yesterday()),
    "consent": True,
    "witness": "staff-0412",
}


async def enrolled(world: World) -> str:
    """Enrol somebody without email; gives the member's id."""
    await enrol(world)
    return await only_member(world)


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Give status and the last part of a problem's type."""
    return answer.status_code, str(answer.json()["type"]).rsplit("/", 1)[-1]


async def take(till: Till, member_id: str, **changes: Any) -> httpx.Response:
    """Let Ann take the details down."""
    path = f"/rewards/members/{member_id}/payment-details"
    return await till.world.call("PUT", path, TAKEN | changes, headers=till.ann)


async def again(till: Till, member_id: str, by: dict[str, str], **changes: Any) -> httpx.Response:
    """Let somebody enter the details again."""
    path = f"/rewards/members/{member_id}/payment-details/confirmation"
    return await till.world.call("POST", path, DETAILS | changes, headers=by)


async def approved(till: Till, member_id: str) -> str:
    """Let staff enter a claim for a member without email, and approve it; gives its id."""
    body = {"kind": "travel", "activity": "other", "title": "A workshop",
            "first_day": str(yesterday()), "last_day": str(today()),
            "member_ids": [member_id]}  # fmt: skip
    made = await till.world.call("POST", "/rewards/offers", body, headers=till.ann)
    offer_id = made.json()["id"]
    said = {"decision": "accepted", "warning_version": WARNING}
    path = f"/rewards/offers/{offer_id}/members/{member_id}/decision"
    assert (await till.world.call("PUT", path, said, headers=till.ann)).status_code == 204
    claim = {"offer_id": offer_id, "member_id": member_id, "quantity": 10,
             "happened_on": str(yesterday())}  # fmt: skip
    entered = await till.world.call("POST", "/rewards/claims", claim, headers=till.ann)
    claim_id: str = entered.json()["id"]
    assert (await till.approve(claim_id, till.ben)).status_code == 200
    return claim_id


async def audited(till: Till) -> list[tuple[str, str]]:
    """Give who did what to accounts."""
    items = (await till.world.call("GET", "/rewards/audit", headers=till.ann)).json()["items"]
    return [(one["act"], one["subject"]) for one in items if one["about"] == "account"]


class TestTaking:
    async def test_is_paid_once_a_second_person_has_entered_the_same(self, till: Till) -> None:
        member_id = await enrolled(till.world)
        await approved(till, member_id)
        assert (await take(till, member_id)).status_code == 204
        nothing = await till.world.call("POST", "/rewards/batches", headers=till.ann)
        assert problem(nothing) == (409, "nothing-to-pay")
        assert problem(await again(till, member_id, till.ann)) == (403, "payment-details-four-eyes")
        other = await again(till, member_id, till.ben, account_number="87654321")
        assert problem(other) == (409, "payment-details-differ")
        assert "87654321" not in other.text
        assert DETAILS["account_number"] not in other.text
        assert (await again(till, member_id, till.ben)).status_code == 204
        batch = await till.batch()
        file = (await till.file(batch)).text
        assert DETAILS["account_number"] in file
        assert await audited(till) == [("taken", "key-a"), ("confirmed", "key-b")]
        late = await again(till, member_id, till.ben)
        assert problem(late) == (404, "payment-details-not-taken")

    async def test_needs_consent_of_a_day_a_witness_and_a_member_without_email(
        self, till: Till
    ) -> None:
        member_id = await enrolled(till.world)
        for changes in (
            {"consent": False},
            {"witness": "Mrs Smith"},
            {"consented_on": str(today() + timedelta(days=1))},
            {"details": DETAILS | {"sort_code": "12"}},
        ):
            assert (await take(till, member_id, **changes)).status_code == 422, changes
        (ada,) = await till.world.join_many(1)
        refused = await take(till, ada.member_id)
        assert problem(refused) == (409, "enters-own-payment-details")
        gone = await take(till, "00000000-0000-7000-8000-000000000000")
        assert problem(gone) == (404, "no-such-member")

    async def test_taken_anew_waits_again_and_can_be_taken_back(self, till: Till) -> None:
        member_id = await enrolled(till.world)
        await approved(till, member_id)
        await take(till, member_id)
        await again(till, member_id, till.ben)
        await take(till, member_id, details=DETAILS | {"account_number": "87654321"})
        nothing = await till.world.call("POST", "/rewards/batches", headers=till.ann)
        assert problem(nothing) == (409, "nothing-to-pay")
        path = f"/rewards/members/{member_id}/payment-details"
        assert (await till.world.call("DELETE", path, headers=till.ben)).status_code == 204
        assert await till.world.rows("SELECT 1 FROM reward_payees") == []
        assert (await audited(till))[-1] == ("forgotten", "key-b")

    async def test_needs_the_scope_for_personal_data(self, till: Till, token: Any) -> None:
        member_id = await enrolled(till.world)
        plain = token(["panel:read", "panel:manage"], ics="QE1")
        path = f"/rewards/members/{member_id}/payment-details"
        for method, to, body in (
            ("PUT", path, TAKEN), ("POST", f"{path}/confirmation", DETAILS), ("DELETE", path, None),
        ):  # fmt: skip
            answer = await till.world.call(method, to, body, headers=plain)
            assert answer.status_code == 403, method


class TestTheMember:
    async def test_sees_in_their_export_how_it_was_taken(self, till: Till) -> None:
        member_id = await enrolled(till.world)
        await take(till, member_id)
        own = await own_page(till.world)
        held = (await till.world.call("GET", "/me/export", headers=own)).json()
        assert held["payment_details"]["account_name"] == DETAILS["account_name"]
        assert held["payment_details"]["taken"] == {
            "means": "telephone", "witness": "staff-0412", "consented_on": str(yesterday()),
            "taken_by": "key-a", "confirmed_by": None,
        }  # fmt: skip

    async def test_who_enters_it_themselves_needs_nobody_else(self, till: Till) -> None:
        member_id = await enrolled(till.world)
        await approved(till, member_id)
        await take(till, member_id)
        own = await own_page(till.world)
        await till.world.call("PUT", "/me/payment-details", DETAILS, headers=own)
        held = (await till.world.call("GET", "/me/export", headers=own)).json()
        assert held["payment_details"]["taken"] is None
        assert (await till.batch())["lines"] == 1

    @pytest.mark.parametrize("way", [("DELETE", "/me"), ("POST", "/me/erasure")])
    async def test_who_goes_takes_what_was_not_checked_with_them(
        self, till: Till, way: tuple[str, str]
    ) -> None:
        member_id = await enrolled(till.world)
        claim_id = await approved(till, member_id)
        await take(till, member_id)
        own = await own_page(till.world)
        assert (await till.world.call(*way, headers=own)).status_code < 300
        assert await till.world.rows("SELECT 1 FROM reward_payees") == []
        assert await till.state(claim_id) in {"cancelled", "gone"}
