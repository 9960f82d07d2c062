"""Forwarding, against a real small service on loopback."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from io import BytesIO

import aiohttp
import pytest
from fastapi import FastAPI
from yarl import URL

from common.crypto.keys import read_keys
from common.crypto.tokens import TokenVerifier
from common.db.engine import Database
from common.testing.http import TestKeys
from gateway_support import QKK, FakeService, browser_like, new_key, served

AppFactory = Callable[..., FastAPI]


@pytest.fixture
async def call(
    gateway_app: AppFactory, gateway_database: Database
) -> AsyncIterator[aiohttp.ClientSession]:
    """A client with a key of QE1, to a gateway served for real."""
    app = gateway_app()
    key = await new_key(gateway_database, app.state.parts, ["panel:read"])
    async with served(app) as url, browser_like(url) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        yield client


class TestRequest:
    async def test_the_path_and_query_reach_the_service_unchanged(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        path = "/api/v1/QE1/panel/members?limit=2&cursor=a%2Fb"
        async with call.get(_exactly(call, path)) as response:
            assert response.status == 200
        assert service.seen[0].raw_path == "/api/v1/QE1/panel/members?limit=2&cursor=a%2Fb"

    async def test_our_token_takes_the_place_of_the_callers_key(
        self, call: aiohttp.ClientSession, service: FakeService, token_keys: TestKeys
    ) -> None:
        await _status(call, "/api/v1/QE1/panel/members")
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

    async def test_a_made_up_request_id_is_replaced(
        self, call: aiohttp.ClientSession, service: FakeService
    ) -> None:
        sent = {"X-Request-Id": "bad id with spaces"}
        async with call.get("/api/v1/QE1/panel/members", headers=sent) as response:
            assert response.headers["X-Request-Id"] != "bad id with spaces"

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
        async with call.get(_exactly(call, path)) as response:
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


def _exactly(call: aiohttp.ClientSession, path: str) -> URL:
    """Keep the client from tidying the path up."""
    return URL(str(call._base_url).rstrip("/") + path, encoded=True)


async def _status(call: aiohttp.ClientSession, path: str) -> int:
    async with call.get(path) as response:
        return response.status


async def _post(
    call: aiohttp.ClientSession, path: str, body: AsyncIterator[bytes]
) -> dict[str, int]:
    async with call.post(path, data=body) as response:
        answer: dict[str, int] = await response.json()
        return answer
