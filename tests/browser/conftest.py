"""A real browser, and what it visits: the gateway with the panel behind it, and an ICS's own site
on another origin."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from aiohttp import web
from playwright.async_api import Browser, async_playwright

from browser_support import System, Visits
from common.db.engine import Database
from common.mail.carriers import carrier_of
from common.testing.clock import FakeClock
from gateway.load import load_system
from gateway.main import build_app
from gateway.settings import GatewaySettings
from gateway_support import QE1, SLUG, free_listener, served
from insights.load import load_system as load_library
from insights.main import build_app as build_library
from insights.settings import InsightsSettings
from insights_support import Library, TokenFactory, system_file
from panel.keys import PanelKeys
from panel.load import load_file, read_file
from panel.mail.delivery import PostOffice
from panel.main import build_app as build_panel
from panel.settings import PanelSettings

CHROMIUM = "/usr/bin/chromium"
_NEVER_SHOWN = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
"""Pages of the browser's own, for its address bar: each context loaded them, for over a second of
a processor, and nobody saw them."""
_LEFT_OUT_BY_PLAYWRIGHT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect"),
    *("TcpPortRandomizationWin", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"),
    *("PreconnectToSearch", "msForceBrowserSignIn", "msEdgeUpdateLaunchServicesPreferredVersion"),
)
"""Repeated, since of two such lists Chromium follows the last."""
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    f"--disable-features={','.join((*_NEVER_SHOWN, *_LEFT_OUT_BY_PLAYWRIGHT))}",
]
SCOPES = ["panel:read", "panel:manage", "panel:personal", "panel:enrol"]
SYSTEM_FILE = Path(__file__).parents[2] / "deploy/local/src/local_runner/data/systems/QE1.json"


@pytest.fixture
async def system(
    gateway_database: Database, panel_database: Database, service_settings: Any, tmp_path: Path
) -> AsyncIterator[System]:
    """The gateway, the panel and two other websites, each on a port of its own."""
    gateway_listener, url = free_listener()
    mail = tmp_path / "mail"
    panel_settings = service_settings(PanelSettings, public_url=url, mail_directory=str(mail))
    await load_file(panel_database, read_file(SYSTEM_FILE))
    async with AsyncExitStack() as stack:
        panel_url = await stack.enter_async_context(served(build_panel(panel_settings)))
        settings = service_settings(
            GatewaySettings,
            public_url=url,
            panel_url=panel_url,
            form_seconds=0.2,
            unproved_seconds=0.2,
            unproved_rate=100,
        )
        app = build_app(settings)
        registered = await stack.enter_async_context(_website(url))
        stranger = await stack.enter_async_context(_website(url))
        keys = await load_system(gateway_database, app.state.parts.keys, _content(registered))
        await stack.enter_async_context(served(app, gateway_listener))
        staff = await stack.enter_async_context(httpx.AsyncClient(base_url=url))
        staff.headers["Authorization"] = f"Bearer {keys['team']}"
        panel_keys = PanelKeys.of(panel_settings)
        post_office = PostOffice.of(panel_settings, panel_keys, carrier_of(panel_settings))
        yield System(
            url,
            registered,
            stranger,
            gateway_database,
            staff,
            post_office,
            panel_database,
            panel_keys,
            mail,
        )


def _content(origin: str) -> dict[str, Any]:
    return {
        "code": str(QE1),
        "slug": SLUG,
        "name": "Lancashire and South Cumbria",
        "api_keys": [{"name": "team", "scopes": SCOPES}],
        "sites": [{"name": "ICS", "origin": origin}],
    }


@asynccontextmanager
async def _website(gateway: str) -> AsyncIterator[str]:
    """Serve a website that shows the form: by the script at /, in a plain frame at /frame;
    and a poll by its script at /poll/ with the poll's id."""
    form = f"{gateway}/embed/QE1/join"
    pages = {
        "/": f'<script src="{form}.js" async></script>',
        "/frame": f'<iframe src="{form}" title="Join the panel" width="600" height="600"></iframe>',
    }

    async def answer(request: web.Request) -> web.Response:
        content = pages.get(request.path)
        if request.path.startswith("/poll/"):
            address = f"{gateway}/embed/QE1/polls/{request.path.removeprefix('/poll/')}"
            content = f'<script src="{address}.js" async></script>'
        if content is None:
            return web.Response(status=404)
        head = '<!doctype html><html lang="en"><title>ICS</title><link rel="icon" href="data:,">'
        html = f"{head}<h1>ICS</h1>{content}"
        return web.Response(text=html, content_type="text/html")

    application = web.Application()
    application.router.add_get("/{tail:.*}", answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    listener, url = free_listener()
    await web.SockSite(runner, listener).start()
    try:
        yield url
    finally:
        await runner.cleanup()


@pytest.fixture(scope="session")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """Debian's Chromium, with a home of its own, for all tests of this worker."""
    home = tmp_path_factory.mktemp("home")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS, env={"HOME": str(home)}
        )
        yield launched
        await launched.close()
        await asyncio.sleep(0)


@pytest.fixture
async def visits(browser: Browser) -> AsyncIterator[Visits]:
    """Give ``await visits()``: a fresh page of the browser, in a context of its own."""
    made = Visits(browser)
    yield made
    await made.close()
    assert made.asked() <= {"127.0.0.1"}


@pytest.fixture
async def library(
    insights_database: Database,
    token: TokenFactory,
    tmp_path: Path,
    service_settings: Callable[..., Any],
) -> AsyncIterator[Library]:
    """The real library, on loopback."""
    await load_library(insights_database, orjson.dumps({**system_file(), "slug": SLUG}))
    app = build_library(service_settings(InsightsSettings, files_directory=str(tmp_path)))
    async with served(app) as url, httpx.AsyncClient(base_url=url) as http:
        yield Library(http, token, insights_database, FakeClock(), app.state.files)
