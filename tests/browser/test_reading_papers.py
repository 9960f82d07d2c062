"""Reading what is published on pages: a paper, an assessment, a brief, assurance, an assembly."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page, expect

from assembly_thread import JuryChain
from briefs_support import BRIEF, BRIEF_ID
from browser_support import Visits, clean
from common.db.engine import Database
from gateway.main import build_app
from gateway.settings import GatewaySettings
from gateway_support import SLUG, add_systems, free_listener, served
from open_governance import ASSEMBLY, ASSESSMENT, ASSURANCE, PAPER, OpenGovernance, opened
from thread_support import tell

pytestmark = [pytest.mark.browser, pytest.mark.rule("governance.6")]

Reader = Callable[..., AbstractAsyncContextManager[tuple[Page, str]]]
"""A page of a browser, and the address of the system's pages."""


@pytest.fixture
async def reader(
    gateway_database: Database, service_settings: Callable[..., Any], visits: Visits
) -> Reader:
    """Serve pages before a service that publishes something, to a browser without scripts."""
    await add_systems(gateway_database)

    @asynccontextmanager
    async def reading(
        publishes: OpenGovernance, width: int, service: str = "governance"
    ) -> AsyncIterator[tuple[Page, str]]:
        listener, url = free_listener()
        async with opened(publishes) as behind:
            where = {f"{service}_url": behind.url}
            settings = service_settings(GatewaySettings, public_url=url, **where)
            async with served(build_app(settings), listener):
                page = (await visits(scripts=False, width=width)).page
                yield page, f"{url}/{SLUG}"

    return reading


async def fits(page: Page, name: str) -> None:
    """Hold that nothing is wrong with a page, and that no part of it is beside the screen."""
    await clean(page, name)
    across = "document.documentElement.scrollWidth - innerWidth"
    assert await page.evaluate(across) <= 0, name


@pytest.mark.parametrize("width", [320, 1100])
class TestWholeWithoutJavascriptAndWithinTheScreen:
    async def test_a_paper(self, reader: Reader, width: int) -> None:
        answers = {f"/published-papers/{PAPER['id']}": PAPER}
        async with reader(OpenGovernance(answers=answers), width) as (page, pages):
            await page.goto(f"{pages}/papers/{PAPER['id']}")
            await fits(page, f"paper-{width}")
            await expect(page.get_by_role("heading", name="Summary")).to_be_visible()

    @pytest.mark.rule("governance.8")
    async def test_an_assessment(self, reader: Reader, width: int) -> None:
        where = f"{ASSESSMENT['kind']}/{ASSESSMENT['subject_id']}"
        answers = {f"/published-assessments/{where}": ASSESSMENT}
        async with reader(OpenGovernance(answers=answers), width) as (page, pages):
            await page.goto(f"{pages}/assessments/{where}")
            await fits(page, f"assessment-{width}")
            await expect(page.get_by_role("heading", name="What came out")).to_be_visible()
            assert await page.context.cookies() == []

    @pytest.mark.rule("insights.8")
    async def test_a_brief(self, reader: Reader, width: int) -> None:
        answers = {f"/published-briefs/{BRIEF_ID}": BRIEF}
        async with reader(OpenGovernance(answers=answers), width, "insights") as (page, pages):
            await page.goto(f"{pages}/briefs/{BRIEF_ID}")
            await fits(page, f"brief-{width}")
            await expect(page.get_by_role("heading", name="Young carers")).to_be_visible()

    @pytest.mark.rule("governance.13")
    async def test_assurance(self, reader: Reader, width: int) -> None:
        async with reader(OpenGovernance(otherwise=ASSURANCE), width) as (page, pages):
            await page.goto(f"{pages}/assurance/{ASSURANCE['body_id']}")
            opening = "document.querySelectorAll('details').forEach(d => { d.open = true })"
            await page.evaluate(opening)
            await fits(page, f"assurance-{width}")
            link = page.get_by_role("link", name="A new lease").first
            await expect(link).to_be_visible()

    @pytest.mark.rule("panel.11")
    async def test_an_assembly_and_its_thread(
        self, gateway_database: Database, reader: Reader, width: int
    ) -> None:
        chain = JuryChain()
        await tell(gateway_database, chain.events)
        answers = {
            f"/published-assemblies/{ASSEMBLY['id']}": ASSEMBLY,
            "/published-assemblies?limit=100": {"items": [ASSEMBLY], "next_cursor": None},
        }
        async with reader(OpenGovernance(answers=answers), width) as (page, pages):
            for name, address in (
                ("assembly", f"assemblies/{ASSEMBLY['id']}"),
                ("assemblies", "assemblies"),
                ("assembly-thread", f"thread/assemblies/{chain.assembly}"),
                ("recommendation-thread", f"thread/recommendations/{chain.recommendation}"),
            ):
                await page.goto(f"{pages}/{address}")
                await fits(page, f"{name}-{width}")
