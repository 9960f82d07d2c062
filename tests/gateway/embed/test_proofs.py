"""Proof of work: signed, of one form, short-lived, and good once."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import httpx
import orjson
import pytest
from altcha.v1 import solve_challenge
from fastapi import FastAPI

from common.clock import utc_now
from common.db.engine import Database
from common.testing import http
from common.testing.clock import FakeClock
from gateway.embed.proofs import Proof, Proofs
from gateway.embed.spent import forget_expired, spend
from gateway.limits.network import wider_network
from gateway_support import QE1, QKK, FakeService

AppFactory = Callable[..., FastAPI]
FORM = "/embed/QE1/join"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
WITHIN = timedelta(minutes=10)


def proofs(secret: bytes = b"secret", **changes: Any) -> Proofs:
    usual: dict[str, Any] = {"difficulty": 50, "lifetime": WITHIN, "clock": lambda: NOW}
    return Proofs(secret, **(usual | changes))


def solved(challenge: str | None, **changes: Any) -> str:
    """Solve a challenge as a browser does; ``changes`` are what a forger alters."""
    assert challenge is not None
    asked = orjson.loads(challenge)
    found = solve_challenge(
        asked["challenge"], asked["salt"], asked["algorithm"], asked["maxnumber"]
    )
    assert found is not None
    del asked["maxnumber"]
    return packed({**asked, "number": found.number} | changes)


def packed(content: Any) -> str:
    return base64.b64encode(orjson.dumps(content)).decode()


class TestJudging:
    def test_a_solution_is_good_for_its_own_form_alone(self) -> None:
        text = solved(proofs().challenge("join/QE1"))
        assert isinstance(proofs().judge("join/QE1", text), Proof)
        assert proofs().judge("join/QKK", text) is None

    def test_a_challenge_under_another_secret_is_forged(self) -> None:
        text = solved(proofs(b"other").challenge("join/QE1"))
        assert proofs().judge("join/QE1", text) is None

    @pytest.mark.parametrize(("after", "good"), [(-1, True), (0, False), (1, False)])
    def test_a_challenge_expires(self, after: int, good: bool) -> None:
        text = solved(proofs().challenge("x"))
        late = proofs(clock=FakeClock(NOW + WITHIN + timedelta(seconds=after)))
        assert (late.judge("x", text) is not None) == good

    def test_another_number_solves_nothing(self) -> None:
        challenge = proofs().challenge("x")
        number = orjson.loads(base64.b64decode(solved(challenge)))["number"]
        assert proofs().judge("x", solved(challenge, number=number + 1)) is None

    def test_an_expiry_that_is_put_off_is_forged(self) -> None:
        challenge = proofs().challenge("x")
        assert challenge is not None
        salt = re.sub(r"expires=\d+", "expires=99999999999", orjson.loads(challenge)["salt"])
        assert proofs().judge("x", solved(challenge, salt=salt)) is None

    @pytest.mark.parametrize(
        "text",
        [
            "", "AAAA", "not base64!", packed(None), packed([]), packed({}), packed("x"),
            packed({"algorithm": "SHA-256", "challenge": 1, "number": "1", "salt": [],
                    "signature": {}}),
            "QUJD" * 500,
        ],
    )  # fmt: skip
    def test_what_is_no_solution_is_none(self, text: str) -> None:
        assert proofs().judge("x", text) is None

    def test_the_difficulty_is_what_a_browser_may_have_to_try(self) -> None:
        challenge = proofs(difficulty=7).challenge("x")
        assert challenge is not None
        assert orjson.loads(challenge)["maxnumber"] == 7
        assert proofs(difficulty=0).challenge("x") is None


class TestSpending:
    async def test_of_many_at_once_one_is_first_and_none_after(
        self, gateway_database: Database
    ) -> None:
        proof = Proof(b"d" * 32, utc_now() + WITHIN)
        first = await asyncio.gather(*(spend(gateway_database, QE1, proof) for _ in range(8)))
        assert sorted(first) == [False] * 7 + [True]
        assert await spend(gateway_database, QE1, proof) is False
        assert await spend(gateway_database, QKK, proof) is True

    async def test_is_remembered_until_it_would_have_expired(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        gateway_app()
        proof = Proof(b"d" * 32, NOW)
        await spend(gateway_database, QE1, proof)
        await forget_expired(gateway_database, clock=lambda: NOW - timedelta(seconds=1))
        assert await spend(gateway_database, QE1, proof) is False
        await forget_expired(gateway_database, clock=lambda: NOW)
        assert await spend(gateway_database, QE1, proof) is True


@pytest.fixture
async def visitor(gateway_app: AppFactory) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody before a gateway that takes one unproved form of a network in a minute."""
    app = gateway_app(form_seconds=0, unproved_rate=1, unproved_seconds=0)
    async with http.client(app) as client:
        yield client


async def sent(visitor: httpx.AsyncClient, proof: str | None = None) -> tuple[int, str]:
    """Open the form and send it, with its own proof or with what is given; gives the status and
    the proof."""
    page = (await visitor.get(FORM)).text
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    challenge = re.search(r'data-challenge="([^"]+)"', page)
    assert shown is not None
    assert challenge is not None
    proof = solved(unescape(challenge[1])) if proof is None else proof
    data = {"shown": shown[1], "website": "", "email": "ada@people.example", "proof": proof}
    return (await visitor.post(FORM, data=data)).status_code, proof


@pytest.mark.rule("panel.2")
class TestTheForm:
    async def test_with_a_proof_each_is_taken(
        self, visitor: httpx.AsyncClient, service: FakeService
    ) -> None:
        assert [(await sent(visitor))[0] for _ in range(4)] == [200] * 4
        assert len(service.seen) == 4

    async def test_without_one_it_is_taken_and_only_so_many_are(
        self, visitor: httpx.AsyncClient, service: FakeService
    ) -> None:
        assert [(await sent(visitor, ""))[0] for _ in range(3)] == [200, 429, 429]
        assert len(service.seen) == 1
        assert (await sent(visitor))[0] == 200

    async def test_a_proof_that_was_used_is_none(self, visitor: httpx.AsyncClient) -> None:
        _, proof = await sent(visitor)
        assert [(await sent(visitor, proof))[0] for _ in range(2)] == [200, 429]

    async def test_a_wrong_address_uses_no_proof_up(self, visitor: httpx.AsyncClient) -> None:
        page = (await visitor.get(FORM)).text
        found = re.search(r'data-challenge="([^"]+)"', page)
        assert found is not None
        proof = solved(unescape(found[1]))
        wrong = await visitor.post(FORM, data={"email": "ada", "shown": "", "proof": proof})
        assert wrong.status_code == 422
        assert [(await sent(visitor, proof))[0] for _ in range(2)] == [200, 200]

    async def test_many_networks_together_are_limited_by_system(
        self, gateway_app: AppFactory, service: FakeService
    ) -> None:
        app = gateway_app(
            form_seconds=0, unproved_seconds=0, unproved_system_rate=2, trusted_proxies=1
        )
        async with http.client(app) as visitor:
            statuses = []
            for number in range(3):
                visitor.headers["X-Forwarded-For"] = f"203.0.{number}.7"
                statuses.append((await sent(visitor, ""))[0])
        assert statuses == [200, 200, 429]

    async def test_a_wider_network_is_limited_too(
        self, gateway_app: AppFactory, service: FakeService
    ) -> None:
        app = gateway_app(form_seconds=0, wide_form_rate=2, trusted_proxies=1)
        async with http.client(app) as visitor:
            statuses = []
            for number in range(3):
                visitor.headers["X-Forwarded-For"] = f"203.0.113.{number}"
                statuses.append((await sent(visitor))[0])
        assert statuses == [200, 200, 429]

    async def test_where_none_is_asked_the_form_has_no_challenge_and_no_script(
        self, gateway_app: AppFactory
    ) -> None:
        async with http.client(gateway_app(challenge_difficulty=0)) as visitor:
            page = (await visitor.get(FORM)).text
        assert "challenge" not in page
        assert "<script" not in page

    async def test_the_script_is_our_own_under_the_policy_as_it_stands(
        self, visitor: httpx.AsyncClient
    ) -> None:
        page = await visitor.get(FORM)
        policy = page.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "connect-src" not in policy
        assert re.findall(r'<script src="([^"?]+)', page.text) == ["/assets/prove.js"]


@pytest.mark.parametrize(
    ("network", "wider"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("unknown", "unknown"),
    ],
)
def test_a_wider_network_is_a_24_or_a_48(network: str, wider: str) -> None:
    assert wider_network(network) == wider
