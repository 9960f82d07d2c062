"""A long survey: page by page, kept between them, on another device, and in another language."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from browser_support import System, Visits, clean
from common.clock import utc_now
from common.db.tenancy import SystemCode
from panel.members.schemas import ConsentIn
from panel.members.service import Joining, join

pytestmark = [pytest.mark.browser, pytest.mark.rule("panel.10")]

PERSON = "ada@people.example"
NARROW = 320
YES_NO = [{"code": "yes", "label": "Yes"}, {"code": "no", "label": "No"}]
LONG: list[dict[str, Any]] = [
    {"kind": "single_choice", "text": "Did you see a GP this year?", "required": True,
     "options": YES_NO},
    {"kind": "single_choice", "text": "You said “{{1}}”. Was it easy?", "required": True,
     "options": YES_NO, "show_if": {"question": 1, "any_of": ["yes"]}},
    {"kind": "free_text", "text": "You said “{{1}}”. What would help?"},
    {"kind": "number", "text": "How long did you wait?", "minimum": 0, "maximum": 300,
     "unit": "minutes"},
    {"kind": "matrix", "text": "How was each part?",
     "rows": [{"code": "staff", "label": "The staff"}, {"code": "rooms", "label": "The rooms"}],
     "options": [{"code": "good", "label": "Good"}, {"code": "bad", "label": "Bad"}]},
    {"kind": "multiple_choice", "text": "How do you book?",
     "options": [{"code": "phone", "label": "By telephone"}, {"code": "app", "label": "By app"}]},
    {"kind": "single_choice", "text": "You waited {{4|a while}}. Was it too long?",
     "options": YES_NO},
]  # fmt: skip
URDU = {
    "Getting to your GP": "اپنے جی پی تک پہنچنا",
    "So that we know.": "تاکہ ہمیں معلوم ہو۔",
    "Did you see a GP this year?": "کیا آپ نے اس سال جی پی کو دکھایا؟",
    "Yes": "ہاں",
    "No": "نہیں",
    "You said “{{1}}”. Was it easy?": "آپ نے کہا “{{1}}”۔ کیا یہ آسان تھا؟",
    "Continue": "جاری رکھیں",
    "Why we ask": "ہم کیوں پوچھتے ہیں",
    "Select an answer": "جواب منتخب کریں",
    "There is a problem": "ایک مسئلہ ہے",
    "Page {number} of {total}": "صفحہ {number} از {total}",
    "Send my answers": "میرے جوابات بھیجیں",
    "Check your answers": "اپنے جوابات دیکھیں",
}


async def member(system: System, language: str = "en") -> None:
    """Let somebody be a member, by the service itself."""
    lists = (await system.staff.get("/api/v1/QE1/panel/vocabularies")).json()["items"]
    wording = next(one["version"] for one in lists if one["code"] == "consent_purpose")
    joining = Joining(
        email=PERSON,
        language=language,
        minimum_age_met=True,
        connection="lives",
        consents=[ConsentIn(purpose="surveys", wording_version=wording)],
    )
    async with system.panel_database.transaction(SystemCode("QE1")) as session:
        await join(session, SystemCode("QE1"), system.post_office._keys, joining, utc_now())


async def go_on(page: Page, button: str = "Continue") -> None:
    await page.get_by_role("button", name=button).click()


class TestALongSurvey:
    async def test_is_left_half_way_and_ended_on_another_device(
        self, system: System, visits: Visits
    ) -> None:
        await member(system)
        await system.open_survey(LONG)
        link = await system.link(PERSON, "answer")
        desktop = (await visits(scripts=False)).page
        await desktop.goto(link)
        await expect(desktop.get_by_text("We can still find them")).to_be_visible()
        await clean(desktop, "long-first")
        await desktop.get_by_label("Yes").check()
        await go_on(desktop)
        await expect(desktop.get_by_text("You said “Yes”. Was it easy?")).to_be_visible()
        await go_on(desktop)
        await expect(desktop.get_by_role("link", name="Select an answer")).to_be_visible()
        await clean(desktop, "long-error")
        await desktop.get_by_role("group", name="Was it easy?").get_by_label("No").check()
        await desktop.get_by_label("How long did you wait?").fill("45")
        await go_on(desktop)
        await expect(desktop.get_by_text("You waited 45 minutes.")).to_be_visible()
        assert await desktop.context.cookies() == []

        phone = (await visits(scripts=False, width=NARROW)).page
        await phone.goto(link)
        await expect(phone.get_by_text("You waited 45 minutes.")).to_be_visible()
        await clean(phone, "long-third-320")
        await phone.get_by_label("No").check()
        await go_on(phone)
        await expect(phone.get_by_role("heading", name="Check your answers")).to_be_visible()
        await clean(phone, "long-check-320")
        await phone.get_by_role("link", name="How long did you wait?").click()
        await expect(phone.get_by_label("How long did you wait?")).to_have_value("45")
        await phone.goto(link)
        await go_on(phone, "Send my answers")
        await expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
        response = await desktop.goto(link)
        assert response is not None
        assert response.status == 409

    async def test_passes_over_what_does_not_apply(self, system: System, visits: Visits) -> None:
        await member(system)
        await system.open_survey(LONG[:2])
        page = (await visits(scripts=False)).page
        await page.goto(await system.link(PERSON, "answer"))
        await page.get_by_label("No").check()
        await go_on(page)
        await expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
        await page.get_by_role("link", name="Change").click()
        await page.get_by_label("Yes").check()
        await go_on(page)
        await expect(page.get_by_text("You said “Yes”. Was it easy?")).to_be_visible()

    async def test_fits_a_narrow_screen(self, system: System, visits: Visits) -> None:
        await member(system)
        await system.open_survey(LONG)
        page = (await visits(scripts=False, width=NARROW)).page
        await page.goto(await system.link(PERSON, "answer"))
        await page.get_by_label("Yes").check()
        await go_on(page)
        await clean(page, "long-second-320")
        visit = (await visits(width=NARROW)).page
        await visit.goto(page.url)
        assert await visit.evaluate("document.documentElement.scrollWidth") <= NARROW


class TestAnotherLanguage:
    async def test_is_the_members_own_and_can_be_changed_on_the_page(
        self, system: System, visits: Visits
    ) -> None:
        await member(system, "ur")
        await system.open_survey(LONG[:2], translations={"ur": URDU, "pl": {}}, anonymous=True)
        link = await system.link(PERSON, "answer")
        page = (await visits(scripts=False)).page
        await page.goto(link)
        assert await page.locator("html").get_attribute("lang") == "ur"
        assert await page.locator("html").get_attribute("dir") == "rtl"
        await expect(page.get_by_role("heading", name=URDU["Getting to your GP"])).to_be_visible()
        await go_on(page, URDU["Continue"])
        await expect(page.get_by_role("heading", name=URDU["There is a problem"])).to_be_visible()
        await clean(page, "urdu-error")
        await page.get_by_label(URDU["Yes"]).check()
        await clean(page, "urdu-checked")
        await go_on(page, URDU["Continue"])
        await expect(page.get_by_text("آپ نے کہا “ہاں”۔ کیا یہ آسان تھا؟")).to_be_visible()
        await clean(page, "urdu-second")
        phone = (await visits(scripts=False, width=NARROW)).page
        await phone.goto(page.url)
        await clean(phone, "urdu-second-320")
        await phone.get_by_role("link", name="English").click()
        await expect(phone.get_by_text("You said “Yes”. Was it easy?")).to_be_visible()
        assert await phone.locator("html").get_attribute("lang") == "en"
        await phone.get_by_label("No").check()
        await go_on(phone)
        await expect(
            phone.get_by_text("so that nobody can find out which are yours")
        ).to_be_visible()
        await go_on(phone, "Send my answers")
        await expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
