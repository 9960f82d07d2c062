"""The partnership, loaded from its system's own file."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import AsyncClient

from common.testing.pools import Pools
from governance_support import Governance
from partnership_support import load_partnership


@pytest.fixture
async def governance(pools: Pools, http: AsyncClient, token: Any) -> Governance:
    """Governance with the real system's file."""
    return Governance(http, token, await pools.filled("governance", load_partnership))
