"""A bulletin from its draft to its readers, through the real gateway: the mail, its page, what is
counted of it, and stopping it."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect
from sqlalchemy import text

from browser_support import System, Visits, clean
from common.clock import utc_now
from gateway_support import QE1, SLUG
from panel.bulletins.sending import Sender
from panel.keys import PanelKeys
from panel.members.schemas import ConsentIn
from panel.members.service import Joining, join
from panel.settings import PanelSettings

pytestmark = [pytest.mark.browser, pytest.mark.rule("panel.4")]

IN_A_MAIL_PROGRAM = {
    "rules": {"landmark-one-main": {"enabled": False}, "region": {"enabled": False}}
}
"""A mail is a part of the program's page, whose landmarks are its own."""
READER = "reader@example.org"
ITEM = {
    "kind": "text",
    "heading": "The stop has moved",
    "text": "You said that it was too far. It is at the door now.",
    "link": {"label": "See the new stop", "address": "https://example.org/stop"},
}


@pytest.fixture
def keys(service_settings: Any) -> PanelKeys:
    """The keys that the panel has."""
    return PanelKeys.of(service_settings(PanelSettings))


async def sent(system: System, keys: PanelKeys, purposes: list[str]) -> tuple[str, EmailMessage]:
    """Let a reader join, and a bulletin be sent; gives its id and the reader's copy."""
    consents = [ConsentIn(purpose=one, wording_version="2026-11") for one in purposes]
    async with system.panel_database.transaction(QE1) as session:
        joining = Joining(READER, "en", True, "lives", consents=consents)
        assert await join(session, QE1, keys, joining, utc_now()) is not None
    made = await system.staff.post(
        "/api/v1/QE1/panel/bulletins", json={"title": "What changed", "items": [ITEM]}
    )
    assert made.status_code == 201, made.text
    address = f"/api/v1/QE1/panel/bulletins/{made.json()['id']}"
    version = (await system.staff.get(f"{address}/preview")).headers["ETag"]
    scheduled = await system.staff.post(
        f"{address}/schedule", json={"send_at": "now"}, headers={"If-Match": version}
    )
    assert scheduled.status_code == 200, scheduled.text
    await Sender(keys, system.url).send_due(system.panel_database)
    await system.post_office.send_due(system.panel_database)
    return made.json()["id"], _copy(system.mail)


def _copy(folder: Path) -> EmailMessage:
    messages = [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        for file in folder.glob("*.eml")
    ]
    (found,) = [one for one in messages if one["Subject"] == "What changed"]
    assert isinstance(found, EmailMessage)
    return found


def _html(message: EmailMessage) -> str:
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


async def reception(system: System, bulletin: str) -> dict[str, Any]:
    got = await system.staff.get(f"/api/v1/QE1/panel/bulletins/{bulletin}/reception?level=exact")
    assert got.status_code == 200, got.text
    figures: dict[str, Any] = got.json()
    return figures


class TestMail:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    async def test_can_be_read_at_320_pixels_and_is_counted_as_an_opening(
        self, system: System, keys: PanelKeys, visits: Visits, scheme: Any
    ) -> None:
        bulletin, copy = await sent(system, keys, ["bulletins", "bulletin_counting"])
        page = (await visits(width=320)).page
        await page.emulate_media(color_scheme=scheme)
        await page.set_content(_html(copy), wait_until="networkidle")
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(overflow) == 0
        found = await Axe().run(page, options=IN_A_MAIL_PROGRAM)
        assert found.violations_count == 0, found.generate_report()
        figures = await reception(system, bulletin)
        assert (figures["copies"], figures["counted"], figures["opened"]) == (1, 1, 1)

    async def test_a_link_of_a_counted_copy_leads_on(self, system: System, keys: PanelKeys) -> None:
        bulletin, copy = await sent(system, keys, ["bulletins", "bulletin_counting"])
        counted = next(part for part in _html(copy).split('"') if "/links/1?c=" in part)
        async with httpx.AsyncClient() as program:
            followed = await program.get(counted)
        assert (followed.status_code, followed.headers["Location"]) == (
            303,
            "https://example.org/stop",
        )
        assert (await reception(system, bulletin))["links"][0]["followed"] == 1

    async def test_one_post_of_the_mail_program_stops_it(
        self, system: System, keys: PanelKeys
    ) -> None:
        _, copy = await sent(system, keys, ["surveys", "bulletins"])
        assert copy["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        async with httpx.AsyncClient() as program:
            done = await program.post(
                copy["List-Unsubscribe"].strip("<>"), data={"List-Unsubscribe": "One-Click"}
            )
        assert done.status_code == 200
        async with system.panel_database.reading(QE1) as session:
            rows = await session.execute(
                text("SELECT purpose FROM consents WHERE withdrawn_at IS NULL")
            )
            assert [row[0] for row in rows] == ["surveys"]


class TestPages:
    @pytest.mark.parametrize("width", [320, 1100])
    async def test_the_bulletin_is_a_page_and_can_be_stopped_on_one(
        self, system: System, keys: PanelKeys, visits: Visits, width: int
    ) -> None:
        bulletin, _ = await sent(system, keys, ["bulletins"])
        page = (await visits(scripts=False, width=width)).page
        await page.goto(f"{system.url}/{SLUG}/bulletins")
        await clean(page, f"bulletins-{width}")
        await page.get_by_role("link", name="What changed").click()
        assert urlsplit(page.url).path == f"/{SLUG}/bulletins/{bulletin}"
        await expect(page.get_by_role("heading", name="The stop has moved")).to_be_visible()
        await clean(page, f"bulletin-{width}")
        await page.goto(await system.link(READER, "unsubscribe"))
        await clean(page, f"stop-bulletin-{width}")
        await page.get_by_role("button", name="Stop the bulletin").click()
        heading = page.get_by_role("heading", name="We will not send you more bulletins")
        await expect(heading).to_be_visible()
        await clean(page, f"bulletin-stopped-{width}")
