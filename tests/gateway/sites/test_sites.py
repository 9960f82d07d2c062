"""Registered sites: their administration, and what they are for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import FastAPI

from common.db.engine import Database
from common.testing import http
from gateway.sites.service import origin_of
from gateway_support import QKK, new_key

AppFactory = Callable[..., FastAPI]
SITES = "/api/v1/QE1/gateway/sites"
ICS = {"name": "ICS", "origin": "https://ics.example"}


@pytest.fixture
async def admin(
    gateway_app: AppFactory, gateway_database: Database
) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a key that may manage the gateway."""
    app = gateway_app()
    key = await new_key(gateway_database, app.state.parts, ["gateway:manage"])
    async with http.client(app) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        yield client


class TestOrigin:
    @pytest.mark.parametrize(
        ("text", "origin"),
        [
            ("https://www.example.org", "https://www.example.org"),
            ("https://www.example.org:443", "https://www.example.org"),
            ("https://www.example.org:8443", "https://www.example.org:8443"),
            ("http://127.0.0.1:8090", "http://127.0.0.1:8090"),
            ("http://localhost", "http://localhost"),
        ],
    )
    def test_an_origin_is_kept_as_browsers_send_it(self, text: str, origin: str) -> None:
        assert origin_of(text) == origin

    @pytest.mark.parametrize(
        "text",
        [
            "http://www.example.org",
            "https://www.example.org/",
            "https://www.example.org/path",
            "https://*.example.org",
            "https://user@example.org",
            "*",
            "null",
            "https://a.example; script-src *",
            "https://a.example 'unsafe-inline'",
            "javascript:alert(1)",
        ],
    )
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="must"):
            origin_of(text)


class TestRegister:
    async def test_a_registered_site_may_frame_the_form_at_once(
        self, admin: httpx.AsyncClient
    ) -> None:
        created = await admin.post(SITES, json=ICS)
        assert created.status_code == 201
        policy = (await admin.get("/embed/QE1/join")).headers["Content-Security-Policy"]
        assert "frame-ancestors https://ics.example" in policy

    async def test_twice_is_refused(self, admin: httpx.AsyncClient) -> None:
        await admin.post(SITES, json=ICS)
        assert (await admin.post(SITES, json=ICS)).status_code == 409

    async def test_an_address_that_is_no_origin_names_the_field(
        self, admin: httpx.AsyncClient
    ) -> None:
        response = await admin.post(SITES, json={"name": "x", "origin": "https://x.example/path"})
        assert response.status_code == 422
        assert response.json()["errors"][0]["field"] == "body.origin"


class TestRemove:
    async def test_it_needs_the_version_that_was_read(self, admin: httpx.AsyncClient) -> None:
        created = await admin.post(SITES, json=ICS)
        address = created.headers["Location"]
        assert (await admin.delete(address)).status_code == 428
        assert (await admin.delete(address, headers={"If-Match": '"v9"'})).status_code == 412
        gone = await admin.delete(address, headers={"If-Match": created.headers["ETag"]})
        assert gone.status_code == 204
        policy = (await admin.get("/embed/QE1/join")).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy

    async def test_another_systems_site_is_not_there(
        self, admin: httpx.AsyncClient, gateway_database: Database, gateway_app: AppFactory
    ) -> None:
        created = await admin.post(SITES, json=ICS)
        parts = gateway_app().state.parts
        other = await new_key(gateway_database, parts, ["gateway:manage"], QKK)
        await parts.database.dispose()
        response = await admin.delete(
            f"/api/v1/QKK/gateway/sites/{created.json()['id']}",
            headers={"If-Match": '"v1"', "Authorization": f"Bearer {other}"},
        )
        assert response.status_code == 404


class TestCors:
    FEED = "/feeds/QE1/findings.json"

    async def test_a_registered_origin_may_read_feeds(self, admin: httpx.AsyncClient) -> None:
        await admin.post(SITES, json={**ICS, "uses": ["feeds"]})
        response = await admin.get(self.FEED, headers={"Origin": "https://ics.example"})
        assert response.headers["Access-Control-Allow-Origin"] == "https://ics.example"
        assert "Access-Control-Allow-Credentials" not in response.headers

    @pytest.mark.parametrize(
        "origin", ["https://evil.example", "https://ics.example.evil.example", "null"]
    )
    async def test_no_other_origin_may(self, admin: httpx.AsyncClient, origin: str) -> None:
        await admin.post(SITES, json={**ICS, "uses": ["feeds"]})
        response = await admin.get(self.FEED, headers={"Origin": origin})
        assert "Access-Control-Allow-Origin" not in response.headers
        assert response.headers["Vary"] == "Origin"

    async def test_a_site_registered_for_frames_alone_may_not_read_feeds(
        self, admin: httpx.AsyncClient
    ) -> None:
        await admin.post(SITES, json={**ICS, "uses": ["embed"]})
        response = await admin.get(self.FEED, headers={"Origin": "https://ics.example"})
        assert "Access-Control-Allow-Origin" not in response.headers

    async def test_the_api_is_never_opened(self, admin: httpx.AsyncClient) -> None:
        await admin.post(SITES, json=ICS)
        response = await admin.get(SITES, headers={"Origin": "https://ics.example"})
        assert "Access-Control-Allow-Origin" not in response.headers

    async def test_a_preflight_is_answered_for_registered_origins(
        self, admin: httpx.AsyncClient
    ) -> None:
        await admin.post(SITES, json=ICS)
        sent = {"Origin": "https://ics.example", "Access-Control-Request-Method": "GET"}
        response = await admin.options(self.FEED, headers=sent)
        assert response.status_code == 204
        assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
