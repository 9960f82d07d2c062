"""What was put right between the calculation and the commitment."""

from __future__ import annotations

import pytest

from panel_support.selections import calculated, done, pool, refused, says, terms, worked
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
