"""A service killed in the middle of a request, and clients that retry by Idempotency-Key."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import orjson
import pytest

from common.testing.http import TestKeys
from conftest import TokenFactory
from faults.history import History
from faults.platform import Platform
from faults.tools import rows

GROWTHS = "/api/v1/QE1/panel/growths"


@dataclass
class Service:
    """The service as a process, started again when it has died."""

    environment: dict[str, str]
    port: int
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    arguments: list[str] = field(default_factory=lambda: ["", "0"])

    def supervise(self) -> None:
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            self.deaths += 1
            self.arguments = ["", "0"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "faults.service_process", *self.arguments],
            env=self.environment,
            stdout=subprocess.DEVNULL,
        )


@pytest.fixture
def service(platform: Platform, token_keys: TestKeys) -> Iterator[Service]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "GT_ENVIRONMENT": "development",
        "GT_DATABASE_URL": platform.url("panel_app"),
        "GT_EVENT_LOG": "postgres",
        "GT_EVENT_LOG_URL": platform.log_url,
        "GT_TOKEN_KEYS": str(token_keys.public),
        "GT_PORT": str(port),
    }
    started = Service(environment, port)
    yield started
    if started.process is not None:
        started.process.kill()
        started.process.wait()


async def grow_over_http(
    http: httpx.AsyncClient, service: Service, counter: UUID, *, key: str | None
) -> int:
    """Ask for one growth until it is answered; under one key, if given."""
    headers = {"Idempotency-Key": key} if key else {}
    async with asyncio.timeout(60):
        while True:
            service.supervise()
            try:
                answer = await http.post(
                    GROWTHS, json={"counter_id": str(counter)}, headers=headers
                )
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            assert answer.status_code == 201, answer.text
            value: int = answer.json()["value"]
            return value


async def recorded(platform: Platform) -> list[tuple[UUID, int]]:
    """Give what the outbox holds, in order: the effects of the requests."""
    payloads = await rows(platform, "SELECT payload FROM panel.outbox ORDER BY seq")
    facts = [orjson.loads(row["payload"]) for row in payloads]
    return [(UUID(fact["counter_id"]), fact["value"]) for fact in facts]


async def run_clients(
    service: Service, headers: dict[str, str], *, with_keys: bool, requests: int = 20
) -> tuple[History, int]:
    """Let four clients ask for growths one after another; give the history and how many."""
    history, counters = History(), [uuid4(), uuid4()]

    async def client(http: httpx.AsyncClient) -> None:
        for number in range(requests):
            counter = counters[number % 2]
            key = str(uuid4()) if with_keys else None
            value = await grow_over_http(http, service, counter, key=key)
            history.acknowledged.add((counter, value))

    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{service.port}", headers=headers, timeout=10, trust_env=False
    ) as http:
        await asyncio.gather(*(client(http) for _ in range(4)))
    return history, 4 * requests


class TestServiceMidRequest:
    @pytest.mark.parametrize("point", ["before-commit", "before-response"])
    async def test_a_request_that_is_retried_has_exactly_one_effect(
        self, platform: Platform, service: Service, token: TokenFactory, point: str
    ) -> None:
        service.arguments = [point, "25"]
        headers = token(["panel:manage"])
        history, asked = await run_clients(service, headers, with_keys=True)
        effects = await recorded(platform)
        assert service.deaths == 1
        assert history.violations(effects) == set()
        assert len(effects) == len(history.acknowledged) == asked

    async def test_without_a_key_the_retried_request_is_caught_as_repeated(
        self, platform: Platform, service: Service, token: TokenFactory
    ) -> None:
        """The test of the test: an effect that nobody was told of is left over."""
        service.arguments = ["before-response", "25"]
        headers = token(["panel:manage"])
        history, asked = await run_clients(service, headers, with_keys=False)
        effects = await recorded(platform)
        assert service.deaths == 1
        assert "invented" in history.violations(effects)
        assert len(effects) > asked
