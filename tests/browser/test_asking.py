"""The public in a browser: a question from the embedded form to its published answer, and a
petition from its start to a signature; with governance itself behind the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from browser_support import Visits, clean
from common.clock import utc_now
from common.db.engine import Database
from gateway.main import build_app
from gateway.settings import GatewaySettings
from gateway_support import QE1, SLUG, add_systems, free_listener, served
from governance.keys import GovernanceKeys
from governance.load import SystemRecord, load_system
from governance.main import build_app as build_governance
from governance.petitions import handling
from governance.settings import GovernanceSettings
from governance_support import ICP, Governance, system_file
from public_voice_support import SCHEME, STAFF, Public

pytestmark = [pytest.mark.browser, pytest.mark.rule("governance.5")]


@dataclass
class Here:
    """What is running for a test."""

    url: str
    people: Public

    async def link(self, to: str) -> str:
        """Give the link in somebody's newest mail, as it leads to this gateway."""
        text = await self.people.last_mail(to)
        found = next(line for line in text.splitlines() if line.startswith("https://gt.example/"))
        _, _, path = found.removeprefix("https://gt.example/").partition("/")
        return f"{self.url}/{SLUG}/{path}"


@pytest.fixture
async def here(
    gateway_database: Database, governance_database: Database, service_settings: Callable[..., Any],
    token: Any,
) -> AsyncIterator[Here]:  # fmt: skip
    """A gateway with governance behind it, and a body that takes questions and petitions."""
    await add_systems(gateway_database)
    file = system_file("QE1")
    file["bodies"][0]["terms"]["public_involvement"] = SCHEME
    await load_system(governance_database, SystemRecord.model_validate(file))
    settings = service_settings(GovernanceSettings)
    listener, url = free_listener()
    async with AsyncExitStack() as stack:
        behind = await stack.enter_async_context(served(build_governance(settings)))
        gateway = service_settings(
            GatewaySettings, public_url=url, governance_url=behind, form_seconds=0.2,
            unproved_seconds=0.2, unproved_rate=100,
        )  # fmt: skip
        await stack.enter_async_context(served(build_app(gateway), listener))
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=behind))
        governance = Governance(http, token, governance_database)
        yield Here(url, Public(governance, GovernanceKeys.of(settings)))


async def fits(page: Page, name: str) -> None:
    """Check a page with axe-core, and that nothing lies beyond the screen."""
    await clean(page, name)
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


async def soon_choice(page: Page, meeting: str) -> str:
    """Give the id of the choice of a meeting."""
    found = await page.locator(f"input[value='{ICP}|{meeting}']").get_attribute("id")
    assert found is not None
    return found


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name).click()


class TestQuestion:
    @pytest.mark.parametrize(("width", "scripts"), [(320, False), (1100, True)])
    async def test_from_the_form_to_the_published_answer(
        self, here: Here, visits: Visits, width: int, scripts: bool
    ) -> None:
        soon, later = await here.people.meeting(3), await here.people.meeting(60)
        page = (await visits(scripts=scripts, width=width)).page
        await page.goto(f"{here.url}/{SLUG}/questions")
        await expect(page.get_by_text("it is too late now").first).to_be_visible()
        await fits(page, f"questions-empty-{width}")
        await page.get_by_role("link", name="Ask a question or make a statement").click()
        await press(page, "Send me the link")
        await expect(page.get_by_role("link", name="Select what you want to do")).to_be_visible()
        await fits(page, f"ask-embed-{width}")
        await page.get_by_label("Ask a question, or make a statement").check()
        await page.get_by_label("Email address").fill("ada@x.example")
        await press(page, "Send me the link")
        await expect(page.get_by_role("heading", name="Check your email")).to_be_visible()

        await page.goto(await here.link("ada@x.example"))
        await press(page, "Send")
        await expect(page.get_by_role("link", name="Enter your name")).to_be_visible()
        await fits(page, f"ask-errors-{width}")
        await page.get_by_label("A question", exact=True).check()
        late = page.locator(f"label[for='{await soon_choice(page, soon)}']")
        await expect(late).not_to_contain_text("questions until")
        await page.locator(f"input[value='{ICP}|{later}']").check()
        await page.get_by_label("What do you want to ask or say?").fill("Why close at six?")
        await page.get_by_label("Your name").fill("Ada Lovell")
        await page.get_by_label("Publish my name with it").check()
        await press(page, "Send")
        await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        await fits(page, f"ask-own-{width}")

        [question] = (await here.people.governance.get("/questions")).json()["items"]
        path = f"/questions/{question['id']}"
        await here.people.staff(f"{path}/acceptance", text="Why close at six?")
        await here.people.staff(f"{path}/answer", answer="It opens longer.", answered_by="Chair")
        await here.people.staff(f"{path}/publication")
        await page.goto(f"{here.url}/{SLUG}/questions/{later}")
        await expect(page.get_by_text("It opens longer.")).to_be_visible()
        await expect(page.get_by_text("from Ada Lovell")).to_be_visible()
        await fits(page, f"questions-meeting-{width}")
        await page.goto(await here.link("ada@x.example"))
        await press(page, "Delete my details")
        await expect(page.get_by_text("We no longer know who sent it.")).to_be_visible()
        await page.goto(f"{here.url}/{SLUG}/questions/{later}")
        await page.reload()  # the page may be kept for five seconds
        await expect(page.get_by_text("It opens longer.")).to_be_visible()
        assert "Lovell" not in await page.content()

    async def test_a_link_that_was_used_says_what_to_do(self, here: Here, visits: Visits) -> None:
        page = (await visits(scripts=False)).page
        await page.goto(f"{here.url}/{SLUG}/ask?token={'x' * 43}")
        await expect(page.get_by_role("link", name="Get a new link")).to_be_visible()
        await fits(page, "ask-dead-link")


class TestPetition:
    @pytest.mark.parametrize(("width", "scripts"), [(320, False), (1100, True)])
    async def test_from_its_start_to_a_signature_taken_back(
        self, here: Here, visits: Visits, width: int, scripts: bool
    ) -> None:
        page = (await visits(scripts=scripts, width=width)).page
        await page.goto(f"{here.url}/{SLUG}/petitions")
        await fits(page, f"petitions-empty-{width}")
        await page.get_by_role("link", name="Start a petition").click()
        await page.get_by_label("Email address").fill("cleo@x.example")
        await press(page, "Send me the link")
        await page.goto(await here.link("cleo@x.example"))
        await press(page, "Send")
        await fits(page, f"petition-errors-{width}")
        await page.get_by_label("Fylde Sands Partnership Board").check()
        await page.get_by_label("What do you ask for?").fill("Keep the clinic open")
        await page.get_by_label("Why do you ask for it?").fill("It is the only one.")
        await page.get_by_label("Your name").fill("Cleo Marsh")
        await press(page, "Send")
        await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        await fits(page, f"petition-own-{width}")

        [petition] = (await here.people.governance.get("/petitions")).json()["items"]
        words: dict[str, Any] = {"title": "Keep the clinic open", "text": "It is the only one."}
        await here.people.staff(f"/petitions/{petition['id']}/opening", **words)
        await page.goto(f"{here.url}/{SLUG}/petitions")
        await page.get_by_role("link", name="Keep the clinic open").click()
        await press(page, "Send me the link")
        await expect(page.get_by_role("link", name="Enter your email address")).to_be_visible()
        await fits(page, f"petition-{width}")
        await page.get_by_label("Email address").fill("sam@x.example")
        await press(page, "Send me the link")
        await expect(page.get_by_role("heading", name="Check your email")).to_be_visible()

        await page.goto(await here.link("sam@x.example"))
        await page.get_by_label("Show my name with the petition").check()
        await press(page, "Sign the petition")
        await fits(page, f"petition-sign-{width}")
        await page.get_by_label("Your name").fill("Sam Birch")
        await page.get_by_label("Show my name with the petition").check()
        await press(page, "Sign the petition")
        await expect(page.get_by_role("heading", name="You have signed")).to_be_visible()
        await fits(page, f"petition-signed-{width}")
        assert await self.exact(here, petition["id"]) == 1
        async with here.people.governance.database.transaction(QE1) as session:
            await handling.renew(session, QE1, utc_now())
        await page.goto(f"{here.url}/{SLUG}/petitions/{petition['id']}")
        await expect(page.get_by_text("Fewer than 15 people had signed")).to_be_visible()
        assert "Sam Birch" not in await page.content()

        await page.goto(await here.link("sam@x.example"))
        await fits(page, f"petition-signature-{width}")
        await press(page, "Take my signature back")
        await expect(page.get_by_role("heading", name="Your signature is deleted")).to_be_visible()
        assert await self.exact(here, petition["id"]) == 0

    async def exact(self, here: Here, petition: str) -> int:
        read = await here.people.governance.get(f"/petitions/{petition}", scopes=STAFF)
        return int(read.json()["signatures"])
