"""Reading what is published on pages: a paper, a brief, assurance, and an assembly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import expect

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


class TestPaper:
    @pytest.mark.parametrize("width", [320, 1100])
    async def test_it_is_whole_without_javascript_and_fits_the_screen(
        self, gateway_database: Database, service_settings: Callable[..., Any], visits: Visits,
        width: int,
    ) -> None:  # fmt: skip
        await add_systems(gateway_database)
        listener, url = free_listener()
        answers = {f"/published-papers/{PAPER['id']}": PAPER}
        async with opened(OpenGovernance(answers=answers)) as governance:
            settings = service_settings(
                GatewaySettings, public_url=url, governance_url=governance.url
            )
            async with served(build_app(settings), listener):
                page = (await visits(scripts=False, width=width)).page
                await page.goto(f"{url}/{SLUG}/papers/{PAPER['id']}")
                await clean(page, f"paper-{width}")
                across = "document.documentElement.scrollWidth - innerWidth"
                assert await page.evaluate(across) <= 0
                await expect(page.get_by_role("heading", name="Summary")).to_be_visible()


class TestAssessment:
    @pytest.mark.rule("governance.8")
    @pytest.mark.parametrize("width", [320, 1100])
    async def test_it_is_whole_without_javascript_and_fits_the_screen(
        self, gateway_database: Database, service_settings: Callable[..., Any], visits: Visits,
        width: int,
    ) -> None:  # fmt: skip
        await add_systems(gateway_database)
        listener, url = free_listener()
        where = f"{ASSESSMENT['kind']}/{ASSESSMENT['subject_id']}"
        answers = {f"/published-assessments/{where}": ASSESSMENT}
        async with opened(OpenGovernance(answers=answers)) as governance:
            settings = service_settings(
                GatewaySettings, public_url=url, governance_url=governance.url
            )
            async with served(build_app(settings), listener):
                page = (await visits(scripts=False, width=width)).page
                await page.goto(f"{url}/{SLUG}/assessments/{where}")
                await clean(page, f"assessment-{width}")
                across = "document.documentElement.scrollWidth - innerWidth"
                assert await page.evaluate(across) <= 0
                await expect(page.get_by_role("heading", name="What came out")).to_be_visible()
                assert await page.context.cookies() == []


class TestBrief:
    @pytest.mark.rule("insights.8")
    @pytest.mark.parametrize("width", [320, 1100])
    async def test_it_is_whole_without_javascript_and_fits_the_screen(
        self, gateway_database: Database, service_settings: Callable[..., Any], visits: Visits,
        width: int,
    ) -> None:  # fmt: skip
        await add_systems(gateway_database)
        listener, url = free_listener()
        answers = {f"/published-briefs/{BRIEF_ID}": BRIEF}
        async with opened(OpenGovernance(answers=answers)) as library:
            settings = service_settings(GatewaySettings, public_url=url, insights_url=library.url)
            async with served(build_app(settings), listener):
                page = (await visits(scripts=False, width=width)).page
                await page.goto(f"{url}/{SLUG}/briefs/{BRIEF_ID}")
                await clean(page, f"brief-{width}")
                across = "document.documentElement.scrollWidth - innerWidth"
                assert await page.evaluate(across) <= 0
                await expect(page.get_by_role("heading", name="Young carers")).to_be_visible()


class TestAssurance:
    @pytest.mark.rule("governance.13")
    @pytest.mark.parametrize("width", [320, 1100])
    async def test_it_is_whole_without_javascript_and_fits_the_screen(
        self, gateway_database: Database, service_settings: Callable[..., Any], visits: Visits,
        width: int,
    ) -> None:  # fmt: skip
        await add_systems(gateway_database)
        listener, url = free_listener()
        async with opened(OpenGovernance(otherwise=ASSURANCE)) as governance:
            settings = service_settings(
                GatewaySettings, public_url=url, governance_url=governance.url
            )
            async with served(build_app(settings), listener):
                page = (await visits(scripts=False, width=width)).page
                await page.goto(f"{url}/{SLUG}/assurance/{ASSURANCE['body_id']}")
                opening = "document.querySelectorAll('details').forEach(d => { d.open = true })"
                await page.evaluate(opening)
                await clean(page, f"assurance-{width}")
                across = "document.documentElement.scrollWidth - innerWidth"
                assert await page.evaluate(across) <= 0
                link = page.get_by_role("link", name="A new lease").first
                await expect(link).to_be_visible()


class TestAssembly:
    @pytest.mark.rule("panel.11")
    @pytest.mark.parametrize("width", [320, 1100])
    async def test_it_is_whole_without_javascript_and_fits_the_screen(
        self, gateway_database: Database, service_settings: Callable[..., Any], visits: Visits,
        width: int,
    ) -> None:  # fmt: skip
        await add_systems(gateway_database)
        chain = JuryChain()
        await tell(gateway_database, chain.events)
        listener, url = free_listener()
        answers = {
            f"/published-assemblies/{ASSEMBLY['id']}": ASSEMBLY,
            "/published-assemblies?limit=100": {"items": [ASSEMBLY], "next_cursor": None},
        }
        async with opened(OpenGovernance(answers=answers)) as governance:
            settings = service_settings(
                GatewaySettings, public_url=url, governance_url=governance.url
            )
            async with served(build_app(settings), listener):
                page = (await visits(scripts=False, width=width)).page
                for name, address in (
                    ("assembly", f"assemblies/{ASSEMBLY['id']}"),
                    ("assemblies", "assemblies"),
                    ("assembly-thread", f"thread/assemblies/{chain.assembly}"),
                    ("recommendation-thread", f"thread/recommendations/{chain.recommendation}"),
                ):
                    await page.goto(f"{url}/{SLUG}/{address}")
                    await clean(page, f"{name}-{width}")
                    across = "document.documentElement.scrollWidth - innerWidth"
                    assert await page.evaluate(across) <= 0, name
