"""What the door refuses, and no service ever sees."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import pytest

from gateway_support import QKK, FakeService, exactly


class TestRefusal:
    @pytest.mark.parametrize(
        "path",
        [
            "/api/v1/QE1/panel/../../../metrics",
            "/api/v1/QE1/panel/%2e%2e/%2E%2e/metrics",
            "/api/v1/QE1/panel/a%2fb",
            "/api/v1/QE1/panel/a%5cb",
            "/api/v1/QE1/panel/a%00b",
            "/api/v1/QE1/panel//members",
            "/api/v1/QE1//panel/members",
            "/api/v1/qe1/panel/members",
            "/api/v1/QE1/panel/" + "a" * 3000,
        ],
    )
    async def test_tricks_with_the_path_are_refused(
        self, call: aiohttp.ClientSession, service: FakeService, path: str
    ) -> None:
        async with call.get(exactly(call, path)) as response:
            assert response.status == 400
            assert response.content_type == "application/problem+json"
            assert (await response.json())["type"] == "/problems/bad-address"
        assert service.seen == []

    async def test_a_part_that_does_not_exist_is_404(self, call: aiohttp.ClientSession) -> None:
        async with call.get("/api/v1/QE1/payroll/members") as response:
            assert response.status == 404

    async def test_a_key_of_another_system_finds_nothing(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        async with call.get(f"/api/v1/{QKK}/panel/members") as response:
            assert response.status == 404
        assert service.seen == []

    async def test_without_a_key_nothing_passes(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        sent = {"Authorization": ""}
        async with call.get("/api/v1/QE1/panel/members", headers=sent) as response:
            assert response.status == 401
            assert response.headers["WWW-Authenticate"] == "Bearer"
        assert service.seen == []

    async def test_a_body_that_says_it_is_too_large_is_refused_unread(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        async with call.post(
            "/api/v1/QE1/panel/surveys", data=BytesIO(b"x" * 1_048_577)
        ) as response:
            assert response.status == 413
        assert service.seen == []

    async def test_a_body_of_unknown_length_is_cut_off_when_it_grows_too_large(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        async def endless() -> AsyncIterator[bytes]:
            for _ in range(40):
                yield b"x" * 50_000

        async with call.post("/api/v1/QE1/panel/surveys", data=endless()) as response:
            assert response.status == 413
        assert service.seen == []

    async def test_too_many_headers_are_refused(self, call: aiohttp.ClientSession) -> None:
        sent = {f"X-{number}": "1" for number in range(120)}
        async with call.get("/api/v1/QE1/panel/members", headers=sent) as response:
            assert response.status == 431

    async def test_a_method_that_no_service_has_is_refused(
        self, call: aiohttp.ClientSession
    ) -> None:
        async with call.request("OPTIONS", "/api/v1/QE1/panel/members") as response:
            assert response.status == 405
