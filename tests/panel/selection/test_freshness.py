"""What was put right between the calculation and the commitment."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from panel.selection import calculation
from panel_support.selections import SEX, calculated, done, pool, refused, says, terms, worked
from panel_support.world import World

pytestmark = pytest.mark.rule("panel.11")


class TestCommitting:
    @pytest.mark.parametrize("sex", ["male", None], ids=["corrected", "taken back"])
    async def test_not_to_what_somebody_said_before(self, world: World, sex: str | None) -> None:
        people = await pool(world)
        selection = await calculated(world)
        await says(world, people[0], {"demographics": {"sex": sex}})
        to = f"/selections/{selection['id']}"
        assert "pool-changed" in await refused(world, f"{to}/commitment", terms())
        await done(world, "POST", f"{to}/calculation", {})
        again = await worked(world, selection["id"])
        assert (again["state"], again["left_out"]["pool"]) == ("calculated", 10 if sex else 9)
        await done(world, "POST", f"{to}/commitment", terms())

    async def test_not_to_where_somebody_lived_before(self, world: World) -> None:
        people = await pool(world)
        places = {
            "category": "place",
            "quotas": [{"value": "blackpool", "minimum": 4, "maximum": 4}],
        }
        selection = await calculated(world, categories=[SEX, places])
        await says(world, people[0], {"place": "lancashire"})
        to = f"/selections/{selection['id']}/commitment"
        assert "pool-changed" in await refused(world, to, terms())

    async def test_not_with_somebody_who_moved_out_of_the_segment(self, world: World) -> None:
        people = await pool(world)
        criteria = {"name": "Blackpool", "criteria": {"places": ["blackpool"]}}
        segment = await done(world, "POST", "/segments", criteria)
        selection = await calculated(world, segment_id=segment["id"])
        await says(world, people[0], {"place": "lancashire"})
        to = f"/selections/{selection['id']}/commitment"
        assert "pool-changed" in await refused(world, to, terms())

    async def test_not_to_what_was_changed_while_it_was_calculated(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        people = await pool(world)
        loop, calculate = asyncio.get_running_loop(), calculation.calculate

        def slowly(*args: Any) -> Any:
            moves = says(world, people[0], {"demographics": {"sex": "male"}})
            asyncio.run_coroutine_threadsafe(moves, loop).result()
            return calculate(*args)

        monkeypatch.setattr(calculation, "calculate", slowly)
        selection = await calculated(world)
        to = f"/selections/{selection['id']}/commitment"
        assert "pool-changed" in await refused(world, to, terms())

    async def test_to_what_somebody_said_again_or_said_of_what_no_quota_asks(
        self, world: World
    ) -> None:
        people = await pool(world)
        selection = await calculated(world)
        await says(world, people[0], {"demographics": {"sex": "female"}})
        await says(world, people[1], {"place": "lancashire"})
        await done(world, "POST", f"/selections/{selection['id']}/commitment", terms())
