"""A system that offers rewards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from panel_support import rewards
from panel_support.rewards import Till
from panel_support.world import World


@pytest.fixture
async def till(world: World, token: Callable[..., dict[str, str]]) -> Till:
    """A system with rewards, and two of its staff."""
    return await rewards.till(world, token)
