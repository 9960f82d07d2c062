"""Households: told for the draw alone, kept as a token, and never two of one on a panel."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from panel.households import service as households
from panel.selection import verify
from panel.selection.document import Opening
from panel_support.enrolling import enrol, own
from panel_support.rights import change, said
from panel_support.samples import WORDING
from panel_support.selections import (
    AGREES,
    DRAW,
    calculated,
    committed,
    done,
    own_name,
    pool,
    refused,
    terms,
    worked,
)
from panel_support.world import QE1, QKK, Member, World

pytestmark = pytest.mark.rule("panel.11")

HOME = {"home": "7 Marker Street", "postcode": "FY1 1AA"}
IN_THE_DRAW: dict[str, Any] = {"consents": AGREES}


async def token_of(world: World, member: Member) -> bytes | None:
    member_id = UUID(member.member_id)
    async with world.database.reading(QE1) as session:
        found = await households.tokens_of(session, QE1, world.keys, [member_id])
    return found.get(member_id)


async def together(world: World, *members: Member) -> None:
    """Let members say that they live together."""
    for member in members:
        await said(world, member, {"household": HOME})


class TestTelling:
    async def test_when_joining_when_enrolled_and_on_the_own_page(self, world: World) -> None:
        ada = await world.join("ada@example.org", **IN_THE_DRAW, household=HOME)
        bea = await world.join("bea@example.org", **IN_THE_DRAW)
        assert await token_of(world, bea) is None
        other = {"home": "7, marker st", "postcode": "fy11aa"}
        me = await said(world, bea, {"household": other})
        assert me["household_told_at"] is not None
        assert await token_of(world, ada) == await token_of(world, bea) is not None

    async def test_when_enrolled(self, world: World) -> None:
        consents = [{"purpose": "assembly_pool", "wording_version": WORDING}]
        assert (await enrol(world, consents=consents, household=HOME)).status_code == 202
        me = (await world.call("GET", "/me", headers=await own(world))).json()
        assert me["household_told_at"] is not None

    async def test_needs_the_consent_to_the_draw(self, world: World) -> None:
        ada = await world.join()
        refused = await change(world, ada, {"household": HOME})
        assert refused.json()["type"] == "/problems/not-in-the-draw"
        assert await world.count("households") == 0
        consent = AGREES[0] | {"given": True}
        await said(world, ada, {"household": HOME, "consents": [consent]})
        assert await world.count("households") == 1

    @pytest.mark.parametrize(
        "household",
        [{"home": "7"}, {"home": "—", "postcode": "FY1 1AA"}, {"home": "7", "postcode": "Paris"}],
    )
    async def test_of_no_form_is_refused_without_repeating_it(
        self, world: World, household: dict[str, str]
    ) -> None:
        ada = await world.join(**IN_THE_DRAW)
        refused = await change(world, ada, {"household": household})
        assert refused.status_code == 422
        assert "Paris" not in refused.text

    async def test_goes_when_it_is_taken_back(self, world: World) -> None:
        ada = await world.join(**IN_THE_DRAW, household=HOME)
        me = await said(world, ada, {"household": None})
        assert me["household_told_at"] is None
        assert await world.count("households") == 0

    @pytest.mark.parametrize("how", ["withdrawn", "unsubscribed"])
    async def test_goes_with_the_consent(self, world: World, how: str) -> None:
        ada = await world.join(**IN_THE_DRAW, household=HOME)
        await said(world, ada, {"language": "pl"})
        assert await world.count("households") == 1
        if how == "withdrawn":
            await said(world, ada, {"consents": [AGREES[0] | {"given": False}]})
        else:
            link = world.keys.unsubscribe_token(QE1, UUID(ada.member_id))
            assert (await world.call("POST", "/unsubscribe", {"token": link})).status_code == 204
        assert await world.count("households") == 0

    @pytest.mark.rule("panel.13")
    @pytest.mark.parametrize("how", ["leave", "erase"])
    async def test_goes_with_the_member(self, world: World, how: str) -> None:
        ada = await world.join(**IN_THE_DRAW, household=HOME)
        if how == "leave":
            await world.call("DELETE", "/me", headers=ada.own)
        else:
            await world.call("POST", "/me/erasure", headers=ada.own)
        assert await world.count("households") == 0


@pytest.mark.rule("panel.13")
class TestKeeping:
    async def test_the_database_tells_neither_the_address_nor_who_lives_together(
        self, world: World
    ) -> None:
        ada, bea = await world.join_many(2, **IN_THE_DRAW)
        await together(world, ada, bea)
        rows = await world.rows("SELECT sealed, households::text AS row FROM households")
        assert len({row["sealed"] for row in rows}) == len(rows) == 2
        everything = ""
        for table in ("households", "members", "outbox", "mails", "member_areas", "consents"):
            rows = await world.rows(f"SELECT {table}::text FROM {table}")
            everything += " ".join(row[0] for row in rows)
        token = await token_of(world, ada)
        assert token is not None
        for hidden in ("Marker", "FY1 1AA", "FY11AA", token.hex()):
            assert hidden not in everything
            assert hidden.encode().hex() not in everything

    async def test_another_system_has_another_token(self, world: World) -> None:
        home = "FY11AA:7"
        assert world.keys.household_token(QE1, home) != world.keys.household_token(QKK, home)

    async def test_the_export_says_that_it_is_recorded_and_no_address(self, world: World) -> None:
        ada = await world.join(**IN_THE_DRAW, household=HOME)
        held = await world.call("GET", "/me/export", headers=ada.own)
        assert held.json()["household_recorded"] is True
        assert "Marker" not in held.text
        bea = await world.join("bea@example.org")
        held = await world.call("GET", "/me/export", headers=bea.own)
        assert held.json()["household_recorded"] is False


async def openings(world: World, selection_id: str) -> dict[str, dict[str, Any]]:
    """Open the pool as an auditor does; gives it by pseudonym."""
    to = f"/selections/{selection_id}"
    opening = await done(world, "POST", f"{to}/openings", {"reason": "Audit of the draw"})
    rows = await done(world, "GET", f"{to}/openings/{opening['id']}/pool")
    return {row["pseudonym"]: row for row in rows}


def apart(people: list[str], opened: dict[str, dict[str, Any]]) -> bool:
    homes = [opened[one]["household"] for one in people if opened[one]["household"]]
    return len(set(homes)) == len(homes)


class TestDraw:
    async def test_no_panel_has_two_of_one_household(self, world: World) -> None:
        members = await pool(world, women=4, men=4)
        await together(world, members[0], members[1], members[4])
        selection = await committed(world)
        opened = await openings(world, selection["id"])
        document = await done(world, "GET", f"/selections/{selection['id']}/document")
        assert sum(one["household"] is not None for one in opened.values()) == 3
        assert len(document["panels"]) == verify.PANELS
        assert all(apart(people, opened) for people in document["panels"])
        assert verify.check_opened(document, list(opened.values())) == 0

    async def test_the_verifier_finds_a_panel_that_breaks_it(self, world: World) -> None:
        await pool(world, women=3, men=3)
        selection = await committed(world)
        opened = list((await openings(world, selection["id"])).values())
        document = await done(world, "GET", f"/selections/{selection['id']}/document")
        shared = [one | {"household": "ab"} for one in opened]
        with pytest.raises(ValueError, match="commitment"):
            verify.check_opened(document, shared)
        for entry, one in zip(document["pool"], shared, strict=True):
            entry["values"] = Opening(**one).commitment()
        with pytest.raises(ValueError, match="two of one household"):
            verify.check_opened(document, shared)

    async def test_where_the_rule_leaves_too_few_it_says_so(self, world: World) -> None:
        members = await pool(world, women=2, men=2)
        assert (await calculated(world))["state"] == "calculated"
        await together(world, members[0], members[1])
        assert (await calculated(world))["state"] == "infeasible"

    async def test_two_draws_give_a_household_two_names(self, world: World) -> None:
        ada = (await pool(world))[0]
        await together(world, ada)
        for _ in range(2):
            await committed(world)
        held = (await world.call("GET", "/me/export", headers=ada.own)).json()["selections"]
        names = [one["household"] for one in held]
        assert len(set(names)) == 2
        assert None not in names

    async def test_what_is_told_before_the_commitment_counts_in_this_draw(
        self, world: World
    ) -> None:
        people = await pool(world, women=3, men=3)
        selection = await calculated(world)
        to = f"/selections/{selection['id']}"
        await together(world, people[0], people[3])
        assert "pool-changed" in await refused(world, f"{to}/commitment", terms())
        await done(world, "POST", f"{to}/calculation", {})
        await worked(world, selection["id"])
        await done(world, "POST", f"{to}/commitment", terms())
        document = await done(world, "GET", f"{to}/document")
        both = {await own_name(world, one) for one in (people[0], people[3])}
        assert not [one for one in document["panels"] if both <= {*one}]

    async def test_what_is_told_after_the_commitment_counts_in_the_next_draw(
        self, world: World
    ) -> None:
        members = await pool(world)
        selection = await committed(world)
        await together(world, *members[:2])
        opened = await openings(world, selection["id"])
        assert {row["household"] for row in opened.values()} == {None}
        opened = await openings(world, (await committed(world))["id"])
        assert sum(row["household"] is not None for row in opened.values()) == 2


class TestReplacements:
    async def drop_the_third(self, world: World, women: list[Member]) -> dict[str, Any]:
        """Draw two women, of whom two live together, and let the third give her seat up."""
        selection = await committed(world)
        to, selection_id = f"/selections/{selection['id']}", UUID(selection["id"])
        await done(world, "POST", f"{to}/draw", DRAW)
        third = world.keys.selection_pseudonym(QE1, selection_id, UUID(women[2].member_id))
        body = {"pseudonym": third, "reason": "declined"}
        await done(world, "POST", f"{to}/dropouts", body)
        await done(world, "POST", f"{to}/replacements", {})
        return await worked(world, selection["id"])

    async def test_nobody_joins_a_panel_on_which_their_household_sits(self, world: World) -> None:
        women = (await pool(world, women=3, men=2))[:3]
        await together(world, *women[:2])
        after = await self.drop_the_third(world, women)
        assert [one["state"] for one in after["replacements"]] == ["unmeetable"]
        assert (len(after["panel"]), after["vacant"]) == (3, 1)

    async def test_who_shares_no_household_joins(self, world: World) -> None:
        women = (await pool(world, women=3, men=2))[:3]
        selection = await committed(world)
        to, selection_id = f"/selections/{selection['id']}", UUID(selection["id"])
        drawn = await done(world, "POST", f"{to}/draw", DRAW)
        names = [world.keys.selection_pseudonym(QE1, selection_id, UUID(one.member_id))
                 for one in women]  # fmt: skip
        seated = next(one for one in names if one in drawn["panel"])
        body = {"pseudonym": seated, "reason": "declined"}
        await done(world, "POST", f"{to}/dropouts", body)
        await done(world, "POST", f"{to}/replacements", {})
        after = await worked(world, selection["id"])
        assert [one["state"] for one in after["replacements"]] == ["chosen"]
        assert after["vacant"] == 0
