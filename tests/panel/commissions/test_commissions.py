"""Selections for what bodies commissioned: refused where they don't fit, drawn once, told of."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from common.clock import new_id
from common.db.engine import raw_connection
from panel_support.commissions import amended, cancelled, commissioned
from panel_support.selections import (
    DRAW,
    SEX,
    calculated,
    commit,
    done,
    pool,
    refused,
    terms,
    worked,
)
from panel_support.world import QE1, QKK, World

pytestmark = pytest.mark.rule("panel.11")

PLACE: dict[str, Any] = {
    "category": "place",
    "quotas": [{"value": "blackpool", "minimum": 1, "maximum": 4}],
}


def asked(assembly_id: str, **change: Any) -> dict[str, Any]:
    said = {"title": "The jury", "seats": 4, "categories": [SEX], "assembly_id": assembly_id}
    return said | change


async def fields(world: World, body: Any) -> set[str]:
    answer = await world.call("POST", "/selections", body)
    assert answer.status_code == 422, answer.text
    return {one["field"] for one in answer.json()["errors"]}


async def committed_for(world: World, assembly_id: str) -> dict[str, Any]:
    selection = await calculated(world, assembly_id=assembly_id)
    await commit(world, selection["id"])
    return selection


class TestCopy:
    async def test_what_is_commissioned_is_listed_as_it_stands(self, world: World) -> None:
        one, two = await commissioned(world), await commissioned(world)
        await amended(world, one, seats=6)
        await cancelled(world, two)
        [listed] = (await done(world, "GET", "/commissions"))["items"]
        assert (listed["id"], listed["seats"]) == (one, 6)
        every = (await done(world, "GET", "/commissions?cancelled=true"))["items"]
        assert {each["id"]: each["cancelled"] for each in every} == {one: False, two: True}
        assert (await done(world, "GET", "/commissions"))["next_cursor"] is None
        assert (await world.call("GET", "/commissions", ics="QKK")).json()["items"] == []

    async def test_an_older_version_changes_nothing_and_cancelled_is_for_good(
        self, world: World
    ) -> None:
        one = await commissioned(world)
        await amended(world, one, version=3, seats=6)
        await amended(world, one, version=2, seats=5)
        [listed] = (await done(world, "GET", "/commissions"))["items"]
        assert listed["seats"] == 6
        await cancelled(world, one, version=4)
        await amended(world, one, version=5, seats=7)
        assert (await done(world, "GET", "/commissions"))["items"] == []


class TestPreparing:
    async def test_a_selection_bears_its_commission(self, world: World) -> None:
        assembly = await commissioned(world)
        await pool(world)
        selection = await calculated(world, assembly_id=assembly)
        assert selection["assembly_id"] == assembly
        assert (await calculated(world))["assembly_id"] is None

    async def test_what_does_not_fit_is_named(self, world: World) -> None:
        assembly = await commissioned(world, categories=["sex", "place"])
        theirs = await commissioned(world, QKK)
        for unknown in (str(new_id()), theirs):
            assert await fields(world, asked(unknown)) == {"body.assembly_id"}
        assert await fields(world, asked(assembly)) == {"body.categories"}
        assert await fields(world, asked(assembly, seats=5, categories=[SEX, PLACE])) == {
            "body.seats"
        }
        more = {"category": "age_band", "quotas": [{"value": "16-24", "minimum": 0, "maximum": 4}]}
        fits = await world.call(
            "POST", "/selections", asked(assembly, categories=[SEX, PLACE, more])
        )
        assert fits.status_code == 201, fits.text

    async def test_a_cancelled_one_is_refused(self, world: World) -> None:
        assembly = await commissioned(world)
        await cancelled(world, assembly)
        assert await refused(world, "/selections", asked(assembly)) == "commission-cancelled"

    async def test_quotas_anew_keep_what_must_be_reflected(self, world: World) -> None:
        assembly = await commissioned(world)
        await pool(world)
        selection = await calculated(world, assembly_id=assembly)
        again = f"/selections/{selection['id']}/calculation"
        answer = await world.call("POST", again, {"categories": [PLACE]})
        assert [one["field"] for one in answer.json()["errors"]] == ["body.categories"]


class TestDrawingOnce:
    async def test_a_second_selection_is_neither_prepared_nor_committed_to(
        self, world: World
    ) -> None:
        assembly = await commissioned(world)
        await pool(world)
        one = await calculated(world, assembly_id=assembly)
        two = await calculated(world, assembly_id=assembly)
        await done(world, "POST", f"/selections/{one['id']}/commitment", terms())
        second = f"/selections/{two['id']}/commitment"
        assert await refused(world, second, terms()) == "commission-taken"
        assert await refused(world, "/selections", asked(assembly)) == "commission-taken"
        [state] = await world.rows("SELECT state FROM selections WHERE id = $1", UUID(two["id"]))
        assert state["state"] == "calculated"

    async def test_the_database_holds_it_too(self, world: World) -> None:
        assembly = await commissioned(world)
        await pool(world)
        await committed_for(world, assembly)
        other = await calculated(world)
        async with world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            with pytest.raises(asyncpg.UniqueViolationError):
                await connection.execute(
                    "UPDATE selections SET assembly_id = $1, root = 'x' WHERE id = $2",
                    UUID(assembly),
                    UUID(other["id"]),
                )

    async def test_one_that_was_amended_or_cancelled_since_is_not_committed_to(
        self, world: World
    ) -> None:
        await pool(world)
        for change, told in (
            ({"seats": 5}, "commission-changed"),
            ({"categories": ["sex", "place"]}, "commission-changed"),
            (None, "commission-cancelled"),
        ):
            assembly = await commissioned(world)
            selection = await calculated(world, assembly_id=assembly)
            if change is None:
                await cancelled(world, assembly)
            else:
                await amended(world, assembly, **change)
            to = f"/selections/{selection['id']}/commitment"
            assert await refused(world, to, terms()) == told

    async def test_one_that_was_cancelled_since_is_neither_drawn_nor_completed(
        self, world: World
    ) -> None:
        await pool(world)
        assembly = await commissioned(world)
        selection = await committed_for(world, assembly)
        to = f"/selections/{selection['id']}"
        await cancelled(world, assembly)
        assert await refused(world, f"{to}/draw", DRAW) == "commission-cancelled"
        other = await commissioned(world)
        drawn = await committed_for(world, other)
        await done(world, "POST", f"/selections/{drawn['id']}/draw", DRAW)
        await cancelled(world, other)
        to = f"/selections/{drawn['id']}/completion"
        assert await refused(world, to, {}) == "commission-cancelled"


class TestTelling:
    async def test_each_step_is_told_by_counts_and_proofs(self, world: World) -> None:
        assembly = await commissioned(world)
        await pool(world)
        selection = await committed_for(world, assembly)
        to = f"/selections/{selection['id']}"
        seated = (await done(world, "POST", f"{to}/draw", DRAW))["panel"]
        gone = {"pseudonym": seated[0], "reason": "declined"}
        await done(world, "POST", f"{to}/dropouts", gone)
        await done(world, "POST", f"{to}/replacements", {})
        await worked(world, selection["id"])
        await done(world, "POST", f"{to}/completion", {})
        told = [(k, d) for k, d in await world.events() if k.startswith("panel.selection.")]
        assert [kind.split(".")[2] for kind, _ in told] == [
            "committed", "drawn", "seated", "seated", "completed",
        ]  # fmt: skip
        assert {data["assembly_id"] for _, data in told} == {assembly}
        committed, drawn, out, back, completed = (data for _, data in told)
        assert committed["root"] == drawn["root"] == completed["root"]
        assert (drawn["digits"], drawn["filled"]) == (DRAW["digits"], 4)
        assert (out["filled"], out["replaced"]) == (3, 0)
        assert (back["filled"], back["replaced"]) == (4, 1)
        assert back["version"] > out["version"]
        assert (completed["replaced"], len(completed["panel"])) == (1, 4)
        assert completed["method"] == "citizens_jury"
        assert completed["starts_on"] == "2027-01-09"
        for one in (committed, drawn, out, back):
            assert not any(pseudonym in str(one) for pseudonym in seated)

    async def test_a_seat_that_an_erased_member_had_is_counted(self, world: World) -> None:
        assembly = await commissioned(world)
        members = await pool(world)
        selection = await committed_for(world, assembly)
        to = f"/selections/{selection['id']}"
        await done(world, "POST", f"{to}/draw", DRAW)
        people = await done(world, "GET", f"{to}/people")
        gone = next(one for one in members if one.member_id == people[0]["member_id"])
        assert (await world.call("POST", "/me/erasure", headers=gone.own)).status_code == 202
        told = [d for k, d in await world.events() if k == "panel.selection.seated.v1"]
        assert [(one["filled"], one["replaced"]) for one in told] == [(3, 0)]
