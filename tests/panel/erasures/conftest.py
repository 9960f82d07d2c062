"""What tests of erasures share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from common.testing.postgres import TestDatabases
from panel_support.world import World


@pytest.fixture
async def superuser(databases: TestDatabases, world: World) -> AsyncIterator[asyncpg.Connection]:
    """A connection that sees everything."""
    assert world
    connection = await asyncpg.connect(databases.server.url())
    yield connection
    await connection.close()
