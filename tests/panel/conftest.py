"""The panel as people meet it, on a real database, with mail in a folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from common.db.engine import Database
from common.testing.pools import Pools
from panel.keys import PanelKeys
from panel.mail.delivery import PostOffice
from panel.main import build_app
from panel.settings import PanelSettings
from panel_support.samples import system_file
from panel_support.world import World, carrier, load

SCOPES = [
    "panel:read",
    "panel:manage",
    "panel:signup",
    "panel:answer",
    "panel:personal",
    "panel:enrol",
    "panel:entry",
]


@pytest.fixture(scope="session")
def mail_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where application and worker keep mails; `world` empties it."""
    return tmp_path_factory.mktemp("mail")


@pytest.fixture
def panel_settings(service_settings: Callable[..., Any], mail_folder: Path) -> PanelSettings:
    """Development settings, mail in a folder."""
    settings: PanelSettings = service_settings(
        PanelSettings, mail_directory=str(mail_folder), public_url="http://gateway.test"
    )
    return settings


@pytest.fixture
def panel_keys(panel_settings: PanelSettings) -> PanelKeys:
    """The keys that the application has."""
    return PanelKeys.of(panel_settings)


def _empty(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


async def _two_systems(database: Database) -> None:
    await load(database, system_file("QE1"), system_file("QKK"))


@pytest.fixture(scope="session")
async def http(
    service_settings: Callable[..., Any], client: Any, mail_folder: Path
) -> AsyncIterator[AsyncClient]:
    """The panel's application, running as long as the tests do; it keeps nothing in memory."""
    settings = service_settings(
        PanelSettings, mail_directory=str(mail_folder), public_url="http://gateway.test"
    )
    async with client(build_app(settings)) as opened:
        yield opened


@pytest.fixture
async def world(
    *,
    pools: Pools,
    http: AsyncClient,
    panel_settings: PanelSettings,
    panel_keys: PanelKeys,
    token: Callable[..., dict[str, str]],
    mail_folder: Path,
) -> World:
    """Two systems are loaded, and the application runs."""
    database = await pools.filled("panel", _two_systems)
    _empty(mail_folder)
    post_office = PostOffice.of(panel_settings, panel_keys, carrier(mail_folder))
    headers = {ics: token(SCOPES, ics=ics) for ics in ("QE1", "QKK")}
    return World(http, panel_keys, database, post_office, mail_folder, headers)
