"""Rate limits at the door."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI

from common.db.engine import Database
from common.testing import http
from gateway_support import FakeService, new_key

AppFactory = Callable[..., FastAPI]


class TestKeyLimit:
    async def test_the_headers_count_down_and_the_last_is_refused(
        self, gateway_app: AppFactory, gateway_database: Database, service: FakeService
    ) -> None:
        app = gateway_app(key_rate=2)
        key = await new_key(gateway_database, app.state.parts, ["panel:read"])
        async with http.client(app) as client:
            client.headers["Authorization"] = f"Bearer {key}"
            answers = [await client.get("/api/v1/QE1/panel/members") for _ in range(3)]
        assert [a.status_code for a in answers] == [200, 200, 429]
        assert answers[0].headers["RateLimit"].startswith('"key";r=1;t=')
        assert answers[0].headers["RateLimit-Policy"] == '"key";q=2;w=60'
        assert int(answers[2].headers["Retry-After"]) > 0
        assert answers[2].json()["type"] == "/problems/too-many-requests"
        assert len(service.seen) == 2

    async def test_our_own_routes_count_too(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        app = gateway_app(key_rate=1)
        key = await new_key(gateway_database, app.state.parts, ["gateway:manage"])
        async with http.client(app) as client:
            client.headers["Authorization"] = f"Bearer {key}"
            first = await client.get("/api/v1/QE1/gateway/keys")
            second = await client.get("/api/v1/QE1/gateway/keys")
        assert (first.status_code, second.status_code) == (200, 429)
        assert "RateLimit" in first.headers


class TestNetworkLimit:
    async def test_strangers_are_counted_by_network(self, gateway_app: AppFactory) -> None:
        app = gateway_app(anonymous_rate=2)
        async with http.client(app) as client:
            statuses = [(await client.get("/")).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]

    async def test_guessing_keys_is_dear(self, gateway_app: AppFactory) -> None:
        app = gateway_app(anonymous_rate=25)
        async with http.client(app) as client:
            client.headers["Authorization"] = "Bearer gt_guess"
            path = "/api/v1/QE1/panel/members"
            statuses = [(await client.get(path)).status_code for _ in range(3)]
        assert statuses == [401, 401, 429]

    async def test_who_guesses_too_often_learns_nothing_and_disturbs_nobody(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        app = gateway_app(anonymous_rate=15)
        known = await new_key(gateway_database, app.state.parts, ["panel:read"])
        right = await new_key(gateway_database, app.state.parts, ["panel:read"])
        path = "/api/v1/QE1/panel/members"
        async with http.client(app) as client:
            statuses = [
                (await client.get(path, headers={"X-API-Key": key})).status_code
                for key in (known, "gt_guess", right, known)
            ]
        assert statuses == [200, 401, 429, 200]

    async def test_a_low_limit_keeps_no_key_out(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        app = gateway_app(anonymous_rate=1)
        key = await new_key(gateway_database, app.state.parts, ["panel:read"])
        async with http.client(app) as client:
            answer = await client.get("/api/v1/QE1/panel/members", headers={"X-API-Key": key})
        assert answer.status_code == 200

    async def test_from_outside_health_counts_and_nobody_gets_the_metrics(
        self, gateway_app: AppFactory
    ) -> None:
        app = gateway_app(anonymous_rate=3, trusted_proxies=1)
        async with http.client(app) as client:
            assert (await client.get("/metrics")).status_code == 200
            client.headers["X-Forwarded-For"] = "198.51.100.1"
            assert (await client.get("/metrics")).status_code == 404
            ready = [(await client.get("/health/live")).status_code for _ in range(3)]
        assert ready == [200, 200, 429]

    async def test_health_is_never_refused(self, gateway_app: AppFactory) -> None:
        app = gateway_app(anonymous_rate=1)
        async with http.client(app) as client:
            statuses = {(await client.get("/health/live")).status_code for _ in range(5)}
        assert statuses == {200}
