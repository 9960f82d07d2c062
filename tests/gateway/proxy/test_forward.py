"""Forwarding, against a real small service on loopback."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from fastapi import FastAPI

from common.crypto.keys import read_keys
from common.crypto.tokens import TokenVerifier
from common.testing.http import TestKeys
from gateway_support import FakeService, exactly, status_of

AppFactory = Callable[..., FastAPI]


class TestRequest:
    async def test_the_path_and_query_reach_the_service_unchanged(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        path = "/api/v1/QE1/panel/members?limit=2&cursor=a%2Fb"
        async with call.get(exactly(call, path)) as response:
            assert response.status == 200
        assert service.seen[0].raw_path == "/api/v1/QE1/panel/members?limit=2&cursor=a%2Fb"

    async def test_our_token_takes_the_place_of_the_callers_key(
        self, call: aiohttp.ClientSession, service: FakeService, token_keys: TestKeys
    ) -> None:
        await status_of(call, "/api/v1/QE1/panel/members")
        scheme, _, token = service.seen[0].headers["Authorization"].partition(" ")
        claims = TokenVerifier(read_keys(token_keys.public)).verify(token)
        assert scheme == "Bearer"
        assert claims.ics == "QE1"
        assert claims.scopes == {"panel:read"}
        assert "gt_" not in str(service.seen[0].headers)

    async def test_nothing_of_the_connection_or_of_other_credentials_passes(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        sent = {
            "Connection": "keep-alive, X-Secret",
            "X-Secret": "1",
            "Cookie": "a=b",
            "X-Forwarded-For": "1.2.3.4",
            "Forwarded": "for=1.2.3.4",
            "X-Real-IP": "1.2.3.4",
            "TE": "trailers",
            "Proxy-Authorization": "Basic x",
            "X-Manage-Token": "kept",
            "If-Match": '"v1"',
        }
        async with call.get("/api/v1/QE1/panel/me", headers=sent) as response:
            assert response.status == 200
        headers = {name.lower() for name in service.seen[0].headers}
        assert not headers & {
            "connection", "x-secret", "cookie", "x-forwarded-for", "forwarded", "x-real-ip", "te",
            "proxy-authorization",
        }  # fmt: skip
        assert {"x-manage-token", "if-match"} <= headers
        assert service.seen[0].headers["Host"] == "gateway.test"

    async def test_the_request_id_and_the_trace_are_passed_on(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        sent = {"X-Request-Id": "request-0001", "traceparent": trace}
        async with call.get("/api/v1/QE1/panel/members", headers=sent) as response:
            assert response.headers["X-Request-Id"] == "request-0001"
        assert service.seen[0].headers["X-Request-Id"] == "request-0001"
        assert service.seen[0].headers["traceparent"] == trace

    @pytest.mark.parametrize("made_up", ["bad id with spaces", "which.services.replace"])
    async def test_a_request_id_that_a_service_would_not_take_over_is_replaced(
        self, call: aiohttp.ClientSession, service: FakeService, made_up: str
    ) -> None:
        sent = {"X-Request-Id": made_up}
        async with call.get("/api/v1/QE1/panel/members", headers=sent) as response:
            told = response.headers["X-Request-Id"]
        assert told != made_up
        assert service.seen[0].headers["X-Request-Id"] == told

    async def test_a_body_reaches_the_service_whole(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        body = b"x" * 1000
        async with call.post("/api/v1/QE1/panel/surveys", data=body) as response:
            answer = await response.json()
        assert answer == {"size": 1000, "sha256": hashlib.sha256(body).hexdigest()}

    async def test_an_empty_body_stays_empty(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        async with call.post("/api/v1/QE1/panel/surveys/x/open") as response:
            assert response.status == 200
        assert service.seen[0].body == b""

    async def test_a_large_import_is_streamed_while_it_is_sent(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        more = asyncio.Event()

        async def upload() -> AsyncIterator[bytes]:
            yield b"a" * 200_000
            await more.wait()
            yield b"b" * 2_000_000

        path = "/api/v1/QE1/insights/feedback-sources/1/imports"
        sending = asyncio.create_task(_post(call, path, upload()))
        async with asyncio.timeout(5):
            while service.received < 200_000:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        more.set()
        assert (await sending)["size"] == 2_200_000


class TestResponse:
    async def test_the_services_headers_pass_but_for_those_of_the_connection(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        async with call.get("/api/v1/QE1/panel/members") as response:
            assert response.headers["ETag"] == '"v1"'
            assert "Set-Cookie" not in response.headers
            assert "X-Private" not in response.headers
            assert len(response.headers.getall("X-Request-Id")) == 1
            assert len(response.headers.getall("Date")) == 1

    async def test_a_long_answer_arrives_piece_by_piece(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        async with call.get("/api/v1/QE1/panel/stream") as response:
            assert await response.content.readany() == b"first;"
            service.release.set()
            assert await response.content.read() == b"second"

    @pytest.mark.parametrize("kind", ["findings", "stories"])
    async def test_a_file_streams_through_and_2_gb_are_refused_unread(
        self, call: aiohttp.ClientSession, service: FakeService, kind: str
    ) -> None:
        path = f"/api/v1/QE1/insights/{kind}/1/files"

        async def body(chunks: int) -> AsyncIterator[bytes]:
            for _ in range(chunks):
                yield b"x" * 1_048_576

        async with call.post(path, data=body(20)) as response:
            assert (await response.json())["size"] == 20 * 1_048_576
        read = 0

        async def huge() -> AsyncIterator[bytes]:
            nonlocal read
            read += 1
            yield b"x" * 65_536

        said = {"Content-Length": str(2 * 1024**3), "Expect": "100-continue"}
        before = len(service.seen)
        async with call.post(path, data=huge(), headers=said) as response:
            assert response.status == 413
            assert (await response.json())["type"] == "/problems/body-too-large"
        assert (read, len(service.seen)) == (0, before)

    async def test_the_service_is_told_when_the_caller_goes_away(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        async with call.get("/api/v1/QE1/insights/exports/stream") as response:
            await response.content.readany()
            response.close()
            async with asyncio.timeout(5):
                await service.cancelled.wait()

    async def test_an_answer_that_breaks_off_is_never_passed_for_whole(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        with pytest.raises(aiohttp.ClientPayloadError):
            async with call.get("/api/v1/QE1/panel/break") as response:
                await response.read()

    @pytest.mark.parametrize("status", [201, 204, 304, 404, 409, 500])
    async def test_every_status_passes(
        self, call: aiohttp.ClientSession, service: FakeService, status: int
    ) -> None:
        async with call.get(f"/api/v1/QE1/panel/status/{status}") as response:
            assert response.status == status

    async def test_head_has_no_body(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        async with call.head("/api/v1/QE1/panel/members") as response:
            assert response.status == 200
            assert int(response.headers["Content-Length"]) > 0


class TestFailure:
    async def test_a_silent_service_is_given_up_on(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        async with call.get("/api/v1/QE1/panel/hang") as response:
            assert response.status == 504
            assert (await response.json())["type"] == "/problems/service-too-slow"

    async def test_a_dropped_read_is_asked_once_more(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        service.drops = 1
        async with call.get("/api/v1/QE1/panel/members") as response:
            assert response.status == 200

    async def test_a_dropped_change_is_repeated_only_under_an_idempotency_key(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        service.drops = 1
        async with call.post("/api/v1/QE1/panel/surveys", json={}) as response:
            assert response.status == 502
        assert len(service.seen) == 1
        service.drops = 1
        sent = {"Idempotency-Key": "one-survey"}
        async with call.post("/api/v1/QE1/panel/surveys", json={}, headers=sent) as response:
            assert response.status == 200
        assert len(service.seen) == 3


async def _post(
    call: aiohttp.ClientSession, path: str, body: AsyncIterator[bytes]
) -> dict[str, int]:
    async with call.post(path, data=body) as response:
        answer: dict[str, int] = await response.json()
        return answer
