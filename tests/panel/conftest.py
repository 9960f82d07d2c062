"""The panel as people meet it, on a real database, with mail in a folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from common.db.engine import Database
from panel.keys import PanelKeys
from panel.mail.delivery import PostOffice
from panel.main import build_app
from panel.settings import PanelSettings
from panel_support.samples import system_file
from panel_support.world import World, carrier, load

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

SCOPES = ["panel:read", "panel:manage", "panel:signup", "panel:answer", "panel:personal"]


@pytest.fixture
def panel_settings(service_settings: Callable[..., Any], tmp_path: Path) -> PanelSettings:
    """Development settings, mail in this test's own folder."""
    settings: PanelSettings = service_settings(
        PanelSettings, mail_directory=str(tmp_path / "mail"), public_url="http://gateway.test"
    )
    return settings


@pytest.fixture
def panel_keys(panel_settings: PanelSettings) -> PanelKeys:
    """The keys that the application has."""
    return PanelKeys.of(panel_settings)


@pytest.fixture
async def world(
    *,
    panel_database: Database,
    panel_settings: PanelSettings,
    panel_keys: PanelKeys,
    client: Callable[..., Any],
    token: Callable[..., dict[str, str]],
    tmp_path: Path,
) -> AsyncIterator[World]:
    """Two systems are loaded, and the application runs."""
    await load(panel_database, system_file("QE1"), system_file("QKK"))
    directory = tmp_path / "mail"
    post_office = PostOffice.of(panel_settings, panel_keys, carrier(directory))
    headers = {ics: token(SCOPES, ics=ics) for ics in ("QE1", "QKK")}
    async with client(build_app(panel_settings)) as http:
        yield World(http, panel_keys, panel_database, post_office, directory, headers)
