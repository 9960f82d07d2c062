"""A client of a gateway that is served for real, and a library behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
from fastapi import FastAPI

from common.db.engine import Database
from gateway_support import browser_like, new_key, served
from insights.load import load_system
from insights.main import build_app
from insights.settings import InsightsSettings
from insights_support import system_file

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


@pytest.fixture
async def library(
    insights_database: Database, service_settings: Any, tmp_path: Path
) -> AsyncIterator[tuple[FastAPI, str]]:
    """The real library, and where it listens."""
    await load_system(insights_database, orjson.dumps(system_file()))
    app = build_app(service_settings(InsightsSettings, files_directory=str(tmp_path / "files")))
    async with served(app) as url:
        yield app, url
