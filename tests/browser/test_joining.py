"""Joining from an ICS's own website, on another origin, to the member's own page."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import func, select

from browser_support import FURTHER_QUESTIONS, System, Visits, clean
from gateway.embed.models import SpentProof
from gateway_support import QE1

pytestmark = pytest.mark.browser

PERSON = "ada@people.example"


async def proofs_used(system: System) -> int:
    """Count the proofs of work that browsers did for the form."""
    async with system.gateway_database.reading(QE1) as session:
        return await session.scalar(select(func.count()).select_from(SpentProof)) or 0


class TestEmbed:
    async def test_by_the_script_the_form_works_and_fits_its_frame(
        self, system: System, visits: Visits
    ) -> None:
        visit = await visits()
        await visit.page.goto(f"{system.registered}/")
        frame = visit.page.frame_locator("iframe")
        await frame.get_by_label("Email address").fill(PERSON)
        await frame.get_by_role("button", name="Send me the link").click()
        await expect(frame.get_by_role("heading", name="Check your email")).to_be_visible()
        heights = await visit.page.locator("iframe").evaluate(
            "frame => [frame.clientHeight, parseInt(frame.style.height)]"
        )
        assert heights[0] == heights[1] < 560
        assert await visit.page.context.cookies() == []
        assert visit.complaints == []
        assert "/join/confirm?token=" in await system.link(PERSON, "join/confirm")
        assert await proofs_used(system) == 1

    async def test_in_a_plain_frame_it_works_without_javascript(
        self, system: System, visits: Visits
    ) -> None:
        visit = await visits(scripts=False)
        await visit.page.goto(f"{system.registered}/frame")
        frame = visit.page.frame_locator("iframe")
        await frame.get_by_label("Email address").fill(PERSON)
        await frame.get_by_role("button", name="Send me the link").click()
        await expect(frame.get_by_role("heading", name="Check your email")).to_be_visible()
        assert "/join/confirm?token=" in await system.link(PERSON, "join/confirm")
        assert await proofs_used(system) == 0

    @pytest.mark.parametrize("path", ["/", "/frame"])
    async def test_a_site_that_is_not_registered_shows_nothing(
        self, system: System, visits: Visits, path: str
    ) -> None:
        visit = await visits()
        await visit.page.goto(f"{system.stranger}{path}")
        await expect(visit.page.locator("iframe")).to_be_attached()
        await visit.page.wait_for_load_state("networkidle")
        assert any("frame-ancestors" in line for line in visit.complaints)
        label = visit.page.frame_locator("iframe").get_by_label("Email address")
        assert await label.count() == 0

    async def test_the_form_can_be_used_by_keyboard_alone(
        self, system: System, visits: Visits
    ) -> None:
        visit = await visits()
        await visit.page.goto(f"{system.url}/embed/QE1/join")
        await visit.page.keyboard.press("Tab")
        await visit.page.keyboard.press("Tab")
        await visit.page.keyboard.type("ada")
        await visit.page.keyboard.press("Enter")
        summary = visit.page.get_by_role("link", name="Enter an email address")
        await expect(summary).to_be_visible()
        await clean(visit.page, "join-error")
        await summary.focus()
        await visit.page.keyboard.press("Enter")
        await expect(visit.page.get_by_label("Email address")).to_be_focused()
        await visit.page.keyboard.press("End")
        await visit.page.keyboard.type("@people.example")
        await visit.page.keyboard.press("Tab")
        await visit.page.keyboard.press("Enter")
        await expect(visit.page.get_by_role("heading", name="Check your email")).to_be_visible()
        await clean(visit.page, "join-sent")


class TestConfirm:
    async def test_a_person_joins_sees_their_page_and_leaves(
        self, system: System, visits: Visits
    ) -> None:
        page = (await visits(scripts=False)).page
        await ask_to_join(page, system)
        await page.goto(await system.link(PERSON, "join/confirm"))
        await clean(page, "confirm")
        await page.get_by_role("button", name="Join the panel").click()
        await expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        await clean(page, "confirm-error")
        await fill_in(page)
        await page.get_by_role("button", name="Join the panel").click()
        await expect(page.get_by_role("heading", name="You have joined")).to_be_visible()
        await clean(page, "welcome")

        await page.goto(await system.link(PERSON, "me"))
        await expect(page.get_by_text(PERSON)).to_be_visible()
        await expect(page.get_by_label("Indian", exact=True)).to_be_checked()
        await clean(page, "me")
        await expect(page.get_by_label("Large print", exact=True)).to_be_checked()
        await page.get_by_label("Large print", exact=True).uncheck()
        await page.get_by_label("Braille", exact=True).check()
        await page.get_by_label("Prefer not to say").nth(2).check()
        await page.get_by_role("button", name="Save changes").click()
        await expect(page.get_by_text("Your changes are saved")).to_be_visible()
        await expect(page.get_by_label("Braille", exact=True)).to_be_checked()
        await expect(page.get_by_label("Large print", exact=True)).not_to_be_checked()
        await clean(page, "me-needs")
        await page.get_by_role("link", name="See or download your data").click()
        await expect(page.get_by_text("What you need", exact=True)).to_be_visible()
        await clean(page, "me-data")
        await page.goto(await system.link(PERSON, "me"))
        await page.get_by_role("link", name="Leave, or have everything").click()
        await clean(page, "leave")
        await page.get_by_label("Delete everything").check()
        await page.get_by_role("button", name="Leave the panel").click()
        await expect(page.get_by_role("heading", name="You have left")).to_be_visible()

    async def test_a_link_that_was_used_says_so(self, system: System, visits: Visits) -> None:
        page = (await visits(scripts=False)).page
        await ask_to_join(page, system)
        link = await system.link(PERSON, "join/confirm")
        for heading in ("You have joined the panel", "This link does not work"):
            await page.goto(link)
            await fill_in(page)
            await page.get_by_role("button", name="Join the panel").click()
            await expect(page.get_by_role("heading", name=heading)).to_be_visible()
        await clean(page, "link-used")

    async def test_mail_stops_when_a_person_says_so(self, system: System, visits: Visits) -> None:
        page = (await visits(scripts=False)).page
        await join(page, system)
        await page.goto(await system.link(PERSON, "unsubscribe"))
        await clean(page, "unsubscribe")
        await page.get_by_role("button", name="Stop all emails").click()
        await expect(page.get_by_role("heading", name="We will not send you")).to_be_visible()


class TestRights:
    async def test_a_member_takes_a_rest_objects_and_takes_it_back(
        self, system: System, visits: Visits
    ) -> None:
        page = (await visits(scripts=False)).page
        await join(page, system)
        await page.goto(await system.link(PERSON, "me"))
        await page.get_by_role("link", name="Take a rest").click()
        await clean(page, "rights")
        await page.get_by_label("For a month").check()
        await page.get_by_label("Do not choose whom to ask").check()
        await page.get_by_role("button", name="Save changes").click()
        await expect(page.get_by_text("We will not write to you before")).to_be_visible()
        await clean(page, "rights-saved")
        await page.get_by_label("End the pause").check()
        await page.get_by_label("Do not choose whom to ask").uncheck()
        await page.get_by_role("button", name="Save changes").click()
        await expect(page.get_by_label("Do not pause")).to_be_checked()
        await expect(page.get_by_label("Do not choose whom to ask")).not_to_be_checked()


class TestLetter:
    async def test_a_member_without_email_comes_to_their_page_by_a_code(
        self, system: System, visits: Visits
    ) -> None:
        page = (await visits(scripts=False)).page
        code = await system.enrolled_by_telephone()
        await page.goto(f"{system.url}/lancashire-and-south-cumbria/me/code")
        await clean(page, "code")
        await page.get_by_label("Code in your letter").fill("ABCDE-FGHJK-MNPQR")
        await page.get_by_role("button", name="Open my page").click()
        await expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        await clean(page, "code-error")
        await page.get_by_label("Code in your letter").fill(code.lower())
        await page.get_by_role("button", name="Open my page").click()
        await expect(page.get_by_text("Zebedee Marker")).to_be_visible()
        await clean(page, "me-without-email")
        await page.get_by_role("link", name="See or download your data").click()
        await expect(page.get_by_text("You were enrolled by telephone")).to_be_visible()
        await clean(page, "data-without-email")


class TestAnswer:
    async def test_a_survey_is_answered_once(self, system: System, visits: Visits) -> None:
        page = (await visits(scripts=False)).page
        await join(page, system)
        await system.open_survey()
        link = await system.link(PERSON, "answer")
        await page.goto(link)
        await clean(page, "survey")
        await page.get_by_role("button", name="Send my answers").click()
        await expect(page.get_by_role("link", name="Select an answer")).to_be_visible()
        await clean(page, "survey-error")
        await page.get_by_label("Hard").check()
        await page.get_by_label("By telephone").check()
        await page.get_by_label("5: very").check()
        await page.get_by_label("What would make it better?").fill("More people on the telephone.")
        await page.get_by_role("button", name="Send my answers").click()
        await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        await clean(page, "thanks")
        await page.get_by_role("button", name="See what came of it so far").click()
        await expect(page.get_by_text("Your receipt is genuine")).to_be_visible()
        await clean(page, "receipt-so-far")
        await page.goto(await system.link(PERSON, "me"))
        await page.get_by_role("link", name="See what you took part in").click()
        await expect(page.get_by_role("heading", name="Getting to your GP")).to_be_visible()
        await clean(page, "me-involvement")
        response = await page.goto(link)
        assert response is not None
        assert response.status == 409
        heading = page.get_by_role("heading", name="You have answered already")
        await expect(heading).to_be_visible()
        await clean(page, "answered")

    async def test_a_survey_can_be_answered_by_keyboard_alone(
        self, system: System, visits: Visits
    ) -> None:
        page = (await visits(scripts=False)).page
        await join(page, system)
        await system.open_survey()
        await page.goto(await system.link(PERSON, "answer"))
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")
        await expect(page.get_by_label("Easy")).to_be_checked()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()

    async def test_questions_of_several_fields_are_answered_without_javascript(
        self, system: System, visits: Visits
    ) -> None:
        page = (await visits(scripts=False)).page
        await join(page, system)
        await system.open_survey(FURTHER_QUESTIONS)
        await page.goto(await system.link(PERSON, "answer"))
        await clean(page, "kinds")
        hint = page.get_by_text("Only answer this if you chose “I went” for “Did you go?”.")
        await expect(hint).to_have_count(2)
        await page.get_by_label("I went").check()
        await page.get_by_label("How long did you wait?").fill("far too long")
        await page.get_by_role("button", name="Send my answers").click()
        for says in ("Select your first choice", "Select an answer for each row", "Enter a whole"):
            await expect(page.get_by_role("link", name=says)).to_be_visible()
        await expect(page.get_by_role("link", name="Enter a date")).to_be_visible()
        await clean(page, "kinds-error")
        await page.get_by_label("First choice").select_option("Cost")
        await page.get_by_role("group", name="The staff").get_by_label("Good").check()
        await page.get_by_role("group", name="The food").get_by_label("Bad").check()
        await page.get_by_label("How long did you wait?").fill("45")
        for part, value in (("Day", "3"), ("Month", "2"), ("Year", "2026")):
            await page.get_by_label(part, exact=True).fill(value)
        await page.get_by_role("button", name="Send my answers").click()
        await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()

    async def test_questions_that_do_not_apply_can_be_left_empty(
        self, system: System, visits: Visits
    ) -> None:
        page = (await visits(scripts=False)).page
        await join(page, system)
        await system.open_survey([FURTHER_QUESTIONS[0], *FURTHER_QUESTIONS[3:]])
        await page.goto(await system.link(PERSON, "answer"))
        await page.get_by_label("I did not").check()
        await page.get_by_role("button", name="Send my answers").click()
        await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


async def ask_to_join(page: Page, system: System) -> None:
    """Send the form."""
    await page.goto(f"{system.url}/embed/QE1/join")
    await page.get_by_label("Email address").fill(PERSON)
    await page.get_by_role("button", name="Send me the link").click()
    await expect(page.get_by_role("heading", name="Check your email")).to_be_visible()


async def fill_in(page: Page) -> None:
    """Answer what joining needs, and a little more."""
    await page.get_by_label("I live here").check()
    await page.get_by_label("I am 16 or older").check()
    await page.get_by_label("Send me surveys").check()
    await page.get_by_label("Indian", exact=True).check()
    await page.get_by_label("Large print", exact=True).check()


async def join(page: Page, system: System) -> None:
    """Become a member."""
    await ask_to_join(page, system)
    await page.goto(await system.link(PERSON, "join/confirm"))
    await fill_in(page)
    await page.get_by_role("button", name="Join the panel").click()
    await expect(page.get_by_role("heading", name="You have joined")).to_be_visible()
