"""The running insights library, on a real Postgres with two systems loaded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from common.db.engine import Database
from common.testing.clock import FakeClock
from insights.dependencies import current_time
from insights.load import load_system
from insights.main import build_app
from insights.settings import InsightsSettings
from insights_support import Library, TokenFactory, system_file


@pytest.fixture
async def database(insights_database: Database) -> Database:
    """The library's database with two systems loaded."""
    for code in ("QE1", "QKK"):
        await load_system(insights_database, orjson.dumps(system_file(code)))
    return insights_database


@pytest.fixture
async def library(
    database: Database,
    service_settings: Any,
    client: Any,
    token: TokenFactory,
    clock: FakeClock,
) -> AsyncIterator[Library]:
    """The running library."""
    app = build_app(service_settings(InsightsSettings))
    app.dependency_overrides[current_time] = clock
    async with client(app) as http:
        yield Library(http, token, database, clock)
