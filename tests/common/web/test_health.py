"""Alive, ready, measured."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from types import ModuleType

import httpx
import pytest
from fastapi import FastAPI

from common.db.engine import Database
from common.web import health
from common.web.app import create_app
from common.web.health import NotReady, readiness
from conftest import ClientFactory, SettingsFactory

from .conftest import NOTES, EdgeSettings


@dataclass(frozen=True)
class Saying:
    """A check that says one thing."""

    error: Exception | None
    name: str = "said"

    async def check(self) -> None:
        if self.error is not None:
            raise self.error


class Stuck:
    """A check that never answers."""

    name = "stuck"

    async def check(self) -> None:
        await asyncio.Event().wait()


class TestLive:
    async def test_it_is_alive_without_its_database(
        self, edge_package: ModuleType, service_settings: SettingsFactory, client: ClientFactory
    ) -> None:
        nowhere = Database("postgresql://edge_app@127.0.0.1:1/nowhere", schema="edge")
        app = create_app(service_settings(EdgeSettings), title="Edge", routers=[], database=nowhere)

        async with client(app) as http:
            live, ready = await http.get("/health/live"), await http.get("/health/ready")

        assert live.status_code == 200
        assert ready.status_code == 503
        assert ready.json()["checks"] == {
            "database": "does not answer",
            "migrations": "does not answer",
        }
        assert "127.0.0.1" not in ready.text


class TestReady:
    async def test_it_is_ready_at_the_right_revision(
        self, edge_app: FastAPI, client: ClientFactory
    ) -> None:
        async with client(edge_app) as http:
            answer = await http.get("/health/ready")

        assert answer.json() == {"status": "ok", "checks": {"database": "ok", "migrations": "ok"}}

    async def test_at_another_revision_it_says_so_and_is_not_ready(
        self,
        edge_database: Database,
        edge_package: ModuleType,
        service_settings: SettingsFactory,
        client: ClientFactory,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(edge_package, "SCHEMA_REVISION", "0002")
        app = create_app(
            service_settings(EdgeSettings), title="Edge", routers=[], database=edge_database
        )
        async with client(app) as http:
            answer = await http.get("/health/ready")

        assert answer.status_code == 503
        assert "needs 0002" in answer.json()["checks"]["migrations"]

    @pytest.mark.parametrize(
        ("error", "word"),
        [
            (NotReady("the log is full"), "the log is full"),
            (RuntimeError("password=hunter2"), "does not answer"),
            (None, "ok"),
        ],
    )
    async def test_a_services_own_check_counts(self, error: Exception | None, word: str) -> None:
        assert await readiness([Saying(error)]) == (error is None, {"said": word})

    async def test_a_check_that_does_not_answer_is_bounded(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(health, "CHECK_SECONDS", 0.05)

        ready, words = await readiness([Stuck()])

        assert not ready
        assert words["stuck"].startswith("no answer within")


class TestMetrics:
    async def test_requests_are_counted_by_template_and_never_by_path(
        self, http: httpx.AsyncClient
    ) -> None:
        await http.get(f"{NOTES}/0191d9a8-1111-7000-8000-000000000001")
        await http.get("/no/such/address/ada@example.org")

        text = (await http.get("/metrics")).text

        assert 'route="/api/v1/{ics}/edge/notes/{note_id}",status="404"' in text
        assert 'route="unmatched",status="404"' in text
        assert "0191d9a8" not in text
        assert "ada" not in text
