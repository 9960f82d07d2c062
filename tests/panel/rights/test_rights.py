"""Objecting and pausing: said on one's own page, and obeyed by whoever would ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from common.db.engine import raw_connection
from common.testing.clock import today
from panel.members.models import Member as PanelMember
from panel.members.recipients import recipients
from panel.rights.contacting import may_be_asked
from panel_support.rights import change, in_days, objection, said
from panel_support.samples import survey_in
from panel_support.selections import calculated, pool
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.13")


class TestSayingSo:
    async def test_both_are_shown_to_the_member_and_in_the_export(self, world: World) -> None:
        member = await world.join()
        me = await said(world, member, objection("profiling") | {"paused_until": in_days(30)})
        assert [one["purpose"] for one in me["objections"]] == ["profiling"]
        assert me["paused_until"] == in_days(30)
        held = (await world.call("GET", "/me/export", headers=member.own)).json()
        assert held["profile"]["objections"] == me["objections"]
        assert held["profile"]["paused_until"] == in_days(30)

    async def test_both_can_be_taken_back_and_what_is_left_out_stays(self, world: World) -> None:
        member = await world.join()
        await said(world, member, objection("surveys") | {"paused_until": in_days(30)})
        me = await said(world, member, {"language": "pl"})
        assert (len(me["objections"]), me["paused_until"]) == (1, in_days(30))
        me = await said(world, member, objection("surveys", objects=False) | {"paused_until": None})
        assert (me["objections"], me["paused_until"]) == ([], None)

    async def test_objecting_to_what_is_no_purpose_is_refused(self, world: World) -> None:
        refused = await change(world, await world.join(), objection("breathing"))
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "body.objections"
        assert await world.count("objections") == 0

    @pytest.mark.parametrize("days", [-1, 0, 5 * 366 + 1])
    async def test_a_pause_ends_on_a_day_to_come_within_five_years(
        self, world: World, days: int
    ) -> None:
        refused = await change(world, await world.join(), {"paused_until": in_days(days)})
        assert refused.status_code == 422
        assert await world.count("pauses") == 0

    async def test_what_connects_somebody_with_the_area_can_be_corrected(
        self, world: World
    ) -> None:
        member = await world.join(connection="lives")
        assert (await said(world, member, {"connection": "works"}))["connection"] == "works"

    @pytest.mark.parametrize("how", ["leave", "erase"])
    async def test_both_go_with_the_member(self, world: World, how: str) -> None:
        member = await world.join()
        await said(world, member, objection("surveys") | {"paused_until": in_days(30)})
        if how == "leave":
            await world.call("DELETE", "/me", headers=member.own)
        else:
            await world.call("POST", "/me/erasure", headers=member.own)
        assert [await world.count(t) for t in ("objections", "pauses")] == [0, 0]


SAYS = [
    pytest.param(objection("surveys"), id="objects"),
    pytest.param({"paused_until": in_days(2)}, id="paused"),
]


class TestSamples:
    @pytest.mark.parametrize("patch", SAYS)
    async def test_leave_out_who_objects_or_is_paused(
        self, world: World, patch: dict[str, Any]
    ) -> None:
        ada, _ = await world.join("ada@example.org"), await world.join("bea@example.org")
        await said(world, ada, patch)
        await world.open_survey()
        assert set(await world.links()) == {"bea@example.org"}
        (row,) = await world.rows("SELECT counts FROM draws")
        assert row["counts"]["unreachable"] == 1

    async def test_a_pause_is_over_on_its_day(self, world: World) -> None:
        ada = await world.join("ada@example.org", purposes=["surveys", "assembly_pool"])
        await said(world, ada, {"paused_until": in_days(1)})
        async with world.database.transaction(QE1) as session:
            ids, day = [UUID(ada.member_id)], today()
            before = (await recipients(session, QE1, world.keys, ids, day))[ids[0]]
            ends_today = "UPDATE pauses SET until = until - 1"
            await (await raw_connection(session)).execute(ends_today)
            after = (await recipients(session, QE1, world.keys, ids, day))[ids[0]]
            may = may_be_asked("assembly_pool", day, chosen=True)
            pooled = (await session.scalars(select(PanelMember.id).where(may))).all()
        assert (before.paused_until, after.paused_until) == (day + timedelta(days=1), None)
        assert list(pooled) == ids
        await world.open_survey()
        assert set(await world.links()) == {"ada@example.org"}

    async def test_an_objection_stands_above_a_consent_that_is_given_later(
        self, world: World
    ) -> None:
        ada = await world.join("ada@example.org", purposes=[])
        await world.join("bea@example.org")
        await said(world, ada, objection("surveys"))
        consent = {"purpose": "surveys", "wording_version": "2026-11", "given": True}
        await said(world, ada, {"consents": [consent]})
        await world.open_survey()
        assert set(await world.links()) == {"bea@example.org"}

    @pytest.mark.parametrize(
        ("opening", "asked"),
        [({}, 2), ({"places": ["blackpool"]}, 1), ({"sample": 2}, 1), ({"segment": True}, 1)],
        ids=["everybody", "of a place", "spread over places", "of a segment"],
    )
    async def test_who_objects_to_profiling_is_asked_only_where_everybody_is(
        self, world: World, opening: dict[str, Any], asked: int
    ) -> None:
        ada, bea = await world.join_many(2, place="blackpool", demographics={"sex": "female"})
        await said(world, ada, objection("profiling"))
        body = dict(opening)
        if body.pop("segment", False):
            criteria = {"demographics": {"sex": ["female"]}}
            segment = await world.call("POST", "/segments", {"name": "W", "criteria": criteria})
            body["segment_id"] = segment.json()["id"]
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        opened = await world.call("POST", f"/surveys/{draft['id']}/open", body)
        assert opened.status_code == 200, opened.text
        links = await world.links()
        assert len(links) == asked
        assert bea.email in links


@pytest.mark.rule("panel.11")
class TestPools:
    @pytest.mark.parametrize(
        "patch",
        [objection("assembly_pool"), objection("profiling"), {"paused_until": in_days(2)}],
        ids=["objects", "objects to profiling", "paused"],
    )
    async def test_leave_out_who_objects_or_is_paused(
        self, world: World, patch: dict[str, Any]
    ) -> None:
        members = await pool(world, women=6, men=6)
        await said(world, members[0], patch)
        selection = await calculated(world)
        assert selection["left_out"] == {"pool": 11, "not_agreed": 1, "not_known": 0}

    async def test_who_pauses_before_the_commitment_changes_the_pool(self, world: World) -> None:
        members = await pool(world)
        selection = await calculated(world)
        await said(world, members[0], {"paused_until": in_days(2)})
        body = {"source": "National Lottery, bonus ball", "draw_on": in_days(1)}
        refused = await world.call("POST", f"/selections/{selection['id']}/commitment", body)
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("pool-changed")
