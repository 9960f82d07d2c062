"""Reading a story, and taking one's own out, in a real browser."""

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
from stories_support import consent, deposited, publish, with_media

pytestmark = [pytest.mark.browser, pytest.mark.rule("insights.9")]
ACROSS = "document.documentElement.scrollWidth - innerWidth"


async def shared(library: Library) -> Any:
    """A story with a picture and a recording, described, on the public page."""
    made = await deposited(library, consent=consent(valid_until="2036-01-01"))
    await with_media(library, made, valid_until="2036-01-01")
    path = f"/stories/{made['id']}"
    for file in (await library.partner.get(path)).json()["files"]:
        said = {"description": "A red and white square."}
        await library.partner.patch(f"{path}/files/{file['id']}", said, 1)
    now = (await library.partner.get(path)).json()
    agreed = await library.partner.act(
        f"{path}/consents", now["revision"], consent(valid_until="2036-01-01")
    )
    await publish(library, agreed.json())
    return made


@pytest.mark.parametrize("width", [320, 1100])
async def test_a_person_reads_their_story_and_takes_it_out(
    gateway_database: Database,
    library: Library,
    service_settings: Callable[..., Any],
    visits: Visits,
    width: int,
) -> None:
    await add_systems(gateway_database)
    made = await shared(library)
    listener, url = free_listener()
    inside = str(library.nobody.http.base_url)
    settings = service_settings(GatewaySettings, public_url=url, insights_url=inside)
    async with served(build_app(settings), listener):
        page = (await visits(scripts=False, width=width)).page
        await page.goto(f"{url}/{SLUG}/stories")
        await clean(page, f"stories-{width}")
        await page.get_by_role("link", name="The Heliotrope umbrella").click()
        await clean(page, f"story-{width}")
        assert await page.evaluate(ACROSS) <= 0
        shown = page.get_by_role("img", name="A red and white square.")
        await expect(shown).to_be_visible()
        assert await shown.evaluate("image => image.naturalWidth") == 40
        await page.get_by_role("link", name="take it out").click()
        await clean(page, f"story-withdraw-{width}")
        await page.get_by_role("button", name="Take my story out").click()
        await expect(page.get_by_role("link", name="Enter the code")).to_be_visible()
        await clean(page, f"story-withdraw-error-{width}")
        await page.get_by_label("Your code").fill(made["withdrawal_code"].lower())
        await page.get_by_role("button", name="Take my story out").click()
        await expect(page.get_by_role("heading", name="Your story is gone")).to_be_visible()
        await clean(page, f"story-withdrawn-{width}")
        await page.goto(f"{url}/{SLUG}/stories/{made['id']}")
        await expect(page.get_by_role("heading")).to_have_text("This story is no longer here")
        await clean(page, f"story-gone-{width}")
