"""The partnership, loaded from its system's own file, and a meeting of it."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import AsyncClient

from common.testing.pools import Pools
from governance_support import Governance
from partnership_support import Partnership, load_partnership, met


@pytest.fixture
async def governance(pools: Pools, http: AsyncClient, token: Any) -> Governance:
    """Governance with the real system's file."""
    return Governance(http, token, await pools.filled("governance", load_partnership))


@pytest.fixture
async def partnership(governance: Governance) -> Partnership:
    """Give the partnership, with a meeting on 30 September 2024."""
    return await met(governance)
