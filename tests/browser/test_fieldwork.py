"""What people meet of a survey in the field: that there are enough, and that it is a trial."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from browser_support import QUESTIONS, System, Visits, clean
from common.db.engine import raw_connection
from gateway_support import QE1

pytestmark = [pytest.mark.browser, pytest.mark.rule("panel.10")]

PERSON = "ada@people.example"
SURVEYS = "/api/v1/QE1/panel/surveys"


async def join(page: Page, system: System) -> None:
    """Become a member who agrees to surveys."""
    await page.goto(f"{system.url}/embed/QE1/join")
    await page.get_by_label("Email address").fill(PERSON)
    await page.get_by_role("button", name="Send me the link").click()
    await page.goto(await system.link(PERSON, "join/confirm"))
    for label in ("I live here", "I am 16 or older", "Send me surveys"):
        await page.get_by_label(label).check()
    await page.get_by_role("button", name="Join the panel").click()
    await expect(page.get_by_role("heading", name="You have joined")).to_be_visible()


async def drafted(system: System) -> str:
    """Draft a survey; gives its address."""
    body = {"title": "Getting to your GP", "purpose": "So that we know.", "questions": QUESTIONS}
    made = await system.staff.post(SURVEYS, json=body)
    assert made.status_code == 201, made.text
    return f"{SURVEYS}/{made.json()['id']}"


async def fill(system: System) -> None:
    """Let every quota be full, as if so many had answered."""
    async with system.panel_database.transaction(QE1) as session:
        connection = await raw_connection(session)
        await connection.execute("UPDATE survey_quotas SET taken = ceiling")


@pytest.mark.parametrize("width", [320, 1100])
class TestEnough:
    async def test_is_told_kindly_on_opening_and_on_sending(
        self, system: System, visits: Visits, width: int
    ) -> None:
        page = (await visits(scripts=False, width=width)).page
        await join(page, system)
        survey = await drafted(system)
        quota = {"by": "dimension", "dimension": "sex", "cell": "not_said", "at_most": 50}
        decided = await system.staff.put(
            f"{survey}/quotas",
            json={"quotas": [quota]},
            headers={"If-Match": (await system.staff.get(survey)).headers["ETag"]},
        )
        assert decided.status_code == 200, decided.text
        await system.staff.post(f"{survey}/open", json={})
        link = await system.link(PERSON, "answer")
        await page.goto(link)
        await page.get_by_label("Hard", exact=True).check()
        await fill(system)
        await page.get_by_role("button", name="Send my answers").click()
        enough = page.get_by_role("heading", name="Enough people like you have answered")
        await expect(enough).to_be_visible()
        await clean(page, f"enough-{width}")
        response = await page.goto(link)
        assert response is not None
        assert response.status == 200
        await expect(enough).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 1100])
class TestATrial:
    async def test_says_that_it_is_one_and_asks_what_was_unclear(
        self, system: System, visits: Visits, width: int
    ) -> None:
        page = (await visits(scripts=False, width=width)).page
        await join(page, system)
        survey = await drafted(system)
        trial = await system.staff.post(f"{survey}/pilots", json={"sample": 5})
        assert trial.status_code == 201, trial.text
        await page.goto(await system.link(PERSON, "answer"))
        await expect(page.get_by_text("This is a trial of the survey.")).to_be_visible()
        await clean(page, f"trial-{width}")
        await page.get_by_label("Hard", exact=True).check()
        await page.get_by_label("Was any of these questions hard").fill("What is a GP?")
        await page.get_by_role("button", name="Send my answers").click()
        await expect(page.get_by_text("Your answers to this trial are not counted")).to_be_visible()
        await expect(page.get_by_role("heading", name="Your receipt")).to_have_count(0)
        await clean(page, f"trial-thanks-{width}")
        path = f"{survey}/pilots/{trial.json()['id']}/comments"
        comments = (await system.staff.get(path)).json()["items"]
        assert [one["text"] for one in comments] == ["What is a GP?"]
