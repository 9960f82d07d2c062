"""The public address of a system's repository."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from common.testing import http
from gateway_support import FakeService

AppFactory = Callable[..., FastAPI]


@pytest.fixture
async def harvester(gateway_app: AppFactory) -> AsyncIterator[httpx.AsyncClient]:
    """Anybody."""
    async with http.client(gateway_app()) as client:
        yield client


def asked(service: FakeService) -> list[tuple[str, str]]:
    """Give the arguments that the library was asked with."""
    [seen] = service.seen
    address = urlsplit(str(seen.raw_path))
    assert address.path == "/api/v1/QE1/insights/feeds/oai"
    [(name, encoded)] = parse_qsl(address.query)
    assert name == "arguments"
    return parse_qsl(encoded, keep_blank_values=True)


class TestHarvest:
    @pytest.mark.parametrize("method", ["GET", "POST"])
    async def test_arguments_reach_the_library_as_they_were_sent(
        self, harvester: httpx.AsyncClient, service: FakeService, method: str
    ) -> None:
        sent = {"verb": "ListRecords", "from": "2026-11-01", "set": "theme:a&b", "x": ""}
        how = {"params": sent} if method == "GET" else {"data": sent}
        response = await harvester.request(method, "/oai/QE1", **how)  # type: ignore[arg-type]
        assert response.status_code == 200
        assert asked(service) == list(sent.items())
        assert "Authorization" not in service.seen[0].headers

    async def test_a_repeated_argument_stays_repeated(
        self, harvester: httpx.AsyncClient, service: FakeService
    ) -> None:
        await harvester.get("/oai/QE1?verb=Identify&verb=ListSets")
        assert asked(service) == [("verb", "Identify"), ("verb", "ListSets")]

    async def test_what_is_too_long_is_not_passed_on(
        self, harvester: httpx.AsyncClient, service: FakeService
    ) -> None:
        await harvester.get("/oai/QE1", params={"verb": "GetRecord", "identifier": "x" * 4_000})
        assert asked(service) == [("verb", "")]

    async def test_a_system_that_is_not_there_is_not_asked_for(
        self, harvester: httpx.AsyncClient, service: FakeService
    ) -> None:
        assert (await harvester.get("/oai/QZZ?verb=Identify")).status_code == 404
        assert service.seen == []

    async def test_answers_are_for_everyone_and_kept_by_nobody(
        self, harvester: httpx.AsyncClient
    ) -> None:
        response = await harvester.get("/oai/QE1?verb=Identify")
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "ETag" not in response.headers

    async def test_while_the_library_is_away_it_says_so(
        self, harvester: httpx.AsyncClient, service: FakeService
    ) -> None:
        service.failing = True
        response = await harvester.get("/oai/QE1?verb=Identify")
        assert response.status_code == 503
        assert response.headers["Content-Type"] == "application/problem+json"
