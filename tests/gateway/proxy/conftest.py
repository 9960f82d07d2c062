"""A client of a gateway that is served for real."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from fastapi import FastAPI

from common.db.engine import Database
from gateway_support import browser_like, new_key, served

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
