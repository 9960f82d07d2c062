"""A quick poll on an ICS's own website, on another origin."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from playwright.async_api import expect
from sqlalchemy import func, select

from browser_support import System, Visits, clean
from common.clock import new_id, utc_now
from gateway.embed.models import SpentProof
from gateway_support import QE1
from panel.polls import service
from panel.polls.service import look_after_polls

pytestmark = [pytest.mark.browser, pytest.mark.rule("panel.10")]

POLLS = "/api/v1/QE1/panel/polls"
QUESTION = "How do you get to your GP?"
OPTIONS = [
    {"code": "bus", "label": "By bus"},
    {"code": "car", "label": "By car"},
    {"code": "foot", "label": "On foot or by wheelchair"},
]
PAGE_BYTES = 6_000
"""What the page of a poll of three options may weigh: what is read again on each visit."""


async def opened(system: System) -> str:
    """Open a poll; gives its id."""
    made = await system.staff.post(POLLS, json={"question": QUESTION, "options": OPTIONS})
    assert made.status_code == 201, made.text
    poll_id: str = made.json()["id"]
    return poll_id


async def votes(system: System, poll_id: str) -> dict[str, int]:
    """Give the exact votes, as staff see them."""
    counted: dict[str, int] = (await system.staff.get(f"{POLLS}/{poll_id}")).json()["votes"]
    return counted


async def sent(
    client: httpx.AsyncClient, address: str, *, shown: str | None = None, **fields: str
) -> httpx.Response:
    """Open the form, and send it."""
    page = (await client.get(address)).text
    note = re.search(r'name="shown" value="([^"]+)"', page)
    assert note is not None
    return await client.post(address, data={"shown": shown or note[1], "website": "", **fields})


class TestInAFrame:
    async def test_by_its_script_it_is_answered_and_then_shows_figures(
        self, system: System, visits: Visits
    ) -> None:
        poll_id = await opened(system)
        visit = await visits()
        await visit.page.goto(f"{system.registered}/poll/{poll_id}")
        frame = visit.page.frame_locator("iframe")
        await frame.get_by_label("By bus").check()
        await frame.get_by_role("button", name="Vote").click()
        await expect(frame.get_by_text("Your vote is counted")).to_be_visible()
        await expect(frame.get_by_text("Too few people have voted")).to_be_visible()
        assert await visit.page.context.cookies() == []
        assert visit.complaints == []
        assert await votes(system, poll_id) == {"bus": 1, "car": 0, "foot": 0}
        async with system.gateway_database.reading(QE1) as session:
            assert await session.scalar(select(func.count()).select_from(SpentProof)) == 1

    async def test_a_site_that_is_not_registered_shows_nothing(
        self, system: System, visits: Visits
    ) -> None:
        poll_id = await opened(system)
        visit = await visits()
        await visit.page.goto(f"{system.stranger}/poll/{poll_id}")
        await expect(visit.page.locator("iframe")).to_be_attached()
        await visit.page.wait_for_load_state("networkidle")
        assert any("frame-ancestors" in line for line in visit.complaints)
        assert await visit.page.frame_locator("iframe").get_by_label("By bus").count() == 0


class TestWithoutScripts:
    @pytest.mark.parametrize("width", [320, 1100])
    async def test_every_page_of_it_works_and_is_clean(
        self, system: System, visits: Visits, width: int
    ) -> None:
        poll_id = await opened(system)
        page = (await visits(scripts=False, width=width)).page
        address = f"{system.url}/embed/QE1/polls/{poll_id}"
        await page.goto(address)
        await clean(page, f"poll-{width}")
        await page.get_by_role("button", name="Vote").click()
        await page.get_by_role("link", name="Select an answer").click()
        await expect(page.get_by_label("By bus")).to_be_focused()
        await clean(page, f"poll-error-{width}")
        await page.keyboard.press("Space")
        await page.get_by_role("button", name="Vote").click()
        await expect(page.get_by_text("Too few people have voted")).to_be_visible()
        await clean(page, f"poll-too-few-{width}")
        for option, count in (("bus", 20), ("car", 31), ("foot", 3)):
            for _ in range(count):
                await _vote_inside(system, poll_id, option)
        await look_after_polls(system.panel_database)
        await page.goto(address)
        await page.get_by_label("By car").check()
        await page.get_by_role("button", name="Vote").click()
        await expect(page.get_by_text("not shown").first).to_be_visible()
        await clean(page, f"poll-figures-{width}")
        await system.staff.post(f"{POLLS}/{poll_id}/close")
        await page.goto(address)
        await expect(page.get_by_text("This poll has closed")).to_be_visible()
        await clean(page, f"poll-closed-{width}")
        overflow = await page.evaluate("document.documentElement.scrollWidth") - width
        assert overflow <= 0


class TestDefences:
    @pytest.fixture
    async def visitor(self, system: System) -> Any:
        async with httpx.AsyncClient(base_url=system.url) as client:
            yield client

    async def test_a_form_that_was_never_shown_or_of_another_poll_is_not_counted(
        self, system: System, visitor: httpx.AsyncClient
    ) -> None:
        poll_id, other = await opened(system), await opened(system)
        page = (await visitor.get(f"/embed/QE1/polls/{other}")).text
        note = re.search(r'name="shown" value="([^"]+)"', page)
        assert note is not None
        for shown in ("AAAA", note[1]):
            answer = await sent(visitor, f"/embed/QE1/polls/{poll_id}", shown=shown, choice="bus")
            assert answer.status_code == 422
        assert sum((await votes(system, poll_id)).values()) == 0

    async def test_what_fills_in_every_field_is_thanked_and_not_counted(
        self, system: System, visitor: httpx.AsyncClient
    ) -> None:
        poll_id = await opened(system)
        address = f"/embed/QE1/polls/{poll_id}"
        answer = await sent(visitor, address, choice="bus", website="https://spam.example")
        assert "Your vote is counted" in answer.text
        assert sum((await votes(system, poll_id)).values()) == 0
        assert (await sent(visitor, address, choice="bus")).status_code == 200
        assert sum((await votes(system, poll_id)).values()) == 1

    async def test_what_is_not_offered_and_what_is_not_there_are_pages_that_say_so(
        self, system: System, visitor: httpx.AsyncClient
    ) -> None:
        poll_id = await opened(system)
        answer = await sent(visitor, f"/embed/QE1/polls/{poll_id}", choice="<marker>")
        assert answer.status_code == 422
        assert "marker" not in answer.text
        for address in (f"/embed/QE1/polls/{new_id()}", "/embed/QE1/polls/marker"):
            assert (await visitor.get(address)).status_code == 404

    async def test_many_votes_from_one_network_are_refused(
        self, system: System, visitor: httpx.AsyncClient
    ) -> None:
        poll_id = await opened(system)
        address = f"/embed/QE1/polls/{poll_id}"
        statuses = [(await visitor.post(address, data={})).status_code for _ in range(25)]
        assert set(statuses) == {422, 429}

    async def test_it_is_small_and_sets_no_cookie(
        self, system: System, visitor: httpx.AsyncClient
    ) -> None:
        poll_id = await opened(system)
        page = await visitor.get(f"/embed/QE1/polls/{poll_id}")
        assert "set-cookie" not in page.headers
        assert page.headers["cache-control"] == "no-store"
        assert f"frame-ancestors {system.registered}" in page.headers["content-security-policy"]
        script = await visitor.get(f"/embed/QE1/polls/{poll_id}.js")
        assert len(page.content) + len(script.content) < PAGE_BYTES


async def _vote_inside(system: System, poll_id: str, option: str) -> None:
    """Count a vote behind the gateway's limits, which one machine would meet."""
    async with system.panel_database.transaction(QE1) as session:
        await service.vote(session, QE1, UUID(poll_id), option, utc_now())
