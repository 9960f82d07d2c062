"""The running insights library, on a real Postgres with two systems loaded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import text

from common.db.engine import Database
from common.db.tenancy import system_code
from common.testing.clock import FakeClock
from common.testing.pools import Pools
from common.testing.postgres import TestDatabases
from insights.dependencies import current_time
from insights.load import load_system
from insights.main import build_app
from insights.settings import InsightsSettings
from insights_support import Library, TokenFactory, system_file
from library_ledger_support import Backup, Kept
from local_runner.postgres import EmbeddedPostgres


async def _two_systems(database: Database) -> None:
    for code in ("QE1", "QKK"):
        await load_system(database, orjson.dumps(system_file(code)))
        async with database.transaction(system_code(code)) as session:
            # Loading tells of each organisation: a test begins where that has been heard.
            await session.execute(text("DELETE FROM outbox"))


@pytest.fixture
async def database(pools: Pools) -> Database:
    """The library's database with two systems loaded."""
    return await pools.filled("insights", _two_systems)


@pytest.fixture(scope="session")
def library_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the library keeps its files."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="session")
async def app(
    service_settings: Any, client: Any, library_files: Path
) -> AsyncIterator[tuple[FastAPI, AsyncClient]]:
    """The library's application, running as long as the tests do; it keeps nothing in memory."""
    app = build_app(service_settings(InsightsSettings, files_directory=str(library_files)))
    async with client(app) as http:
        yield app, http


@pytest.fixture
async def library(
    database: Database,
    app: tuple[FastAPI, AsyncClient],
    token: TokenFactory,
    clock: FakeClock,
) -> Library:
    """The running library."""
    running, http = app
    running.dependency_overrides[current_time] = clock
    return Library(http, token, database, clock, running.state.files)


@pytest.fixture
async def kept(library: Library, databases: TestDatabases, tmp_path: Path) -> Kept:
    """The library, a backup that can be taken of it, and a file for its ledger."""
    server = databases.server
    assert isinstance(server, EmbeddedPostgres)
    return Kept(library, Backup(server, tmp_path / "dump"), tmp_path / "withdrawals.jsonl")
