"""A messaging platform per test process, emptied for each test; a broker where a test asks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from common.testing.postgres import run
from faults.platform import Platform
from local_runner.kafka import EmbeddedKafka, missing
from local_runner.postgres import EmbeddedPostgres


@pytest.fixture(scope="session")
def prepared_platform(postgres_server: EmbeddedPostgres) -> Platform:
    platform = Platform(postgres_server)
    run(platform.prepare())
    return platform


@pytest.fixture
async def platform(prepared_platform: Platform) -> AsyncIterator[Platform]:
    """Two schemas, the shared tables and the event log, all empty."""
    await prepared_platform.empty()
    yield prepared_platform


@pytest.fixture(scope="session")
def kafka_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedKafka]:
    """One real broker for this test process."""
    if (reason := missing()) is not None:
        pytest.skip(reason)
    with EmbeddedKafka(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker
