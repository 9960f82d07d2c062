"""Events in a browser: found on the public list, signed up for by a mailed link, given up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from browser_support import System, Visits, clean
from common.testing.clock import days_later
from gateway_support import SLUG

pytestmark = pytest.mark.browser

PEOPLE = ("ada@people.example", "bea@people.example")


async def event(system: System, **changes: Any) -> dict[str, Any]:
    """Let staff open an event with one place."""
    starts = days_later(21).replace(microsecond=0)
    said = {
        "title": "Getting to the clinic",
        "summary": "Help us to plan the buses to the new clinic.",
        "form": "hybrid",
        "venue": "Town hall, Blackpool",
        "online_link": "https://meet.example/room",
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
        "capacity": 1,
        "access_offered": ["step_free", "hearing_loop"],
    } | changes
    address = "/api/v1/QE1/panel/gatherings"
    drafted = await system.staff.post(address, json=said)
    assert drafted.status_code == 201, drafted.text
    opened = await system.staff.post(f"{address}/{drafted.json()['id']}/open")
    assert opened.status_code == 200, opened.text
    gathering: dict[str, Any] = opened.json()
    return gathering


async def join(page: Page, system: System, person: str) -> None:
    """Become a member who agrees to be told of events."""
    await page.goto(f"{system.url}/embed/QE1/join")
    await page.get_by_label("Email address").fill(person)
    await page.get_by_role("button", name="Send me the link").click()
    await page.goto(await system.link(person, "join/confirm"))
    await page.get_by_label("I live here").check()
    await page.get_by_label("I am 16 or older").check()
    await page.get_by_label("Tell me by email about meetings").check()
    await page.get_by_role("button", name="Join the panel").click()
    await expect(page.get_by_role("heading", name="You have joined")).to_be_visible()


class TestEvents:
    @pytest.mark.parametrize("width", [320, 1100])
    async def test_a_place_is_found_taken_and_given_to_the_next(
        self, system: System, visits: Visits, width: int
    ) -> None:
        page = (await visits(scripts=False, width=width)).page
        for person in PEOPLE:
            await join(page, system, person)
        gathering = await event(system)
        place = f"events/{gathering['id']}/place"

        await page.goto(f"{system.url}/{SLUG}/events")
        await clean(page, f"events-{width}")
        await page.get_by_role("link", name="Getting to the clinic").click()
        await expect(page.get_by_text("Step-free access; Hearing loop")).to_be_visible()
        await clean(page, f"event-{width}")
        await page.get_by_role("button", name="Send me the link").click()
        await expect(page.get_by_role("link", name="Enter your email address")).to_be_visible()
        await clean(page, f"event-error-{width}")
        await page.get_by_label("Email address").fill(PEOPLE[0])
        await page.get_by_role("button", name="Send me the link").click()
        await expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
        await clean(page, f"event-sent-{width}")

        await page.goto(await system.link(PEOPLE[0], place))
        await clean(page, f"place-{width}")
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(overflow) == 0
        await page.get_by_label("Hearing loop").check()
        await page.get_by_role("button", name="Sign up").click()
        await expect(page.get_by_text("You have a place.")).to_be_visible()
        await expect(page.get_by_label("Hearing loop")).to_be_checked()
        await expect(page.get_by_role("link", name="https://meet.example/room")).to_be_visible()
        await clean(page, f"place-taken-{width}")
        calendar = page.get_by_role("link", name="Add it to your calendar")
        file = await page.request.get(f"{system.url}{await calendar.get_attribute('href')}")
        assert file.headers["content-type"] == "text/calendar; charset=utf-8"
        assert file.headers["cache-control"] == "no-store"
        assert "SUMMARY:Getting to the clinic" in await file.text()

        await page.goto(await system.link(PEOPLE[1], place))
        await page.get_by_role("button", name="Join the waiting list").click()
        await expect(page.get_by_text("You are next.")).to_be_visible()
        await clean(page, f"place-waiting-{width}")

        await page.goto(await system.link(PEOPLE[0], place))
        await page.get_by_role("button", name="Give my place up").click()
        await page.goto(await system.link(PEOPLE[1], place))
        await expect(page.get_by_text("A place is free for you.")).to_be_visible()
        await page.get_by_role("button", name="Take the place").click()
        await expect(page.get_by_text("You have a place.")).to_be_visible()

        await page.goto(await system.link(PEOPLE[1], "me"))
        await page.get_by_role("link", name="Getting to the clinic").click()
        await expect(page.get_by_text("You have a place.")).to_be_visible()

    async def test_one_that_is_called_off_says_so(self, system: System, visits: Visits) -> None:
        page = (await visits(scripts=False)).page
        gathering = await event(system)
        await system.staff.post(f"/api/v1/QE1/panel/gatherings/{gathering['id']}/cancel")
        await page.goto(f"{system.url}/{SLUG}/events/{gathering['id']}")
        await expect(page.get_by_text("Called off")).to_be_visible()
        await expect(page.get_by_role("button", name="Send me the link")).to_have_count(0)
        await clean(page, "event-called-off")
        await page.goto(f"{system.url}/{SLUG}/events/{gathering['id']}/place?token={'A' * 48}")
        heading = page.get_by_role("heading", name="This link does not work")
        await expect(heading).to_be_visible()
        await clean(page, "place-link-not-valid")
