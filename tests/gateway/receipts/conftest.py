"""A gateway with a real panel behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from common.testing import http
from gateway_support import served
from panel.keys import PanelKeys
from panel.main import build_app as build_panel
from panel.settings import PanelSettings


@pytest.fixture
def panel_keys(service_settings: Any) -> PanelKeys:
    """The keys that the panel has."""
    return PanelKeys.of(service_settings(PanelSettings))


@pytest.fixture
async def visitor(
    gateway_app: Callable[..., FastAPI], service_settings: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without a key."""
    async with (
        served(build_panel(service_settings(PanelSettings))) as panel_url,
        http.client(gateway_app(panel_url=panel_url)) as client,
    ):
        yield client
