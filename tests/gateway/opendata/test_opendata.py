"""Files of open data, passed through the door."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from aiohttp import web
from fastapi import FastAPI

from common.db.engine import Database
from gateway.sites.service import register_site
from gateway_support import QE1, FakeService, browser_like, served

AppFactory = Callable[..., FastAPI]
FILE = "/feeds/QE1/findings.csv"
OTHER = {"X-Forwarded-For": "203.0.113.7"}
THIRD = {"X-Forwarded-For": "203.0.113.8"}


@pytest.fixture
async def reader(gateway_app: AppFactory) -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody without a key, at a gateway that gives out four files at once."""
    app = gateway_app(open_data_readers=4, trusted_proxies=1)
    async with served(app) as url, browser_like(url) as client:
        yield client


def answers(
    service: FakeService, monkeypatch: pytest.MonkeyPatch, answer: Callable[..., object]
) -> None:
    """Let the library answer files so, whatever they are called."""

    async def by_path(request: web.Request, *_: object) -> object:
        return await answer(request)  # type: ignore[misc]

    monkeypatch.setattr(service, "_by_path", by_path)


class TestRead:
    @pytest.mark.parametrize("name", ["findings.csv", "findings.parquet", "activities.jsonl"])
    async def test_is_the_librarys_and_asked_in_nobodys_name(
        self, reader: aiohttp.ClientSession, service: FakeService, name: str
    ) -> None:
        async with reader.get(f"/feeds/QE1/{name}?licence=cc0-1.0") as answer:
            assert answer.status == 200
            assert answer.headers["ETag"] == '"v1"'
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert "X-Private" not in answer.headers
        (seen,) = service.seen
        assert seen.raw_path == f"/api/v1/QE1/insights/feeds/{name}?licence=cc0-1.0"
        assert "Authorization" not in seen.headers

    async def test_a_registered_website_may_read_it_like_any_other(
        self, reader: aiohttp.ClientSession, gateway_database: Database
    ) -> None:
        async with gateway_database.transaction(QE1) as session:
            await register_site(session, QE1, name="Ours", origin="https://ics.example")
        async with reader.get(FILE, headers={"Origin": "https://ics.example"}) as answer:
            assert answer.headers.getall("Access-Control-Allow-Origin") == ["*"]
            assert answer.headers.getall("Vary") == ["Origin"]

    async def test_is_passed_on_as_it_comes(
        self, reader: aiohttp.ClientSession, service: FakeService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers(service, monkeypatch, service._stream)
        async with reader.get(FILE) as answer:
            assert await answer.content.readany() == b"first;"
            service.release.set()
            assert await answer.content.read() == b"second"

    async def test_what_the_reader_has_is_not_sent(
        self, reader: aiohttp.ClientSession, service: FakeService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def same(request: web.Request) -> web.Response:
            held = request.headers.get("If-None-Match") == '"v1"'
            return web.Response(status=304 if held else 200, headers={"ETag": '"v1"'})

        answers(service, monkeypatch, same)
        async with reader.get(FILE, headers={"If-None-Match": '"v1"'}) as answer:
            assert (answer.status, answer.headers["ETag"]) == (304, '"v1"')

    async def test_a_link_checker_gets_the_headers_alone(
        self, reader: aiohttp.ClientSession, service: FakeService
    ) -> None:
        for _ in range(5):
            async with reader.head(FILE) as answer:
                assert (answer.status, await answer.read()) == (200, b"")


class TestRefusal:
    async def test_one_that_breaks_off_is_never_passed_for_whole(
        self, reader: aiohttp.ClientSession, service: FakeService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def broken(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse()
            await response.prepare(request)
            await response.write(b"id,title\r\n1,half of")
            await asyncio.sleep(0.05)
            assert request.transport is not None
            request.transport.abort()
            return response

        answers(service, monkeypatch, broken)
        for _ in range(3):
            with pytest.raises(aiohttp.ClientPayloadError):
                async with reader.get(FILE) as answer:
                    assert answer.status == 200
                    await answer.read()

    async def test_one_network_has_half_of_the_places_and_never_all(
        self, reader: aiohttp.ClientSession, service: FakeService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers(service, monkeypatch, service._stream)
        async with reader.get(FILE) as one, reader.get(FILE) as two:
            async with reader.get(FILE) as three:
                assert three.status == 503
                assert int(three.headers["Retry-After"]) > 0
            async with reader.get(FILE, headers=OTHER) as elsewhere:
                assert elsewhere.status == 200
                service.release.set()
                assert b"second" in await elsewhere.read()
            assert b"second" in await one.read()
            assert b"second" in await two.read()
        async with reader.get(FILE) as again:
            assert again.status == 200

    async def test_who_comes_when_every_place_is_taken_is_asked_to_come_again(
        self, reader: aiohttp.ClientSession, service: FakeService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers(service, monkeypatch, service._stream)
        async with (
            reader.get(FILE) as one,
            reader.get(FILE),
            reader.get(FILE, headers=OTHER),
            reader.get(FILE, headers=OTHER) as last,
        ):
            assert (one.status, last.status) == (200, 200)
            async with reader.get(FILE, headers=THIRD) as fifth:
                assert fifth.status == 503

    async def test_who_goes_away_gives_the_place_back(
        self, reader: aiohttp.ClientSession, service: FakeService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answers(service, monkeypatch, service._stream)
        for _ in range(3):
            service.cancelled.clear()
            async with reader.get(FILE) as answer:
                await answer.content.readany()
                answer.close()
                async with asyncio.timeout(5):
                    await service.cancelled.wait()
        async with reader.get(FILE) as answer:
            assert answer.status == 200

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/feeds/QE1/feedback.csv", 404),
            ("/feeds/QE1/findings.xlsx", 404),
            ("/feeds/XXX/findings.csv", 404),
            ("/feeds/QE1/findings.csv?licence=%00", 200),
        ],
    )
    async def test_nothing_else_is_a_file_of_open_data(
        self, reader: aiohttp.ClientSession, service: FakeService, path: str, status: int
    ) -> None:
        async with reader.get(path) as answer:
            assert answer.status == status
        assert len(service.seen) == (status == 200)

    @pytest.mark.parametrize(("said", "told"), [(404, 404), (422, 404), (500, 503), (503, 503)])
    async def test_what_the_library_refuses_is_told(
        self,
        reader: aiohttp.ClientSession,
        service: FakeService,
        monkeypatch: pytest.MonkeyPatch,
        said: int,
        told: int,
    ) -> None:
        async def refused(_: web.Request) -> web.Response:
            return web.Response(status=said)

        answers(service, monkeypatch, refused)
        for _ in range(3):
            async with reader.get(FILE) as answer:
                assert answer.status == told
                assert answer.content_type == "application/problem+json"


async def test_the_catalogue_is_kept_like_a_feed(
    reader: aiohttp.ClientSession, service: FakeService
) -> None:
    for _ in range(2):
        async with reader.get("/feeds/QE1/catalogue.ttl") as answer:
            assert answer.status == 200
    assert [one.raw_path for one in service.seen] == ["/api/v1/QE1/insights/feeds/catalogue.ttl"]
