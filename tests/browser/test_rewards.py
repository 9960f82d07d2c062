"""Rewards and expenses on a member's own pages: nothing is accepted before the warning is read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from browser_support import System, Visits, clean
from common.testing.clock import today
from gateway_support import SLUG

pytestmark = [
    pytest.mark.browser,
    pytest.mark.rule("panel.12"),
    pytest.mark.parametrize("width", [320, 1100]),
]

PERSON = "ada@people.example"


async def fits(page: Page, name: str) -> None:
    """Check that a page is accessible, and no wider than its window."""
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    assert page.viewport_size is not None
    await clean(page, f"rewards-{name}-{page.viewport_size['width']}")


async def join(page: Page, system: System) -> str:
    """Become a member, on one's own page; gives the member's id."""
    await page.goto(f"{system.url}/embed/QE1/join")
    await page.get_by_label("Email address").fill(PERSON)
    await page.get_by_role("button", name="Send me the link").click()
    await expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    await page.goto(await system.link(PERSON, "join/confirm"))
    await page.get_by_label("I live here").check()
    await page.get_by_label("I am 16 or older").check()
    await page.get_by_role("button", name="Join the panel").click()
    await expect(page.get_by_role("heading", name="You have joined")).to_be_visible()
    found = await system.staff.get("/api/v1/QE1/panel/members")
    (member,) = found.json()["items"]
    await page.goto(await system.link(PERSON, "me"))
    return str(member["id"])


async def offer(system: System, member_id: str, kind: str, **changes: Any) -> None:
    """Let staff offer something for a workshop of yesterday and today."""
    body = {
        "kind": kind,
        "activity": "other",
        "title": f"Workshop, {kind}",
        "first_day": str(today() - timedelta(days=1)),
        "last_day": str(today()),
        "member_ids": [member_id],
    } | changes
    made = await system.staff.post("/api/v1/QE1/panel/rewards/offers", json=body)
    assert made.status_code == 201, made.text


async def says(page: Page, words: str) -> None:
    await expect(page.get_by_text(words).first).to_be_visible()


async def test_a_member_reads_the_warning_accepts_claims_and_is_asked_where_to_be_paid(
    system: System, visits: Visits, width: int
) -> None:
    page = (await visits(width=width)).page
    await offer(system, await join(page, system), "travel_car")
    await page.get_by_role("link", name="See what you are offered").click()
    await says(page, "You have not chosen yet.")
    await fits(page, "list")
    await page.get_by_role("link", name="Choose about Workshop").click()
    await says(page, "Accepting this can change your benefits.")
    await says(page, "This one pays back what you spent.")
    await fits(page, "offer")
    await page.get_by_role("button", name="Save my choice").click()
    await expect(page.get_by_role("link", name="Select yes or no")).to_be_visible()
    await page.get_by_label("Yes, I accept it").check()
    await page.get_by_role("button", name="Save my choice").click()
    await expect(page.get_by_role("link", name="Read what it can mean")).to_be_visible()
    await fits(page, "offer-error")
    await page.get_by_label("I have read what it can mean for my benefits").check()
    await page.get_by_role("button", name="Save my choice").click()
    await says(page, "Your choice is saved.")
    await page.get_by_label("How much do you claim?").fill("many")
    await page.get_by_role("button", name="Send my claim").click()
    await expect(page.get_by_role("link", name="Enter how much you claim")).to_be_visible()
    await expect(page.get_by_role("link", name="Enter a real date")).to_be_visible()
    await fits(page, "claim-error")
    for day, error in (
        (today() - timedelta(days=9), "Enter a day on which you took part"),
        (today(), ""),
    ):
        await page.get_by_label("How much do you claim?").fill("10")
        for name, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            await page.get_by_label(name, exact=True).fill(str(number))
        await page.get_by_role("button", name="Send my claim").click()
        await says(page, error or "We have your claim.")
    await says(page, "£4.50 for")
    await expect(page.get_by_role("button", name="Save my choice")).to_have_count(0)
    await fits(page, "claimed")
    await page.get_by_role("link", name="tell us where").click()
    await page.get_by_label("Name on the account").fill("Ada Lovelace")
    await page.get_by_label("Sort code").fill("12-34")
    await page.get_by_label("Account number").fill("1234 5678")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("link", name="Enter a sort code")).to_be_visible()
    await fits(page, "account-error")
    await page.get_by_label("Sort code").fill("12-34-56")
    await page.get_by_role("button", name="Save").click()
    await says(page, "the account whose number ends in 78")
    assert "12345678" not in await page.content()
    await page.get_by_role("button", name="Delete this account").click()
    await says(page, "Your account is deleted.")
    await page.get_by_role("link", name="Go to all rewards").click()
    await says(page, "we are looking at it")
    await page.get_by_role("link", name="Change or claim about Workshop").click()
    await page.get_by_role("button", name="Take back").click()
    await says(page, "Your claim is taken back.")
    await expect(page.get_by_role("button", name="Save my choice")).to_be_visible()


async def test_a_member_declines_or_gives_away_and_reads_no_other_members_offer(
    system: System, visits: Visits, width: int
) -> None:
    page = (await visits(width=width)).page
    await offer(system, await join(page, system), "voucher", last_day=None)
    await page.get_by_role("link", name="See what you are offered").click()
    await page.get_by_role("link", name="Choose about Workshop").click()
    await says(page, "This one counts as income.")
    await page.get_by_label("No, thank you").check()
    await page.get_by_role("button", name="Save my choice").click()
    await says(page, "Your choice is saved.")
    await expect(page.get_by_role("button", name="Send my claim")).to_have_count(0)
    await page.get_by_label("Yes, but give what it is worth to").check()
    await page.get_by_label("I have read what it can mean for my benefits").check()
    await page.get_by_role("button", name="Save my choice").click()
    await says(page, "Your choice is saved.")
    await expect(page.get_by_label("Day", exact=True)).to_have_count(0)
    await page.get_by_label("How many vouchers do you claim?").fill("1")
    await page.get_by_role("button", name="Send my claim").click()
    await says(page, "£10.00 for")
    mine = page.url
    token = (await system.link(PERSON, "me")).rpartition("=")[2]
    other = "0190a000-0000-7000-8000-000000000000"
    await page.goto(f"{system.url}/{SLUG}/me/rewards/{other}?token={token}")
    await says(page, "You have no such offer")
    await page.goto(f"{mine}?token=forged-{'x' * 36}")
    await expect(page.get_by_text("£10.00")).to_have_count(0)


async def test_a_member_claims_a_voucher_and_is_shown_its_code_once(
    system: System, visits: Visits, width: int
) -> None:
    page = (await visits(width=width)).page
    await offer(system, await join(page, system), "voucher", last_day=None)
    await page.get_by_role("link", name="See what you are offered").click()
    await page.get_by_role("link", name="Choose about Workshop").click()
    await page.get_by_label("Yes, I accept it").check()
    await page.get_by_label("I have read what it can mean for my benefits").check()
    await page.get_by_role("button", name="Save my choice").click()
    await page.get_by_label("How many vouchers do you claim?").fill("1.5")
    await page.get_by_role("button", name="Send my claim").click()
    await expect(page.get_by_role("link", name="Enter how many vouchers")).to_be_visible()
    await page.get_by_label("How many vouchers do you claim?").fill("1")
    await page.get_by_role("button", name="Send my claim").click()
    await says(page, "We have your claim.")
    rewards = "/api/v1/QE1/panel/rewards"
    (claim,) = (await system.staff.get(f"{rewards}/claims")).json()["items"]
    approved = await system.staff.post(f"{rewards}/claims/{claim['id']}/approve", json={})
    assert approved.status_code == 200, approved.text
    stock = {
        "supplier": "The corner shop", "value_pence": 1000,
        "expires_on": str(today() + timedelta(days=365)), "codes": ["GIFT-1234-ABCD"],
    }  # fmt: skip
    loaded = await system.staff.post(f"{rewards}/vouchers", json=stock)
    assert loaded.status_code == 201, loaded.text
    handed = await system.staff.post(f"{rewards}/vouchers/hand-out", json={})
    assert handed.json()["vouchers"] == 1, handed.text
    await page.get_by_role("link", name="Go to all rewards").click()
    await says(page, "you have your voucher")
    assert "GIFT-1234" not in await page.content()
    await fits(page, "voucher-list")
    mine = page.url
    await page.get_by_role("button", name="Show my code").click()
    await says(page, "GIFT-1234-ABCD")
    await fits(page, "voucher-code")
    await page.reload()
    await says(page, "You have seen this code")
    await page.goto(mine)
    await says(page, "We showed you its code on")
    await expect(page.get_by_role("button", name="Show my code")).to_have_count(0)
