"""Fixtures for all tests: one real Postgres per worker, tokens, clients, a clock.

async def test_a_member_joins(panel_database, service_settings, client, token): ...
"""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, settings

import postgres_template
from common.db.engine import Database
from common.settings import ServiceSettings
from common.testing import http
from common.testing.clock import FakeClock
from common.testing.http import TestKeys
from common.testing.pools import Pools
from common.testing.postgres import Server, TestDatabases
from local_runner.postgres import EmbeddedPostgres

ROOT = Path(__file__).parents[1]

# A busy machine is no fault of the code, and CI draws the same examples every time.
settings.register_profile(
    "golden thread",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("CI") == "true",
    database=None,
)
settings.load_profile("golden thread")

S = TypeVar("S", bound=ServiceSettings)
ClientFactory = Callable[[FastAPI], AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Spare the garbage collector what stays to the end: the tests, and all that they import.

    It looks at the rest less often than it would (every 700 objects, 10, 10): of 258 tests of the
    unit tier it took 2.3 s of a processor, and takes 0.8 s.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)


class TokenFactory(Protocol):
    """Gives the Authorization header of a caller."""

    def __call__(
        self,
        scopes: list[str],
        ics: str = "QE1",
        organisation_id: UUID | None = None,
        *,
        subject: str = "test-caller",
    ) -> dict[str, str]: ...


class SettingsFactory(Protocol):
    """Makes a service's settings that fit the test's Postgres and keys."""

    def __call__(self, kind: type[S], **overrides: Any) -> S: ...


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestDatabases]:
    """Every service's schema, on one Postgres of this worker's own, without fsync."""
    directory = tmp_path_factory.mktemp("postgres")
    migrated = postgres_template.lay_out(ROOT, directory)
    with EmbeddedPostgres(directory, durable=False, tied=True) as server:
        yield TestDatabases(server, ROOT, migrated)


@pytest.fixture(scope="session")
def postgres_server(databases: TestDatabases) -> Server:
    """The Postgres of this worker's own."""
    return databases.server


@pytest.fixture(scope="session")
async def pools(databases: TestDatabases) -> AsyncIterator[Pools]:
    """Databases that stay open from test to test."""
    async with Pools(databases) as opened:
        yield opened


@pytest.fixture
async def panel_database(pools: Pools) -> Database:
    """The panel's database as panel_app, emptied."""
    return await pools.emptied("panel")


@pytest.fixture
async def insights_database(pools: Pools) -> Database:
    """The insights library's database as insights_app, emptied."""
    return await pools.emptied("insights")


@pytest.fixture
async def governance_database(pools: Pools) -> Database:
    """Governance's database as governance_app, emptied."""
    return await pools.emptied("governance")


@pytest.fixture
async def gateway_database(pools: Pools) -> Database:
    """The gateway's database as gateway_app, emptied."""
    return await pools.emptied("gateway")


@pytest.fixture
def relay_database_url(databases: TestDatabases) -> Callable[[str], str]:
    """Give the address of a service's database as its relay role."""

    def url(service: str) -> str:
        databases.migrate(service)
        return databases.server.url(f"{service}_relay")

    return url


@pytest.fixture(scope="session")
def token_keys(tmp_path_factory: pytest.TempPathFactory) -> TestKeys:
    """The gateway's key pair for this session: ``token_keys.public``, ``token_keys.private``."""
    return TestKeys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def token(token_keys: TestKeys) -> TokenFactory:
    """Give ``token(["panel:read"], ics="QE1", organisation_id=None)``: a header for `headers=`."""
    return token_keys.token


@pytest.fixture(scope="session")
def client() -> ClientFactory:
    """Give ``async with client(app) as http``: an httpx client, the app's lifespan running."""
    return http.client


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands at noon of 21 November 2026 until it is moved."""
    return FakeClock()


@pytest.fixture(scope="session")
def service_settings(databases: TestDatabases, token_keys: TestKeys) -> SettingsFactory:
    """Give ``service_settings(PanelSettings, …)``: development settings for these tests' parts."""

    def make(kind: type[S], **overrides: Any) -> S:
        service = kind.service
        values: dict[str, Any] = {
            "environment": "development",
            "database_url": databases.server.url(f"{service}_app"),
            "event_log": "postgres",
            "event_log_url": databases.server.url("event_log_app"),
            "token_keys": str(token_keys.private if service == "gateway" else token_keys.public),
        }
        return kind(**{**values, **overrides})

    return make
