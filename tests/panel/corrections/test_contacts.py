"""Correcting a name, a telephone number or a postal address."""

from __future__ import annotations

from typing import Any

import pytest

from panel_support.enrolling import contact, enrol, only_member, own
from panel_support.world import World

pytestmark = [pytest.mark.rule("panel.6"), pytest.mark.rule("panel.13")]

OTHER = contact(name="Zebedee Marker-Smith", telephone="01253 000 999", post=None)
NOTED = {"means": "telephone", "witness": "HW-0042"}


async def correct(world: World, headers: dict[str, str], body: dict[str, Any]) -> Any:
    me = await world.call("GET", "/me", headers=headers)
    tag = {"If-Match": me.headers["etag"]}
    return await world.call("PUT", "/me/contact", body, headers=headers | tag)


async def contact_of(world: World, headers: dict[str, str]) -> Any:
    return (await world.call("GET", "/me", headers=headers)).json()["contact"]


async def members(world: World) -> int:
    return await world.count("members")


class TestByTheMember:
    async def test_is_kept_and_known_again_by_it(self, world: World) -> None:
        await enrol(world)
        headers = await own(world)
        corrected = await correct(world, headers, OTHER)
        assert corrected.status_code == 204, corrected.text
        assert await contact_of(world, headers) == OTHER
        assert (await enrol(world, contact=OTHER)).status_code == 202
        assert await members(world) == 1, "the corrected contact is known"
        assert (await enrol(world)).status_code == 202
        assert await members(world) == 2, "the former one is known no more"

    async def test_needs_the_version_that_was_read(self, world: World) -> None:
        await enrol(world)
        headers = await own(world)
        assert (await world.call("PUT", "/me/contact", OTHER, headers=headers)).status_code == 428
        assert (await correct(world, headers, OTHER)).status_code == 204
        stale = headers | {"If-Match": '"v1"'}
        assert (await world.call("PUT", "/me/contact", OTHER, headers=stale)).status_code == 412

    async def test_of_another_members_is_kept_without_telling_of_them(self, world: World) -> None:
        await enrol(world)
        headers = await own(world)
        await enrol(world, contact=OTHER)
        assert await members(world) == 2
        corrected = await correct(world, headers, OTHER)
        assert corrected.status_code == 204, corrected.text
        assert await contact_of(world, headers) == OTHER
        await enrol(world, contact=OTHER)
        assert await members(world) == 2

    async def test_who_is_reached_by_email_has_none(self, world: World) -> None:
        ada = await world.join()
        refused = await correct(world, ada.own, OTHER)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-contact")

    async def test_without_any_way_is_refused(self, world: World) -> None:
        await enrol(world)
        headers = await own(world)
        refused = await correct(world, headers, {"name": "Zebedee Marker"})
        assert refused.status_code == 422
        assert "Zebedee" not in refused.text

    async def test_is_on_record_without_what_it_was(self, world: World) -> None:
        await enrol(world)
        headers = await own(world)
        await correct(world, headers, OTHER)
        held = await world.call("GET", "/me/export", headers=headers)
        (record,) = held.json()["contact_corrections"]
        assert (record["means"], record["witness"], record["corrected_by"]) == (
            "manage_page", None, None,
        )  # fmt: skip
        assert "000 111" not in held.text
        await world.call("DELETE", "/me", headers=headers)
        assert await world.count("contact_corrections") == 0


class TestByStaff:
    async def test_is_on_record_with_the_key_and_who_was_there(self, world: World) -> None:
        await enrol(world)
        path = f"/members/{await only_member(world)}/contact"
        corrected = await world.call("PUT", path, {"contact": OTHER, **NOTED})
        assert corrected.status_code == 204, corrected.text
        headers = await own(world)
        assert await contact_of(world, headers) == OTHER
        held = (await world.call("GET", "/me/export", headers=headers)).json()
        (record,) = held["contact_corrections"]
        assert (record["means"], record["witness"]) == ("telephone", "HW-0042")
        assert record["corrected_by"]

    async def test_needs_the_scopes_the_record_and_the_system(
        self, world: World, token: Any
    ) -> None:
        await enrol(world)
        path, body = f"/members/{await only_member(world)}/contact", {"contact": OTHER, **NOTED}
        assert (await world.call("PUT", path, {"contact": OTHER})).status_code == 422
        named = body | {"witness": "Jane Doe"}
        assert (await world.call("PUT", path, named)).status_code == 422
        assert (await world.call("PUT", path, body, ics="QKK")).status_code == 404
        for scopes in (["panel:manage"], ["panel:enrol"], ["panel:read", "panel:personal"]):
            refused = await world.http.put(
                world.path(path), json=body, headers=token(scopes, ics="QE1")
            )
            assert refused.status_code == 403
        assert await world.count("contact_corrections") == 0

    async def test_not_of_a_member_who_joined_by_email(self, world: World) -> None:
        ada = await world.join()
        body = {"contact": OTHER, **NOTED}
        refused = await world.call("PUT", f"/members/{ada.member_id}/contact", body)
        assert refused.json()["type"] == "/problems/no-contact"
