"""A system in which members come together."""

from __future__ import annotations

import pytest

from panel_support.gatherings import Hall
from panel_support.world import World


@pytest.fixture
async def hall(world: World) -> Hall:
    """Two systems are loaded, and nobody has joined yet."""
    return Hall(world)
