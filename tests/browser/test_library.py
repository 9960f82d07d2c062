"""Searching what people have said, in a real browser without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import expect

from browser_support import Visits, clean
from common.db.engine import Database
from gateway.main import build_app
from gateway.settings import GatewaySettings
from gateway_support import SLUG, add_systems, free_listener, served
from insights_support import Library

pytestmark = [pytest.mark.browser, pytest.mark.rule("insights.4")]
ACROSS = "document.documentElement.scrollWidth - innerWidth"


@pytest.mark.parametrize("width", [320, 1100])
async def test_a_resident_searches_from_the_front_page_and_asks_for_fewer(
    gateway_database: Database,
    library: Library,
    service_settings: Callable[..., Any],
    visits: Visits,
    width: int,
) -> None:
    await add_systems(gateway_database)
    await library.published(title="Ambulance home", places=["fylde"], quotations=[])
    await library.published(title="No ambulance came", places=["blackpool"], quotations=[])
    listener, url = free_listener()
    inside = str(library.nobody.http.base_url)
    settings = service_settings(GatewaySettings, public_url=url, insights_url=inside)
    async with served(build_app(settings), listener):
        page = (await visits(scripts=False, width=width)).page
        await page.goto(f"{url}/{SLUG}/")
        await page.get_by_label("Search what people have said").fill("ambulance")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="2 findings")).to_be_visible()
        await page.get_by_text("Show fewer").click()
        await clean(page, f"library-{width}")
        assert await page.evaluate(ACROSS) <= 0
        await page.get_by_role("link", name="Blackpool").click()
        await expect(page.get_by_role("heading", name="1 finding", exact=True)).to_be_visible()
        await expect(page.get_by_role("link", name="No ambulance came")).to_be_visible()
        await clean(page, f"library-chosen-{width}")
