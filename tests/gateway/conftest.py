"""Fixtures of the gateway's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from fastapi import FastAPI

from common.db.engine import Database
from gateway.main import build_app
from gateway.settings import GatewaySettings
from gateway_support import FakeService, add_systems

AppFactory = Callable[..., FastAPI]


@pytest.fixture
async def service() -> AsyncIterator[FakeService]:
    """A real small server on loopback that stands for every service."""
    async with FakeService().run() as fake:
        yield fake


@pytest.fixture
async def gateway_app(
    gateway_database: Database, service_settings: Any, service: FakeService
) -> AppFactory:
    """Give ``gateway_app(**settings)``: a gateway whose services are the fake one."""
    await add_systems(gateway_database)

    def make(**overrides: Any) -> FastAPI:
        values: dict[str, Any] = {
            "panel_url": service.url,
            "insights_url": service.url,
            "governance_url": service.url,
            "public_url": "http://gateway.test",
            "connect_timeout": 0.5,
            "idle_timeout": 0.5,
            "total_timeout": 5.0,
            "key_cache_seconds": 0.0,
            "challenge_difficulty": 50,
            "unproved_rate": 100,
            "unproved_system_rate": 1000,
            "unproved_seconds": 0.0,
        }
        return build_app(service_settings(GatewaySettings, **{**values, **overrides}))

    return make
