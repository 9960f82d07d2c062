"""What happens when somebody asks to join does not depend on whose the address is.

`benchmarks/signup_timing.py` measures how long it takes; here is seen that the same is done: the
same messages of the same length to and from Postgres, and the same calls in the panel's own code.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from common.clock import utc_now
from common.testing.postgres import TestDatabases
from conftest import ClientFactory
from panel.main import build_app
from panel.settings import PanelSettings
from panel.signups import service
from panel_support.world import QE1, World
from wire_support import Wire, wiretap

WARM, UNKNOWN = "a-warm@example.org", "unknown@example.org"
PENDING, MEMBER, AGAIN = "pending@example.org", "amember@example.org", "anagain@example.org"
LEFT, ERASED = "hasleft@example.org", "iserase@example.org"
KNOWN = (PENDING, MEMBER, AGAIN, LEFT, ERASED)
"""All addresses have the same length: what is sent and sealed has theirs."""

pytestmark = pytest.mark.rule("panel.2")


@dataclass
class Tapped:
    """The panel's application, whose talk with Postgres is listened to."""

    world: World
    http: httpx.AsyncClient
    wire: Wire

    async def ask(self, email: str) -> httpx.Response:
        answer = await self.http.post(
            self.world.path("/signups"), json={"email": email}, headers=self.world.headers["QE1"]
        )
        assert answer.status_code == 202, answer.text
        return answer


@pytest.fixture
async def tapped(
    world: World,
    databases: TestDatabases,
    service_settings: Callable[..., PanelSettings],
    client: ClientFactory,
) -> AsyncIterator[Tapped]:
    """One connection to Postgres, warm; each kind of address is there."""
    for email in (MEMBER, AGAIN, LEFT, ERASED):
        member = await world.join(email)
        if email == LEFT:
            await world.call("DELETE", "/me", headers=member.own)
        if email == ERASED:
            await world.call("POST", "/me/erasure", headers=member.own)
    for email in (PENDING, AGAIN):
        await world.call("POST", "/signups", {"email": email})
    await world.send_mail()
    async with wiretap(databases.server.url("panel_app")) as wire:
        settings = service_settings(PanelSettings, database_url=wire.url, database_pool=1)
        async with client(build_app(settings)) as http:
            opened = Tapped(world, http, wire)
            for number in range(3):
                await opened.ask(f"{number}{WARM[1:]}")
            yield opened


@contextmanager
def calls() -> Iterator[list[str]]:
    """Note every call that code of the panel makes, or that is made of it."""
    noted: list[str] = []

    def is_ours(frame: FrameType | None) -> bool:
        return frame is not None and "/services/panel/src/" in frame.f_code.co_filename

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "c_call" and is_ours(frame):
            noted.append(getattr(argument, "__qualname__", repr(argument)))
        elif event == "call" and (is_ours(frame) or is_ours(frame.f_back)):
            noted.append(frame.f_code.co_qualname)

    sys.setprofile(note)
    try:
        yield noted
    finally:
        sys.setprofile(None)


class TestAskingToJoin:
    @pytest.mark.parametrize("email", KNOWN)
    async def test_says_the_same_to_postgres_and_hears_the_same(
        self, tapped: Tapped, email: str
    ) -> None:
        said = []
        for one in (UNKNOWN, email):
            tapped.wire.clear()
            await tapped.ask(one)
            said.append(list(tapped.wire.messages))
        assert said[0] == said[1]
        # Begin with the tenant, the one statement, commit: each is said and answered.
        assert tapped.wire.round_trips == 3
        assert {who for who, _, _ in said[0]} == {"client", "server"}

    @pytest.mark.parametrize("email", KNOWN)
    async def test_runs_through_the_same_code(self, tapped: Tapped, email: str) -> None:
        made = []
        for one in (UNKNOWN, email):
            with calls() as noted:
                await tapped.ask(one)
            made.append(noted)
        assert service.request.__qualname__ in made[0]
        assert made[0] == made[1]

    @pytest.mark.parametrize("email", KNOWN)
    async def test_answers_with_the_same_bytes(self, tapped: Tapped, email: str) -> None:
        own = {b"date", b"x-request-id", b"traceparent"}
        unknown, known = [await tapped.ask(one) for one in (UNKNOWN, email)]
        assert unknown.content == known.content
        assert [f for f in unknown.headers.raw if f[0].lower() not in own] == [
            f for f in known.headers.raw if f[0].lower() not in own
        ]

    async def test_looks_at_no_member(self, world: World) -> None:
        member = await world.join(MEMBER)
        looked_at = text(
            "SELECT relname, coalesce(seq_scan, 0) + coalesce(idx_scan, 0) "
            "FROM pg_stat_xact_user_tables WHERE schemaname = 'panel'"
        )
        async with world.database.transaction(QE1) as session:
            before = {tuple(row) for row in await session.execute(looked_at)}
            await service.request(
                session, QE1, keys=world.keys, email=member.email, language="en", now=utc_now()
            )
            after = {tuple(row) for row in await session.execute(looked_at)}
        # The check of a reference to a member's row would be a look at it, and lock it.
        assert {table for table, _ in after - before} == {"signups", "systems"}
