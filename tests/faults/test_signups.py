"""Sign-ups while their service is killed again and again: every one that was answered is there.

How many is told by ``FAULTS_SIGNUPS`` (`make faults SIGNUPS=10000`); a few hundred where it is not.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import asyncpg
import httpx
import pytest

from common.db.tenancy import SystemCode
from common.testing.http import TestKeys
from common.testing.postgres import TestDatabases
from conftest import ROOT, TokenFactory
from local_runner.postgres import EmbeddedPostgres
from panel.keys import PanelKeys
from panel.settings import PanelSettings

SIGNUPS = int(os.environ.get("FAULTS_SIGNUPS", "120"))
ANSWERED_BETWEEN_DEATHS = min(400, SIGNUPS // 4)
LONGEST_LIFE = 5.0
"""Seconds after its first answer in which the service is killed at the latest."""
CLIENTS = 8
SYSTEM = ROOT / "deploy/local/src/local_runner/data/systems/QE1.json"
PATIENCE = 300.0
"""Seconds for one request, deaths of the service included."""


@dataclass
class Panel:
    """The panel's API as a process, which is started again when it has died."""

    environment: dict[str, str]
    address: str
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    answered: set[str] = field(default_factory=set)
    answered_in_this_life: int = 0
    first_answer: float = 0.0

    def supervise(self) -> None:
        """Start it where it does not run."""
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "panel.main"],
                env=self.environment,
                stdout=subprocess.DEVNULL,
            )

    def note(self, email: str) -> None:
        """Note a sign-up that was answered; after so many, or so long, the service is killed."""
        self.answered.add(email)
        if self.answered_in_this_life == 0:
            self.first_answer = time.monotonic()
        self.answered_in_this_life += 1
        lived = time.monotonic() - self.first_answer
        if self.process is not None and (
            self.answered_in_this_life >= ANSWERED_BETWEEN_DEATHS or lived > LONGEST_LIFE
        ):
            self.process.kill()
            self.deaths += 1
            self.answered_in_this_life = 0

    def end(self) -> None:
        """Stop it for good."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A durable Postgres with the panel's schema and one system."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("signups"), durable=True, tied=True) as started:
        TestDatabases(started, ROOT).migrate("panel")
        yield started


@pytest.fixture
def panel(server: EmbeddedPostgres, token_keys: TestKeys) -> Iterator[Panel]:
    """The panel's API on it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "GT_ENVIRONMENT": "development",
        "GT_DATABASE_URL": server.url("panel_app"),
        "GT_EVENT_LOG": "postgres",
        "GT_EVENT_LOG_URL": server.url("event_log_app"),
        "GT_TOKEN_KEYS": str(token_keys.public),
        "GT_PORT": str(port),
    }
    command = [sys.executable, "-m", "panel.load", str(SYSTEM)]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    started = Panel(environment, f"http://127.0.0.1:{port}")
    yield started
    started.end()


async def sign_up(http: httpx.AsyncClient, panel: Panel, token: TokenFactory, email: str) -> None:
    """Ask to join until it is answered, under one key; a token lives for five minutes alone."""
    async with asyncio.timeout(PATIENCE):
        while True:
            panel.supervise()
            headers = {"Idempotency-Key": email, **token(["panel:signup"])}
            try:
                answer = await http.post(
                    "/api/v1/QE1/panel/signups", json={"email": email}, headers=headers
                )
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            assert answer.status_code == 202, answer.text
            panel.note(email)
            return


async def stored(server: EmbeddedPostgres, keys: PanelKeys, emails: list[str]) -> Counter[str]:
    """Count the requests to join and the mails that there are, by address."""
    names = {keys.email_index(SystemCode("QE1"), email): email for email in emails}
    connection = await asyncpg.connect(server.url())
    try:
        rows = await connection.fetch("SELECT email_index FROM panel.signups")
        mails = await connection.fetchval("SELECT count(*) FROM panel.mails")
    finally:
        await connection.close()
    assert mails == len(rows)
    return Counter(names[row[0]] for row in rows)


def wrong(answered: set[str], found: Counter[str]) -> dict[str, set[str]]:
    """Name what was answered and is lost, and what is there more than once."""
    return {
        "lost": answered - set(found),
        "repeated": {email for email, count in found.items() if count > 1},
    }


@pytest.mark.timeout(1800)
class TestSignups:
    async def test_none_that_was_answered_is_lost_and_none_is_there_twice(
        self,
        server: EmbeddedPostgres,
        panel: Panel,
        token: TokenFactory,
        service_settings: Callable[..., PanelSettings],
    ) -> None:
        emails = [f"resident{number}@example.org" for number in range(SIGNUPS)]
        waiting = iter(emails)

        async def client(http: httpx.AsyncClient) -> None:
            for email in waiting:
                await sign_up(http, panel, token, email)

        begun = time.monotonic()
        async with httpx.AsyncClient(base_url=panel.address, timeout=10, trust_env=False) as http:
            await asyncio.gather(*(client(http) for _ in range(CLIENTS)))
        took = time.monotonic() - begun
        keys = PanelKeys.of(service_settings(PanelSettings))
        found = await stored(server, keys, emails)
        print(f"{len(found)} sign-ups, {panel.deaths} deaths, {took:.0f} s")
        assert panel.deaths >= SIGNUPS // ANSWERED_BETWEEN_DEATHS - 1 >= 3
        assert len(panel.answered) == SIGNUPS
        assert wrong(panel.answered, found) == {"lost": set(), "repeated": set()}

    def test_the_check_names_what_is_lost_and_what_is_repeated(self) -> None:
        found = Counter({"a": 1, "b": 2})
        assert wrong({"a", "b", "c"}, found) == {"lost": {"c"}, "repeated": {"b"}}
