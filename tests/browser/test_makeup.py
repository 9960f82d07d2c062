"""Whom the panel hears, for everybody: published figures alone, as a picture and as tables."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from browser_support import System, Visits, clean
from common.clock import utc_now
from gateway_support import QE1, SLUG
from panel.members.counts import release_counts
from panel.representation.releases import release_representation
from panel.samples.service import fill

pytestmark = [
    pytest.mark.browser,
    pytest.mark.rule("panel.7"),
    pytest.mark.rule("panel.8"),
    pytest.mark.parametrize("width", [320, 1100]),
]


PLACES = ("Blackburn with Darwen", "Blackpool", "Lancashire", "South Cumbria")


async def fits(page: Page, name: str) -> None:
    """Check that a page is accessible, and no wider than its window."""
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    assert page.viewport_size is not None
    await clean(page, f"makeup-{name}-{page.viewport_size['width']}")


async def published(system: System, size: int = 300) -> None:
    """Let made-up people be members, and the day's figures be published."""
    async with system.panel_database.transaction(QE1) as session:
        await fill(session, QE1, system.panel_keys, size=size, seed=3, now=utc_now())
    await release_counts(system.panel_database, clock=utc_now)
    await release_representation(system.panel_database, system.panel_keys, clock=utc_now)


async def test_anybody_sees_whom_the_panel_hears_and_whom_it_looks_for(
    system: System, visits: Visits, width: int
) -> None:
    page = (await visits(width=width)).page
    await page.goto(f"{system.url}/{SLUG}/panel")
    await expect(page.get_by_text("Nothing has been published yet")).to_be_visible()
    await published(system)
    await page.goto(f"{system.url}/{SLUG}/")
    await page.get_by_role("link", name="whom the panel hears").click()
    await expect(page.get_by_role("heading", name="Whom we look for most")).to_be_visible()
    main = await page.locator("main").inner_text()
    wanted = main[main.index("Whom we look for most") :]
    for place in PLACES:
        assert place in wanted
    await fits(page, "places")
    await page.get_by_role("link", name="Blackpool", exact=True).click()
    ages = page.get_by_role("table", name="Age")
    await expect(ages.get_by_role("row")).to_have_count(8)
    await expect(page.get_by_role("table", name="How deprived the area is")).to_be_visible()
    await expect(page.get_by_text("Figures of residents: Census 2021").first).to_be_visible()
    assert "census2021" not in await page.content()
    picture = page.get_by_role("img", name="Bars of each group")
    assert await picture.evaluate("one => one.decode().then(() => one.naturalWidth > 0)")
    await fits(page, "place")
    for cell in await page.locator("tbody td:nth-child(2)").all_inner_texts():
        assert cell == "Not shown" or int(cell) % 5 == 0
    assert "Not shown" in await page.locator("main").inner_text()


@pytest.mark.parametrize("size", [0, 6])
async def test_a_panel_that_is_too_small_to_show_looks_for_everybody_in_every_place(
    system: System, visits: Visits, width: int, size: int
) -> None:
    page = (await visits(width=width)).page
    await published(system, size)
    await page.goto(f"{system.url}/{SLUG}/panel")
    await expect(page.get_by_text("too few members to show how like")).to_be_visible()
    listed = page.get_by_role("main").get_by_role("listitem")
    assert await listed.all_inner_texts() == [
        f"people of all ages and groups in {place}" for place in PLACES
    ]
    await fits(page, f"too-few-{size}")
    await page.get_by_role("link", name="Blackpool", exact=True).click()
    await expect(page.get_by_text("People of all ages and groups who live")).to_be_visible()


async def test_of_no_such_place_nothing_is_told(system: System, visits: Visits, width: int) -> None:
    page = (await visits(width=width)).page
    await published(system)
    for address in ("panel/atlantis", "panel/atlantis/chart.svg", "panel/At%20lantis"):
        answer = await page.goto(f"{system.url}/{SLUG}/{address}")
        assert answer is not None
        assert answer.status == 404
