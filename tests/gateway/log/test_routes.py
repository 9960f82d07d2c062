"""The decision log's public addresses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import FastAPI

from common.testing import http
from gateway_support import FakeService

pytestmark = pytest.mark.rule("governance.12")

AppFactory = Callable[..., FastAPI]


@pytest.fixture
async def reader(gateway_app: AppFactory) -> AsyncIterator[httpx.AsyncClient]:
    """Anybody."""
    async with http.client(gateway_app()) as client:
        yield client


class TestRead:
    @pytest.mark.parametrize(
        "file",
        ["checkpoint", "tile/0/000", "tile/1/x001/234.p/17", "tile/entries/x001/x234/067.p/8"],
    )
    async def test_a_file_is_read_from_governance_without_a_key(
        self, reader: httpx.AsyncClient, service: FakeService, file: str
    ) -> None:
        response = await reader.get(f"/log/QE1/{file}")
        assert response.status_code == 200
        [seen] = service.seen
        assert seen.raw_path == f"/api/v1/QE1/governance/log/{file}"
        assert "Authorization" not in seen.headers

    async def test_only_what_a_reader_needs_is_passed_on(self, reader: httpx.AsyncClient) -> None:
        response = await reader.get("/log/QE1/checkpoint")
        assert response.headers["ETag"] == '"v1"'
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in response.headers

    async def test_what_a_reader_holds_is_told(
        self, reader: httpx.AsyncClient, service: FakeService
    ) -> None:
        await reader.get("/log/QE1/checkpoint", headers={"If-None-Match": '"v0"'})
        assert service.seen[0].headers["If-None-Match"] == '"v0"'

    @pytest.mark.parametrize(
        "path",
        [
            "/log/QE1/", "/log/QE1/tile/0/0", "/log/QE1/tile/entries", "/log/QE1/proofs/inclusion",
            "/log/QE1/tile/0/../../decisions", "/log/QE1/tile/0/000.p/1000", "/log/XYZ/checkpoint",
            "/log/qe1/checkpoint", "/log/QE1/checkpoint/x",
        ],
    )  # fmt: skip
    async def test_nothing_else_is_asked_for(
        self, reader: httpx.AsyncClient, service: FakeService, path: str
    ) -> None:
        assert (await reader.get(path)).status_code == 404
        assert service.seen == []

    async def test_while_governance_is_away_it_says_so(
        self, reader: httpx.AsyncClient, service: FakeService
    ) -> None:
        service.failing = True
        response = await reader.get("/log/QE1/checkpoint")
        assert response.status_code == 503
        assert response.headers["Content-Type"] == "application/problem+json"
