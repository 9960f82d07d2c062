"""What two bulletins tell together of those who joined or left between them."""

from __future__ import annotations

import pytest

from panel_support.bulletins import copies, sent
from panel_support.world import World

from .test_reception import figures, pass_over, readers

pytestmark = pytest.mark.rule("panel.8")


async def test_their_copies_show_nobody_come_or_go(world: World) -> None:
    """Of 22 copies 20 are shown, and of 23 there would be 25: one person has joined."""
    await readers(world, 22)
    seen = []
    for joining in (0, 1, 7):
        await readers(world, joining, name=f"more{joining}")
        bulletin = await sent(world)
        await copies(world)
        await pass_over(world)
        got = (await figures(world, bulletin, "published")).json()
        assert "basis" not in got
        seen.append((got["copies"], got["counted"]))
    assert seen == [(20, 20), (20, 20), (30, 30)]
    exact = (await figures(world, bulletin)).json()
    assert (exact["copies"], exact["counted"]) == (30, 30)
