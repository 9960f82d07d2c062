"""Feeds, served from memory."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import FastAPI

from common.errors import FieldError
from common.testing import http
from gateway.feeds.errors import FeedNotUnderstood
from gateway_support import FakeService

AppFactory = Callable[..., FastAPI]
FEED = "/feeds/QE1/findings.atom"


@pytest.fixture
async def reader(gateway_app: AppFactory) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a feed reader; the gateway remembers feeds for a minute."""
    async with http.client(gateway_app(feed_seconds=60)) as client:
        yield client


class TestRead:
    async def test_the_library_is_asked_once_for_many_readers(
        self, reader: httpx.AsyncClient, service: FakeService
    ) -> None:
        answers = await asyncio.gather(*(reader.get(FEED) for _ in range(20)))
        assert {a.status_code for a in answers} == {200}
        assert [s.raw_path for s in service.seen] == ["/api/v1/QE1/insights/feeds/findings.atom"]

    async def test_who_holds_it_gets_304_from_memory(
        self, reader: httpx.AsyncClient, service: FakeService
    ) -> None:
        tag = (await reader.get(FEED)).headers["ETag"]
        held = await reader.get(FEED, headers={"If-None-Match": f'"other", W/{tag}'})
        assert held.status_code == 304
        assert held.headers["ETag"] == tag
        assert held.content == b""
        assert len(service.seen) == 1

    @pytest.mark.parametrize(
        "name", ["events.ics", "events/0190b1f0-5f5e-7000-8000-000000000001.ics"]
    )
    async def test_calendars_are_the_panels_and_kept_alike(
        self, reader: httpx.AsyncClient, service: FakeService, name: str
    ) -> None:
        for _ in range(2):
            assert (await reader.get(f"/feeds/QE1/{name}")).status_code == 200
        assert [s.raw_path for s in service.seen] == [f"/api/v1/QE1/panel/feeds/{name}"]

    @pytest.mark.parametrize("name", ["meetings.ics", "meetings.atom", "popolo.json"])
    async def test_meetings_are_governances(
        self, reader: httpx.AsyncClient, service: FakeService, name: str
    ) -> None:
        assert (await reader.get(f"/feeds/QE1/{name}")).status_code == 200
        assert [s.raw_path for s in service.seen] == [f"/api/v1/QE1/governance/feeds/{name}"]

    @pytest.mark.parametrize("name", ["events/x.ics", "events/../members.ics", "events.json"])
    async def test_no_other_address_of_the_panel_is_a_feed(
        self, reader: httpx.AsyncClient, service: FakeService, name: str
    ) -> None:
        assert (await reader.get(f"/feeds/QE1/{name}")).status_code == 404
        assert service.seen == []

    async def test_another_tag_gets_the_feed(self, reader: httpx.AsyncClient) -> None:
        response = await reader.get(FEED, headers={"If-None-Match": '"another"'})
        assert response.status_code == 200

    async def test_pages_are_kept_apart(
        self, reader: httpx.AsyncClient, service: FakeService
    ) -> None:
        await reader.get(FEED)
        await reader.get(f"{FEED}?cursor=abc")
        assert service.seen[1].raw_path.endswith("findings.atom?cursor=abc")

    async def test_after_its_time_the_library_is_asked_whether_it_changed(
        self, gateway_app: AppFactory, service: FakeService
    ) -> None:
        async with http.client(gateway_app(feed_seconds=0)) as reader:
            await reader.get(FEED)
            await reader.get(FEED)
        assert service.seen[1].headers["If-None-Match"] == '"v1"'

    async def test_the_last_answer_is_served_while_the_library_is_away(
        self, gateway_app: AppFactory, service: FakeService
    ) -> None:
        async with http.client(gateway_app(feed_seconds=0)) as reader:
            before = await reader.get(FEED)
            service.failing = True
            during = await reader.get(FEED)
        assert during.status_code == 200
        assert during.content == before.content

    async def test_without_an_answer_to_serve_it_says_that_the_library_is_away(
        self, reader: httpx.AsyncClient, service: FakeService
    ) -> None:
        service.failing = True
        response = await reader.get(FEED)
        assert response.status_code == 503
        assert response.headers["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize(
        "path", ["/feeds/XYZ/findings.atom", "/feeds/QE1/members.atom", "/feeds/QE1/"]
    )
    async def test_what_is_no_feed_is_404_and_never_asked_for(
        self, reader: httpx.AsyncClient, service: FakeService, path: str
    ) -> None:
        assert (await reader.get(path)).status_code == 404
        assert service.seen == []


class TestOfSearches:
    async def test_each_search_is_asked_for_and_kept_apart(
        self, reader: httpx.AsyncClient, service: FakeService
    ) -> None:
        for query in ("q=late%20%26%20long", "q=late", "q=late"):
            assert (await reader.get(f"{FEED}?{query}")).status_code == 200
        assert [one.raw_path.rpartition("?")[2] for one in service.seen] == [
            "q=late%20%26%20long",
            "q=late",
        ]


def problem(*errors: object) -> bytes:
    return json.dumps({"type": "x", "errors": errors}).encode()


class TestNotUnderstood:
    def test_the_fields_that_the_service_names_are_passed_on(self) -> None:
        told = FeedNotUnderstood(problem({"field": "query.theme", "message": "is too long"}))
        assert (told.status, told.fields) == (422, (FieldError("query.theme", "is too long"),))

    @pytest.mark.parametrize(
        "body", [b"", b"[]", b"null", b"\xff", problem("x"), problem({"field": "x"})]
    )
    def test_whatever_it_answers_it_is_a_problem(self, body: bytes) -> None:
        assert FeedNotUnderstood(body).fields == ()
