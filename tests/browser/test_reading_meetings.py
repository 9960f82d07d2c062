"""Reading who sits on a board, what it will meet about, and whether it keeps to its terms."""

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
from open_governance import OpenGovernance, opened
from open_register import BODY, MEETING, register

pytestmark = [pytest.mark.browser, pytest.mark.rule("governance.1")]

PAGES = {
    "boards": "Sands Board",
    f"boards/{BODY}": "Plans services.",
    f"boards/{BODY}/terms": "notice 7 days before",
    "meetings": "15 December 2026",
    f"meetings/{MEETING['id']}": "It is before a court.",
    f"meetings/{MEETING['id']}/minutes": "the clinic be open until 10pm",
}
"""Path of a page → words that stand on it."""

TABLES_FIT = 1000
"""From this width on, in pixels, no table of these pages has to be moved sideways to be read."""

_MOVED = """Array.from(document.querySelectorAll(".gt-scroll"))
    .filter(one => one.scrollWidth > one.clientWidth).map(one => one.getAttribute("aria-label"))"""


@pytest.mark.parametrize("width", [320, 1100])
async def test_pages_are_whole_without_javascript_and_fit_the_screen(
    gateway_database: Database, service_settings: Callable[..., Any], visits: Visits, width: int
) -> None:
    await add_systems(gateway_database)
    listener, url = free_listener()
    answers = register() | {
        "/published-meetings?limit=100": {"items": [MEETING], "next_cursor": None},
        "/published-meetings?when=past&limit=20": {"items": [], "next_cursor": None},
    }
    async with opened(OpenGovernance(answers=answers)) as governance:
        settings = service_settings(GatewaySettings, public_url=url, governance_url=governance.url)
        async with served(build_app(settings), listener):
            page = (await visits(scripts=False, width=width)).page
            for path, words in PAGES.items():
                await page.goto(f"{url}/{SLUG}/{path}")
                await expect(page.get_by_text(words).first).to_be_visible()
                await clean(page, f"{path.replace('/', '-')}-{width}")
                across = "document.documentElement.scrollWidth - innerWidth"
                assert await page.evaluate(across) <= 0, path
                if width > TABLES_FIT:
                    assert await page.evaluate(_MOVED) == [], path
