"""Administration of API keys, through the door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from common.db.engine import Database
from common.testing import http
from gateway_support import QE1, QKK, FakeService, new_key

AppFactory = Callable[..., FastAPI]
KEYS = "/api/v1/QE1/gateway/keys"
NEW = {"name": "Healthwatch", "scopes": ["insights:read"]}


@pytest.fixture
async def app(gateway_app: AppFactory) -> FastAPI:
    """A gateway that remembers keys for no time at all."""
    return gateway_app()


@pytest.fixture
async def admin(app: FastAPI, gateway_database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a key that may manage the gateway."""
    key = await new_key(gateway_database, app.state.parts, ["gateway:manage"])
    async with http.client(app) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        yield client


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


async def works(client: httpx.AsyncClient, secret: str) -> bool:
    """Say whether a key opens the door to a service."""
    response = await client.get("/api/v1/QE1/insights/findings", headers=bearer(secret))
    assert response.status_code in {200, 401}
    return response.status_code == 200


class TestCreate:
    async def test_the_secret_is_shown_once(self, admin: httpx.AsyncClient) -> None:
        created = await admin.post(KEYS, json=NEW)
        assert created.status_code == 201
        assert created.headers["Cache-Control"] == "no-store"
        secret = created.json()["secret"]
        assert await works(admin, secret)
        read = await admin.get(created.headers["Location"])
        assert "secret" not in read.json()
        assert secret not in (await admin.get(KEYS)).text

    async def test_the_database_holds_no_secret(
        self, admin: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        sent = {"Idempotency-Key": "make-one"}
        secret = (await admin.post(KEYS, json=NEW, headers=sent)).json()["secret"]
        async with gateway_database.reading(QE1) as session:
            rows = (await session.execute(text("SELECT k::text FROM api_keys k"))).scalars()
            kept = (
                await session.execute(text("SELECT encode(body, 'escape') FROM idempotency_keys"))
            ).scalars()
            everything = " ".join([*rows, *kept])
        assert secret not in everything
        assert secret.encode().hex() not in everything
        assert secret[-38:] not in everything

    async def test_repeated_with_its_key_it_makes_no_second_key(
        self, admin: httpx.AsyncClient
    ) -> None:
        sent = {"Idempotency-Key": "make-one"}
        first = (await admin.post(KEYS, json=NEW, headers=sent)).json()
        second = (await admin.post(KEYS, json=NEW, headers=sent)).json()
        assert second["id"] == first["id"]
        assert "secret" not in second

    async def test_an_unknown_scope_is_refused(self, admin: httpx.AsyncClient) -> None:
        response = await admin.post(KEYS, json={"name": "x", "scopes": ["panel:everything"]})
        assert response.status_code == 422
        assert response.json()["errors"][0]["field"] == "body.scopes"

    @pytest.mark.parametrize("scope", ["panel:signup", "panel:answer"])
    async def test_the_scopes_of_our_own_pages_cannot_be_given(
        self, admin: httpx.AsyncClient, scope: str
    ) -> None:
        response = await admin.post(KEYS, json={"name": "x", "scopes": [scope]})
        assert response.status_code == 422

    async def test_an_unknown_field_is_refused(self, admin: httpx.AsyncClient) -> None:
        response = await admin.post(KEYS, json={**NEW, "admin": True})
        assert response.status_code == 422

    async def test_it_needs_the_scope(
        self, app: FastAPI, admin: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        other = await new_key(gateway_database, app.state.parts, ["panel:manage"])
        response = await admin.post(KEYS, json=NEW, headers=bearer(other))
        assert response.status_code == 403


class TestRead:
    async def test_a_key_of_another_system_is_not_there(
        self, app: FastAPI, admin: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        other = await new_key(gateway_database, app.state.parts, ["gateway:manage"], QKK)
        created = (await admin.post(KEYS, json=NEW)).json()
        address = f"/api/v1/QKK/gateway/keys/{created['id']}"
        assert (await admin.get(address, headers=bearer(other))).status_code == 404
        assert (await admin.get(address)).status_code == 404

    async def test_when_it_was_used_is_known_to_the_hour(self, admin: httpx.AsyncClient) -> None:
        created = (await admin.post(KEYS, json=NEW)).json()
        assert created["last_used_at"] is None
        await works(admin, created["secret"])
        used = (await admin.get(f"{KEYS}/{created['id']}")).json()["last_used_at"]
        moment = datetime.fromisoformat(used)
        assert moment.minute == moment.second == moment.microsecond == 0
        assert datetime.now(UTC) - moment < timedelta(hours=1, minutes=1)

    async def test_pages_lead_on(self, admin: httpx.AsyncClient) -> None:
        for _ in range(3):
            await admin.post(KEYS, json=NEW)
        first = await admin.get(f"{KEYS}?limit=2")
        second = await admin.get(f"{KEYS}?limit=2&cursor={first.json()['next_cursor']}")
        ids = [item["id"] for page in (first, second) for item in page.json()["items"]]
        assert len(set(ids)) == 4
        assert 'rel="next"' in first.headers["Link"]


class TestRotate:
    async def test_both_keys_work_until_the_overlap_ends(
        self, admin: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        old = (await admin.post(KEYS, json=NEW)).json()
        new = (await admin.post(f"{KEYS}/{old['id']}/rotate", json={"overlap_hours": 1})).json()
        assert new["replaces_id"] == old["id"]
        assert new["scopes"] == old["scopes"]
        assert await works(admin, old["secret"])
        assert await works(admin, new["secret"])
        async with gateway_database.transaction(QE1) as session:
            await session.execute(
                text("UPDATE api_keys SET expires_at = now() - interval '1 s' WHERE id = :id"),
                {"id": old["id"]},
            )
        assert not await works(admin, old["secret"])
        assert await works(admin, new["secret"])

    async def test_without_overlap_the_old_key_ends_at_once(self, admin: httpx.AsyncClient) -> None:
        old = (await admin.post(KEYS, json=NEW)).json()
        await admin.post(f"{KEYS}/{old['id']}/rotate", json={"overlap_hours": 0})
        assert not await works(admin, old["secret"])

    async def test_a_key_is_rotated_once(self, admin: httpx.AsyncClient) -> None:
        old = (await admin.post(KEYS, json=NEW)).json()
        await admin.post(f"{KEYS}/{old['id']}/rotate", json={})
        again = await admin.post(f"{KEYS}/{old['id']}/rotate", json={})
        assert again.status_code == 409

    async def test_rotation_does_not_lengthen_a_keys_life(self, admin: httpx.AsyncClient) -> None:
        end = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
        old = (await admin.post(KEYS, json={**NEW, "expires_at": end})).json()
        new = (await admin.post(f"{KEYS}/{old['id']}/rotate", json={})).json()
        assert new["expires_at"] == old["expires_at"]
        kept = (await admin.get(f"{KEYS}/{old['id']}")).json()
        assert kept["expires_at"] == old["expires_at"]


class TestRevoke:
    async def test_it_stops_working(self, admin: httpx.AsyncClient) -> None:
        key = (await admin.post(KEYS, json=NEW)).json()
        assert await works(admin, key["secret"])
        revoked = await admin.post(f"{KEYS}/{key['id']}/revoke")
        assert revoked.json()["revoked_at"] is not None
        assert not await works(admin, key["secret"])

    async def test_it_stops_working_at_once_where_it_was_remembered(
        self, gateway_app: AppFactory, gateway_database: Database, service: FakeService
    ) -> None:
        app = gateway_app(key_cache_seconds=5.0)
        manager = await new_key(gateway_database, app.state.parts, ["gateway:manage"])
        async with http.client(app) as client:
            client.headers.update(bearer(manager))
            key = (await client.post(KEYS, json=NEW)).json()
            assert await works(client, key["secret"])
            await client.post(f"{KEYS}/{key['id']}/revoke")
            assert not await works(client, key["secret"])

    async def test_a_revoked_key_cannot_be_rotated(self, admin: httpx.AsyncClient) -> None:
        key = (await admin.post(KEYS, json=NEW)).json()
        await admin.post(f"{KEYS}/{key['id']}/revoke")
        again = await admin.post(f"{KEYS}/{key['id']}/rotate", json={})
        assert again.status_code == 409

    async def test_doing_it_again_changes_nothing(self, admin: httpx.AsyncClient) -> None:
        key = (await admin.post(KEYS, json=NEW)).json()
        first = (await admin.post(f"{KEYS}/{key['id']}/revoke")).json()
        assert (await admin.post(f"{KEYS}/{key['id']}/revoke")).json() == first
