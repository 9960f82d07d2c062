"""The running governance, on a real Postgres with two systems loaded."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from common.db.engine import Database
from common.testing.pools import Pools
from governance.load import SystemRecord, load_system
from governance.main import build_app
from governance.settings import GovernanceSettings
from governance_support import REAL_PACK, Governance, system_file

_NEEDED = REAL_PACK.exists() or os.environ.get("CI") == "true"
collect_ignore = [] if _NEEDED else ["minutes/test_real_minutes.py", "clauses/test_the_document.py"]
"""Without the real pack there is nothing to test there; the other forms are tested anyway. In CI
its absence fails."""


async def _two_systems(database: Database) -> None:
    for code in ("QE1", "QKK"):
        await load_system(database, SystemRecord.model_validate(system_file(code)))


@pytest.fixture(scope="session")
async def http(service_settings: Any, client: Any) -> AsyncIterator[AsyncClient]:
    """Governance's application, running as long as the tests do; it keeps nothing in memory."""
    async with client(build_app(service_settings(GovernanceSettings))) as opened:
        yield opened


@pytest.fixture
async def governance(pools: Pools, http: AsyncClient, token: Any) -> Governance:
    """Governance, with a body in each of two systems."""
    return Governance(http, token, await pools.filled("governance", _two_systems))
