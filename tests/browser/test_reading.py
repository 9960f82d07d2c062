"""Reading the public pages."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from browser_support import System, Visits, clean
from gateway_support import SLUG
from thread_support import CHAIN, tell

pytestmark = pytest.mark.browser


class TestThreadPage:
    @pytest.mark.parametrize("width", [320, 1100])
    async def test_it_is_whole_without_javascript_and_fits_the_screen(
        self, system: System, visits: Visits, width: int
    ) -> None:
        chain = CHAIN.fresh()
        await tell(system.gateway_database, chain.events)
        page = (await visits(scripts=False, width=width)).page
        await page.goto(f"{system.url}/{SLUG}/thread/decisions/{chain.decision}")
        await clean(page, f"thread-{width}")
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(overflow) == 0
        await expect(page.get_by_role("img")).to_be_visible()
        for name in ("Survey: getting to your GP", "You said, we did: Better telephone access"):
            await expect(page.get_by_role("link", name=name).first).to_be_visible()

    async def test_the_thread_can_be_followed_by_keyboard_from_the_front_page(
        self, system: System, visits: Visits
    ) -> None:
        chain = CHAIN.fresh()
        await tell(system.gateway_database, chain.events)
        page = (await visits()).page
        await page.goto(f"{system.url}/{SLUG}/")
        await clean(page, "front")
        for name, heading in (
            ("Better telephone access", "Better telephone access"),
            ("People in Blackpool", "People in Blackpool"),
            ("Survey: getting to your GP", "Survey: getting to your GP"),
            ("Better telephone access", "Better telephone access"),
        ):
            link = page.get_by_role("main").get_by_role("link", name=name).first
            for _ in range(30):
                await page.keyboard.press("Tab")
                if await link.evaluate("link => link === document.activeElement"):
                    break
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()

    async def test_the_drawing_scrolls_by_keyboard_on_a_small_screen(
        self, system: System, visits: Visits
    ) -> None:
        chain = CHAIN.fresh()
        await tell(system.gateway_database, chain.events)
        page = (await visits(width=400)).page
        await page.goto(f"{system.url}/{SLUG}/thread/decisions/{chain.decision}")
        drawing = page.get_by_role("region", name="The thread")
        await drawing.focus()
        await page.keyboard.press("ArrowRight")
        await page.wait_for_function(
            "region => region.scrollLeft > 0", arg=await drawing.element_handle()
        )


class TestOtherPages:
    @pytest.mark.parametrize(
        ("name", "path"),
        [
            ("home", "/"),
            ("docs", "/docs"),
            ("docs-part", "/docs/panel"),
            ("missing", "/nowhere/"),
        ],
    )
    async def test_they_are_clean(
        self, system: System, visits: Visits, name: str, path: str
    ) -> None:
        page = (await visits()).page
        await page.goto(system.url + path)
        await page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        await clean(page, name)
