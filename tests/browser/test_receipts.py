"""A receipt in the hands of somebody with a browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from browser_support import System, Visits, clean
from gateway_support import QE1, SLUG
from panel.keys import PanelKeys
from panel.receipts import service as receipts
from panel.settings import PanelSettings
from thread_support import CHAIN, NOW, tell

pytestmark = [pytest.mark.browser, pytest.mark.rule("panel.10")]


@pytest.mark.parametrize("width", [320, 1100])
async def test_it_leads_to_the_decision_without_javascript(
    system: System, visits: Visits, service_settings: Any, width: int
) -> None:
    chain = CHAIN.fresh()
    await tell(system.gateway_database, chain.events)
    keys = PanelKeys.of(service_settings(PanelSettings))
    receipt = receipts.issue(keys, QE1, chain.survey, NOW)
    page = (await visits(scripts=False, width=width)).page
    await page.goto(f"{system.url}/{SLUG}/receipts")
    await clean(page, f"receipt-form-{width}")
    await page.get_by_label("Your receipt").fill(receipt + "x")
    await page.get_by_role("button", name="See what came of it").click()
    heading = page.get_by_role("heading", name="This receipt is not one of ours")
    await expect(heading).to_be_visible()
    await clean(page, f"receipt-refused-{width}")
    await page.get_by_role("link", name="Try again").click()
    await page.get_by_label("Your receipt").fill(receipt)
    await page.get_by_role("button", name="See what came of it").click()
    await expect(page.get_by_text("Your receipt is genuine")).to_be_visible()
    assert receipt not in page.url
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(overflow) == 0
    await clean(page, f"receipt-thread-{width}")
    await page.get_by_role("link", name="Better telephone access").first.click()
    await expect(page.get_by_role("heading", level=1, name="Better telephone")).to_be_visible()
