"""The pages of joining in another language than English."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from browser_support import System, Visits, clean

pytestmark = pytest.mark.browser


async def test_the_form_is_had_in_polish_by_keyboard_and_says_that_nobody_checked_its_words(
    system: System, visits: Visits
) -> None:
    visit = await visits()
    await visit.page.goto(f"{system.url}/embed/QE1/join")
    await visit.page.keyboard.press("Tab")
    await expect(visit.page.get_by_role("link", name="Polski")).to_be_focused()
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.get_by_label("Adres e-mail")).to_be_visible()
    await expect(visit.page.get_by_text("żaden tłumacz")).to_be_visible()
    await clean(visit.page, "join-polish")
