"""The real library behind the door, for pages that show what is in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI

from common.db.engine import Database
from common.testing import http
from common.testing.clock import FakeClock
from gateway_support import PATIENT, SLUG, served
from insights.dependencies import current_time
from insights.load import load_system
from insights.main import build_app
from insights.settings import InsightsSettings
from insights_support import Library, TokenFactory, system_file


@pytest.fixture
async def library(
    insights_database: Database,
    service_settings: Any,
    tmp_path: Path,
    token: TokenFactory,
    clock: FakeClock,
) -> AsyncIterator[Library]:
    """The real library; it listens on loopback at its ``url``."""
    await load_system(insights_database, orjson.dumps({**system_file(), "slug": SLUG}))
    settings = service_settings(InsightsSettings, files_directory=str(tmp_path / "files"))
    app = build_app(settings)
    app.dependency_overrides[current_time] = clock
    async with (
        served(app) as url,
        httpx.AsyncClient(base_url=url) as own,
    ):
        made = Library(own, token, insights_database, clock, app.state.files)
        made.url = url  # type: ignore[attr-defined]
        yield made


@pytest.fixture
async def door(
    gateway_app: Callable[..., FastAPI], library: Library
) -> AsyncIterator[tuple[FastAPI, httpx.AsyncClient]]:
    """A gateway before it, that keeps feeds for a minute, and somebody with a browser."""
    app = gateway_app(insights_url=library.url, feed_seconds=60, **PATIENT)  # type: ignore[attr-defined]
    async with http.client(app) as client:
        yield app, client


@pytest.fixture
def visitor(door: tuple[FastAPI, httpx.AsyncClient]) -> httpx.AsyncClient:
    return door[1]
