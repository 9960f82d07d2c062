"""A platform of the fault tests' own, since they kill its Postgres and its broker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from common.testing.postgres import run
from faults.platform import Platform
from local_runner.kafka import EmbeddedKafka, missing
from local_runner.postgres import EmbeddedPostgres


@pytest.fixture(scope="session")
def mortal_platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), durable=True, tied=True) as server:
        platform = Platform(server)
        run(platform.prepare())
        yield platform


@pytest.fixture
async def platform(mortal_platform: Platform) -> AsyncIterator[Platform]:
    await mortal_platform.empty()
    yield mortal_platform


@pytest.fixture(scope="session")
def mortal_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedKafka]:
    if (reason := missing()) is not None:
        pytest.skip(reason)
    with EmbeddedKafka(tmp_path_factory.mktemp("kafka")) as started:
        yield started


@pytest.fixture(params=["postgres", pytest.param("kafka", marks=pytest.mark.kafka)])
def broker(request: pytest.FixtureRequest) -> EmbeddedKafka | None:
    """A broker that may be killed, or None where the log is in Postgres."""
    if request.param == "postgres":
        return None
    started: EmbeddedKafka = request.getfixturevalue("mortal_broker")
    run(_forget_topics(started.bootstrap))
    return started


async def _forget_topics(bootstrap: str) -> None:
    """Delete what another test left, or its events would be this one's first."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        async with asyncio.timeout(60):
            while left := [t for t in await admin.list_topics() if not t.startswith("__")]:
                await admin.delete_topics(left)
                await asyncio.sleep(0.1)
    finally:
        await admin.close()
