"""The panel after its draw: who drops out, who takes their place, and who leaves altogether."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from common.clock import utc_now
from common.db.engine import raw_connection
from panel.rewards import repository as rewards
from panel.selection import calculation, verify
from panel.selection.errors import PoolNotOpen
from panel.selection.opening import opened
from panel_support.selections import (
    AGREES,
    DRAW,
    calculated,
    committed,
    done,
    drawn,
    own_name,
    pool,
    refused,
    says,
    worked,
)
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.11")

_WITHDRAWS = {"consents": [{**AGREES[0], "given": False}]}
_WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"


class TestReplacing:
    async def test_whoever_drops_out_is_replaced_within_the_quotas(self, world: World) -> None:
        await pool(world)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}"
        assert "nothing-to-replace" in await refused(world, f"{to}/replacements", {})
        sex = {p["pseudonym"]: p["values"]["sex"] for p in await done(world, "GET", f"{to}/people")}
        out = next(one for one in selection["panel"] if sex[one] == "female")
        gone = {"pseudonym": out, "reason": "declined"}
        assert (await done(world, "POST", f"{to}/dropouts", gone))["vacant"] == 1
        assert "no-seat" in await refused(world, f"{to}/dropouts", gone)
        assert "seats-vacant" in await refused(world, f"{to}/completion", {})
        await done(world, "POST", f"{to}/replacements", {})
        now = await worked(world, selection["id"])
        assert [one["state"] for one in now["replacements"]] == ["chosen"]
        (new,) = now["replacements"][0]["people"]
        assert new not in selection["panel"]
        seated = await done(world, "GET", f"{to}/people")
        assert sorted(one["values"]["sex"] for one in seated) == ["female"] * 2 + ["male"] * 2
        completed = await done(world, "POST", f"{to}/completion", {})
        kind, data = (await world.events())[-1]
        assert kind == "panel.selection.completed.v1"
        assert set(data["panel"]) == set(completed["panel"]) == {*selection["panel"], new} - {out}

    async def test_a_quota_that_cannot_be_kept_is_named_and_gives_way_only_when_asked(
        self, world: World
    ) -> None:
        await pool(world, women=2, men=4)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}"
        people = await done(world, "GET", f"{to}/people")
        out = next(p["pseudonym"] for p in people if p["values"]["sex"] == "female")
        gone = {"pseudonym": out, "reason": "dropped_out"}
        await done(world, "POST", f"{to}/dropouts", gone)
        await done(world, "POST", f"{to}/replacements", {})
        (first,) = (await worked(world, selection["id"]))["replacements"]
        assert (first["state"], first["people"]) == ("unmeetable", [])
        named = {(c["value"], c["minimum"], c["maximum"]) for c in first["changes"]}
        assert named == {("female", 1, 2), ("male", 2, 3)}
        await done(world, "POST", f"{to}/replacements", {"ease": True})
        now = await worked(world, selection["id"])
        assert [one["state"] for one in now["replacements"]] == ["unmeetable", "chosen"]
        assert (len(now["panel"]), now["vacant"]) == (4, 0)

    async def test_who_withdraws_while_it_is_chosen_is_not_seated(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        everybody = await pool(world)
        selection = await drawn(world)
        members = {await own_name(world, one): one for one in everybody}
        to = f"/selections/{selection['id']}"
        gone = {"pseudonym": selection["panel"][0], "reason": "declined"}
        await done(world, "POST", f"{to}/dropouts", gone)
        await done(world, "POST", f"{to}/replacements", {})
        loop, fill, chosen = asyncio.get_running_loop(), calculation._fill, list[str]()

        def fill_slowly(*args: Any) -> tuple[str, Sequence[str], Sequence[Any]]:
            state, people, changes = fill(*args)
            chosen.extend(people)
            if len(chosen) == 1:
                withdraws = says(world, members[people[0]], _WITHDRAWS)
                asyncio.run_coroutine_threadsafe(withdraws, loop).result()
            return state, people, changes

        monkeypatch.setattr(calculation, "_fill", fill_slowly)
        now = await worked(world, selection["id"])
        first, second = chosen
        assert (now["vacant"], first in now["panel"], second in now["panel"]) == (0, False, True)


class TestReserves:
    async def test_who_drops_out_is_replaced_by_the_first_reserve_committed_to_who_fits(
        self, world: World
    ) -> None:
        await pool(world)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}"
        document = await done(world, "GET", f"{to}/document")
        assert verify.root_of(document) == selection["root"]
        assert document["reserves"][42] == selection["reserves"]
        opening = await done(world, "POST", f"{to}/openings", {"reason": "to test the reserves"})
        opened = await done(world, "GET", f"{to}/openings/{opening['id']}/pool")
        sex = {one["pseudonym"]: one["values"]["sex"] for one in opened}
        out = selection["panel"][0]
        await done(world, "POST", f"{to}/dropouts", {"pseudonym": out, "reason": "declined"})
        await done(world, "POST", f"{to}/replacements", {})
        (chosen,) = (await worked(world, selection["id"]))["replacements"]
        first = next(one for one in selection["reserves"] if sex[one] == sex[out])
        assert chosen["people"] == [first]


class TestOpeningThePool:
    async def test_an_auditor_can_check_everything_and_the_opening_is_kept(
        self, world: World
    ) -> None:
        await pool(world)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}"
        said = {"reason": "The scrutiny committee asked for a check."}
        opening = await done(world, "POST", f"{to}/openings", said)
        answer = await world.call("GET", f"{to}/openings/{opening['id']}/pool")
        assert answer.headers["Cache-Control"] == "no-store"
        opened = answer.json()
        assert {*opened[0]} == {"pseudonym", "salt", "values", "household"}
        assert verify.check_opened(await done(world, "GET", f"{to}/document"), opened) == 0
        assert len(opened) == 10
        (kept,) = await done(world, "GET", f"{to}/openings")
        assert kept == opening
        assert kept["reason"] == said["reason"]
        assert kept["opened_by"]

    async def test_needs_the_scope_a_commitment_and_a_reason(
        self, world: World, token: Any
    ) -> None:
        await pool(world)
        selection = await calculated(world)
        to = f"/selections/{selection['id']}/openings"
        said = {"reason": "The scrutiny committee asked for a check."}
        assert "selection-state" in await refused(world, to, said)
        await refused(world, to, {"reason": ""}, 422)
        manager = token(["panel:read", "panel:manage"], ics="QE1")
        plain = await world.call("POST", to, said, headers=manager)
        assert plain.status_code == 403

    async def test_is_over_after_an_hour_and_never_anybody_elses(self, world: World) -> None:
        await pool(world)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}/openings"
        said = {"reason": "The scrutiny committee asked for a check."}
        opening = await done(world, "POST", to, said)
        selection_id, opening_id = UUID(selection["id"]), UUID(opening["id"])
        until = datetime.fromisoformat(opening["until"])
        async with world.database.reading(QE1) as session:
            for subject, now in [(opening["opened_by"], until), ("another", utc_now())]:
                with pytest.raises(PoolNotOpen):
                    await opened(
                        session,
                        QE1,
                        world.keys,
                        selection_id,
                        opening_id=opening_id,
                        subject=subject,
                        now=now,
                    )


class TestLeaving:
    @pytest.mark.parametrize("way", [("DELETE", "/me"), ("POST", "/me/erasure")])
    async def test_unlinks_the_member_and_leaves_the_document_as_it_was(
        self, world: World, way: tuple[str, str]
    ) -> None:
        people = await pool(world)
        selection = await drawn(world)
        to = f"/selections/{selection['id']}"
        seated = await done(world, "GET", f"{to}/people")
        leaving = next(one for one in people if one.member_id == seated[0]["member_id"])
        await world.call(*way, headers=leaving.own)
        left = await done(world, "GET", f"{to}/people")
        assert {one["member_id"] for one in left} == {one["member_id"] for one in seated[1:]}
        assert (await done(world, "GET", to))["vacant"] == 1
        rows = await world.rows(
            "SELECT 1 FROM selection_entries WHERE member_id = $1", leaving.member_id
        )
        assert rows == []
        document = await done(world, "GET", f"{to}/document")
        assert verify.root_of(document) == selection["root"]
        assert seated[0]["pseudonym"] in json.dumps(document)

    async def test_before_the_commitment_the_panels_are_made_anew_without_them(
        self, world: World
    ) -> None:
        people = await pool(world)
        selection = await calculated(world)
        await world.call("POST", "/me/erasure", headers=people[0].own)
        assert (await done(world, "GET", f"/selections/{selection['id']}"))["state"] == (
            "calculating"
        )
        again = await worked(world, selection["id"])
        assert (again["state"], again["left_out"]["pool"]) == ("calculated", 9)

    async def test_a_seat_drawn_for_somebody_who_left_meanwhile_is_vacant(
        self, world: World
    ) -> None:
        people = await pool(world, women=2, men=2)
        selection = await committed(world)
        await world.call("DELETE", "/me", headers=people[0].own)
        to = f"/selections/{selection['id']}"
        assert (await done(world, "POST", f"{to}/draw", DRAW))["vacant"] == 1

    async def test_while_the_panel_is_drawn_is_not_seated(self, world: World) -> None:
        people = await pool(world, women=2, men=2)
        selection = await committed(world)
        out = await own_name(world, people[0])
        draw = f"/selections/{selection['id']}/draw"
        async with world.database.transaction(QE1) as session:
            await rewards.lock(session, QE1)
            held = await raw_connection(session)
            acts = []
            leaving = world.call("DELETE", "/me", headers=people[0].own)
            for waiting, act in enumerate((leaving, world.call("POST", draw, DRAW)), 1):
                acts.append(asyncio.create_task(act))
                for _ in range(1000):
                    if await held.fetchval(_WAITING) == waiting:
                        break
                    await asyncio.sleep(0.02)
        left, seated = await asyncio.gather(*acts)
        assert left.status_code == 204, left.text
        assert seated.status_code == 200, seated.text
        assert seated.json()["vacant"] == 1
        [seat] = await world.rows("SELECT * FROM selection_seats WHERE left_on IS NOT NULL")
        assert (seat["pseudonym"], seat["reason"]) == (out, "left_panel")
