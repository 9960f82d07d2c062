"""A member's own page: what matters to them, their household, another address, another contact."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from browser_support import System, Visits, clean
from gateway_support import QE1, SLUG
from panel.mail.models import Mail
from panel_support.reports import report

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("width", [320, 1100])]

PERSON, OTHER = "ada@people.example", "ada.lovelace.of.somewhere.rather.long@people.example"


async def fits(page: Page, name: str) -> None:
    """Check that a page is accessible, and no wider than its window."""
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    assert page.viewport_size is not None
    await clean(page, f"{name}-{page.viewport_size['width']}")


async def join(page: Page, system: System) -> None:
    """Become a member who agrees to surveys and to be in a draw."""
    await page.goto(f"{system.url}/embed/QE1/join")
    await page.get_by_label("Email address").fill(PERSON)
    await page.get_by_role("button", name="Send me the link").click()
    await expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    await page.goto(await system.link(PERSON, "join/confirm"))
    await page.get_by_label("I live here").check()
    await page.get_by_label("I am 16 or older").check()
    await page.get_by_label("Send me surveys").check()
    await page.get_by_label("Put me in the draw").check()
    await page.get_by_role("button", name="Join the panel").click()
    await expect(page.get_by_role("heading", name="You have joined")).to_be_visible()


async def bounce(system: System) -> None:
    """Let the last mail to a member come back."""
    async with system.panel_database.reading(QE1) as session:
        query = select(Mail.id).where(Mail.member_id.is_not(None)).order_by(Mail.id.desc()).limit(1)
        mail_id: UUID = (await session.scalars(query)).one()
    taken = await system.staff.post(
        "/api/v1/QE1/panel/bounces",
        content=report("5.1.1", mail_id=mail_id),
        headers={"Content-Type": "message/rfc822"},
    )
    assert taken.json()["outcome"] == "hard", taken.text


@pytest.mark.rule("panel.3")
async def test_a_member_says_what_matters_to_them_and_takes_it_back(
    system: System, visits: Visits, width: int
) -> None:
    page = (await visits(width=width)).page
    await join(page, system)
    await fits(page, "welcome-further")
    await page.get_by_role("link", name="Tell us what matters to you").click()
    await expect(page.get_by_text("Why we ask: People who have lived through")).to_be_visible()
    await fits(page, "topics")
    know = page.get_by_role("group", name="What do you know from your own life?")
    await page.get_by_label("Getting to services", exact=True).check()
    await know.get_by_label("Dementia or memory loss").check()
    await know.get_by_label("Prefer not to say").check()
    await page.get_by_role("button", name="Save my answers").click()
    await expect(page.get_by_role("link", name="Select what fits you")).to_be_visible()
    await fits(page, "topics-error")
    await know.get_by_label("Prefer not to say").uncheck()
    await page.get_by_role("button", name="Save my answers").click()
    await expect(page.get_by_text("Your answers are saved")).to_be_visible()
    await page.get_by_role("link", name="Go to your page").click()
    await expect(page.get_by_text("Dementia or memory loss", exact=True)).to_be_visible()
    await fits(page, "me-topics")
    await page.get_by_role("button", name="Save changes").click()
    await expect(page.get_by_text("Dementia or memory loss", exact=True)).to_be_visible()
    await page.get_by_role("link", name="See or download your data").click()
    await expect(page.get_by_text("What you know from your own life: dementia")).to_be_visible()
    await fits(page, "data-topics")
    await page.goto(await system.link(PERSON, "me"))
    await page.get_by_role("link", name="Change your answer to What do you know").click()
    await know.get_by_label("Dementia or memory loss").uncheck()
    await page.get_by_role("button", name="Save my answers").click()
    await page.get_by_role("link", name="Go to your page").click()
    await expect(page.get_by_text("Not answered", exact=True)).to_be_visible()


@pytest.mark.rule("panel.11")
async def test_a_member_in_the_draw_records_their_household_and_deletes_it(
    system: System, visits: Visits, width: int
) -> None:
    page = (await visits(width=width)).page
    await join(page, system)
    await page.get_by_role("link", name="Help us to pick only one").click()
    await fits(page, "household")
    await page.get_by_label("Postcode of your home").fill("Paris")
    await page.get_by_role("button", name="Record my household").click()
    await expect(page.get_by_role("link", name="Enter the number or name")).to_be_visible()
    await fits(page, "household-error")
    await page.get_by_label("Number or name of your home").fill("Rose Cottage")
    await page.get_by_role("button", name="Record my household").click()
    await expect(page.get_by_role("link", name="Enter a postcode such as")).to_be_visible()
    await page.get_by_label("Postcode of your home").fill("FY1 1AA")
    await page.get_by_role("button", name="Record my household").click()
    await expect(page.get_by_text("Your household is recorded")).to_be_visible()
    assert "Rose Cottage" not in await page.content()
    await fits(page, "household-recorded")
    await page.get_by_role("link", name="Go back to your page").click()
    await page.get_by_role("link", name="Change household").click()
    await page.get_by_role("button", name="Delete what is recorded").click()
    await expect(page.get_by_text("no longer recorded")).to_be_visible()


@pytest.mark.rule("panel.13")
async def test_a_member_changes_their_address_by_the_link_to_the_new_one(
    system: System, visits: Visits, width: int
) -> None:
    page = (await visits(width=width)).page
    await join(page, system)
    await page.goto(await system.link(PERSON, "me"))
    await page.get_by_role("link", name="Change email address").click()
    await fits(page, "address")
    await page.get_by_label("New email address").fill("ada")
    await page.get_by_role("button", name="Send the link").click()
    await expect(page.get_by_role("link", name="Enter an email address")).to_be_visible()
    await fits(page, "address-error")
    await page.get_by_label("New email address").fill(PERSON)
    await page.get_by_role("button", name="Send the link").click()
    await expect(page.get_by_role("link", name="We write to this address")).to_be_visible()
    await page.get_by_label("New email address").fill(OTHER)
    await page.get_by_role("button", name="Send the link").click()
    await expect(page.get_by_role("heading", name="Check your new email")).to_be_visible()
    await fits(page, "address-asked")

    stopped = await system.link(OTHER, "me/address/confirm")
    await page.get_by_role("link", name="Use another address").click()
    await page.get_by_role("button", name="Stop the change").click()
    await expect(page.get_by_role("heading", name="The change is stopped")).to_be_visible()
    await fits(page, "address-stopped")
    await page.goto(await system.link(PERSON, "me"))
    await page.get_by_role("link", name="Change email address").click()
    await page.get_by_label("New email address").fill(OTHER)
    await page.get_by_role("button", name="Send the link").click()
    old, link = await system.link(PERSON, "me"), await system.link(OTHER, "me/address/confirm")
    assert link != stopped
    await page.goto(link)
    await fits(page, "address-confirm")
    await page.get_by_role("button", name="Use this email address").click()
    await expect(page.get_by_role("heading", name="Your email address is changed")).to_be_visible()
    await fits(page, "address-changed")
    await page.get_by_role("link", name="Go to your page").click()
    await expect(page.get_by_text(OTHER)).to_be_visible()
    await fits(page, "me-other-address")

    for gone, heading in (
        (link, "Your address is changed already"),
        (stopped, "This change was stopped"),
        (link[:-4] + "AAAA", "This link does not work"),
    ):
        await page.goto(gone)
        await page.get_by_role("button", name="Use this email address").click()
        await expect(page.get_by_role("heading", name=heading)).to_be_visible()
        await fits(page, heading.replace(" ", "-"))
    await page.goto(old)
    await expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()
    await page.goto(await system.link(OTHER, "me"))
    await expect(page.get_by_text(OTHER)).to_be_visible()


@pytest.mark.rule("panel.5")
async def test_a_member_says_that_an_address_works_though_mails_came_back(
    system: System, visits: Visits, width: int
) -> None:
    page = (await visits(width=width)).page
    await join(page, system)
    link = await system.link(PERSON, "me")
    await bounce(system)
    await page.goto(link)
    await expect(page.get_by_text("Our emails to you come back")).to_be_visible()
    await fits(page, "me-address-fails")
    await page.get_by_role("button", name="This address works").click()
    await expect(page.get_by_role("heading", name="We will write to you again")).to_be_visible()
    await fits(page, "address-works")
    await page.get_by_role("link", name="Go back to your page").click()
    await expect(page.get_by_text("Our emails to you come back")).to_have_count(0)


@pytest.mark.rule("panel.6")
async def test_a_member_without_email_corrects_their_name_and_contact(
    system: System, visits: Visits, width: int
) -> None:
    page = (await visits(width=width)).page
    code = await system.enrolled_by_telephone()
    await page.goto(f"{system.url}/{SLUG}/me/code")
    await page.get_by_label("Code in your letter").fill(code)
    await page.get_by_role("button", name="Open my page").click()
    await page.get_by_role("link", name="Change name, telephone").click()
    await fits(page, "contact")
    await page.get_by_label("Telephone number").fill("")
    await page.get_by_role("button", name="Save changes").click()
    await expect(page.get_by_role("link", name="Enter a telephone number or")).to_be_visible()
    await fits(page, "contact-error")
    await page.get_by_label("Name").fill("Zebedee Marker-Smith")
    await page.get_by_label("Postal address").fill("7 Marker Street\nBlackpool")
    await page.get_by_label("Postcode").fill("Paris")
    await page.get_by_role("button", name="Save changes").click()
    await expect(page.get_by_role("link", name="Enter a postcode such as")).to_be_visible()
    await page.get_by_label("Postcode").fill("FY1 1AA")
    await page.get_by_role("button", name="Save changes").click()
    await expect(page.get_by_text("Your changes are saved")).to_be_visible()
    await page.get_by_role("link", name="Go back to your page").click()
    await expect(page.get_by_text("Zebedee Marker-Smith")).to_be_visible()
    await expect(page.get_by_text("7 Marker Street, Blackpool, FY1 1AA")).to_be_visible()
    await fits(page, "me-contact-corrected")
