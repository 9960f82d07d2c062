"""Stopping bulletins in one click: that consent is withdrawn, and no other."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from panel_support.bulletins import copies, queued, sent
from panel_support.world import QE1, Member, World

pytestmark = pytest.mark.rule("panel.4")


async def in_force(world: World, member: Member) -> set[str]:
    me = (await world.call("GET", "/me", headers=member.own)).json()
    return {one["purpose"] for one in me["consents"] if one["withdrawn_at"] is None}


class TestOneClick:
    async def test_the_header_says_how_and_withdraws_bulletins_alone(self, world: World) -> None:
        ada = await world.join(purposes=["surveys", "bulletins"])
        await sent(world)
        (letter,) = (await copies(world)).values()
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = urlsplit(letter["List-Unsubscribe"].strip("<>"))
        assert address.scheme in {"http", "https"}
        query = parse_qs(address.query)
        body = {"token": query["token"][0], "purpose": query["purpose"][0]}
        assert body["purpose"] == "bulletins"
        for _ in range(2):
            assert (await world.call("POST", "/unsubscribe", body)).status_code == 204
        assert await in_force(world, ada) == {"surveys"}
        bulletin = await sent(world)
        assert bulletin["returned_for"] == "nobody_to_send_to"
        assert await queued(world) == 1

    async def test_its_token_stops_nothing_else_and_is_no_one_elses(self, world: World) -> None:
        ada = await world.join(purposes=["surveys", "bulletins"])
        member_id = UUID(ada.member_id)
        narrow = world.keys.unsubscribe_token(QE1, member_id, "bulletins")
        wide = world.keys.unsubscribe_token(QE1, member_id)
        for body in (
            {"token": narrow},
            {"token": wide, "purpose": "bulletins"},
            {"token": narrow[:-4] + "AAAA", "purpose": "bulletins"},
        ):
            refused = await world.call("POST", "/unsubscribe", body)
            assert refused.json()["type"] == "/problems/link-not-valid"
        other = await world.call("POST", "/unsubscribe", {"token": narrow, "purpose": "surveys"})
        assert other.status_code == 422
        assert await in_force(world, ada) == {"surveys", "bulletins"}

    async def test_what_is_queued_already_is_not_sent(self, world: World) -> None:
        ada = await world.join(purposes=["bulletins"])
        await sent(world)
        token = world.keys.unsubscribe_token(QE1, UUID(ada.member_id), "bulletins")
        await world.call("POST", "/unsubscribe", {"token": token, "purpose": "bulletins"})
        assert await copies(world) == {}
        (row,) = await world.rows("SELECT state FROM mails WHERE kind = 'bulletin'")
        assert row[0] == "withheld"
