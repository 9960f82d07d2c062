"""Whatever is sent to a service, it answers as its OpenAPI document says, never with a fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Response

from common.db.engine import Database
from common.testing.http import TestKeys
from common.testing.postgres import TestDatabases, run
from common.web.app import create_app
from common.web.dependencies import Principal, requires
from common.web.routing import Router
from conftest import ROOT, SettingsFactory
from contract.fuzz import complaints, of_system, serving
from local_runner.contracts import service_settings as settings_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

Anyone = Annotated[Principal, requires()]

SYSTEM = ROOT / "deploy/local/src/local_runner/data/systems/QE1.json"

SCOPES = {
    "panel": ["panel:read", "panel:manage", "panel:signup", "panel:answer", "panel:personal"],
    "insights": [
        "insights:read",
        "insights:deposit",
        "insights:publish",
        "insights:manage",
        "insights:label",
    ],
    "governance": [
        "governance:read",
        "governance:manage",
        "governance:ask",
        "governance:personal",
    ],
}


def load(service: str, settings: Any, *options: str) -> None:
    """Run a service's load command with the sample system."""
    environment = {n: v for n, v in os.environ.items() if not n.startswith("GT_")}
    environment |= {
        "GT_ENVIRONMENT": "development",
        "GT_DATABASE_URL": settings.database_url.get_secret_value(),
        "GT_EVENT_LOG": "postgres",
        "GT_EVENT_LOG_URL": settings.event_log_url.get_secret_value(),
        "GT_TOKEN_KEYS": settings.token_keys,
    }
    done = subprocess.run(
        [sys.executable, "-m", f"{service}.load", str(SYSTEM), *options],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


class TestServices:
    @pytest.fixture(params=sorted(SCOPES))
    def service(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    def test_it_answers_as_its_document_says(
        self,
        service: str,
        databases: TestDatabases,
        service_settings: SettingsFactory,
        token_keys: TestKeys,
    ) -> None:
        databases.migrate(service)
        run(databases.empty(service))
        settings = service_settings(settings_of(service))
        load(service, settings)
        app: FastAPI = import_module(f"{service}.main").build_app(settings)

        with serving(app) as address:
            found = complaints(
                of_system(app.openapi(), "QE1"), address, token_keys.token(SCOPES[service])
            )

        assert found == []


class TestGateway:
    def test_it_answers_as_its_document_says(
        self, databases: TestDatabases, service_settings: SettingsFactory, tmp_path: Path
    ) -> None:
        databases.migrate("gateway")
        run(databases.empty("gateway"))
        settings = service_settings(settings_of("gateway"), key_rate=100_000, form_seconds=0)
        secrets = tmp_path / "secrets.json"
        load("gateway", settings, "--secrets", str(secrets))
        app: FastAPI = import_module("gateway.main").build_app(settings)
        document = of_system(app.openapi(), "QE1")
        document["paths"] = {p: o for p, o in document["paths"].items() if p.startswith("/api/")}

        with serving(app) as address:
            found = complaints(document, address, manager(json.loads(secrets.read_text())))

        assert found == []


def manager(secrets: Any) -> dict[str, str]:
    """Give the Authorization header of a key that may manage the gateway."""
    keys: dict[str, str] = secrets["QE1"]
    name = next(name for name in keys if "operator" in name.lower() or "manage" in name.lower())
    return {"Authorization": f"Bearer {keys[name]}"}


class TestTheTest:
    """A service that breaks its word in each way is found out."""

    def test_a_service_that_breaks_its_word_is_found_out(
        self, edge_of_contract: FastAPI, token_keys: TestKeys
    ) -> None:
        with serving(edge_of_contract) as address:
            found = complaints(
                of_system(edge_of_contract.openapi(), "QE1"), address, token_keys.token([])
            )

        text = "\n".join(found)
        assert "GET /api/v1/{ics}/panel/fault: 500 Server error" in text
        assert "GET /api/v1/{ics}/panel/plain: 404 as text/plain, not as a problem" in text
        assert "GET /api/v1/{ics}/panel/teapot: 418 Undocumented status code" in text
        assert "GET /api/v1/{ics}/panel/lie: 200 Response violates schema" in text

    @pytest.fixture
    def edge_of_contract(
        self, databases: TestDatabases, service_settings: SettingsFactory
    ) -> FastAPI:
        router = Router(prefix="/api/v1/{ics}/panel")

        @router.get("/fault")
        async def fault(_: Anyone) -> dict[str, int]:
            raise RuntimeError

        @router.get("/plain")
        async def plain(_: Anyone) -> Response:
            return Response("no", 404, media_type="text/plain")

        @router.get("/teapot")
        async def teapot(_: Anyone) -> Response:
            return Response(status_code=418)

        @router.get("/lie", response_model=dict[str, int])
        async def lie(_: Anyone) -> Response:
            return Response(b'{"a": "b"}', media_type="application/json")

        settings = service_settings(settings_of("panel"))
        database = Database(databases.server.url("panel_app"), schema="panel")
        return create_app(settings, title="Liar", routers=[router], database=database)
