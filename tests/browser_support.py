"""What browser tests share: the running system, fresh pages, and the check by axe-core."""

from __future__ import annotations

import email
import email.policy
import os
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpx
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from common.db.engine import Database
from common.testing.clock import today
from panel.keys import PanelKeys
from panel.mail.delivery import PostOffice

SCREENSHOTS = "TEST_SCREENSHOTS"
"""Names a folder that pictures of the pages are put into; none if unset."""

QUESTIONS: list[dict[str, Any]] = [
    {
        "kind": "single_choice",
        "text": "How easy is it to see a GP?",
        "required": True,
        "options": [{"code": "easy", "label": "Easy"}, {"code": "hard", "label": "Hard"}],
    },
    {
        "kind": "multiple_choice",
        "text": "How do you book?",
        "options": [{"code": "phone", "label": "By telephone"}, {"code": "app", "label": "By app"}],
    },
    {
        "kind": "scale",
        "text": "How happy are you with it?",
        "minimum": 1,
        "maximum": 5,
        "minimum_label": "not at all",
        "maximum_label": "very",
    },
    {"kind": "free_text", "text": "What would make it better?", "max_length": 200},
]

FURTHER_QUESTIONS: list[dict[str, Any]] = [
    {
        "kind": "single_choice",
        "text": "Did you go?",
        "required": True,
        "options": [{"code": "went", "label": "I went"}, {"code": "not", "label": "I did not"}],
    },
    {
        "kind": "ranking",
        "text": "What matters most?",
        "required": True,
        "options": [{"code": "time", "label": "Time"}, {"code": "cost", "label": "Cost"}],
    },
    {
        "kind": "matrix",
        "text": "How was each part?",
        "required": True,
        "rows": [{"code": "staff", "label": "The staff"}, {"code": "food", "label": "The food"}],
        "options": [{"code": "good", "label": "Good"}, {"code": "bad", "label": "Bad"}],
    },
    {
        "kind": "number",
        "text": "How long did you wait?",
        "required": True,
        "minimum": 0,
        "maximum": 300,
        "unit": "minutes",
        "show_if": {"question": 1, "any_of": ["went"]},
    },
    {
        "kind": "date",
        "text": "When did you go?",
        "required": True,
        "earliest": "2026-01-01",
        "latest": "2026-12-31",
        "show_if": {"question": 1, "any_of": ["went"]},
    },
]
"""Kinds that take several fields, and conditions."""

PATIENCE = 15_000
"""Milliseconds to wait for what should appear: other tests may be using the machine."""


@dataclass(frozen=True)
class System:
    """What is running for a test."""

    url: str
    """Of the gateway."""
    registered: str
    """Origin of the ICS's own website."""
    stranger: str
    """Origin of a website that nobody registered."""
    gateway_database: Database
    staff: httpx.AsyncClient
    """Acts with the involvement team's key."""
    post_office: PostOffice
    panel_database: Database
    panel_keys: PanelKeys
    mail: Path

    async def link(self, recipient: str, part: str) -> str:
        """Send what is due, and give the link in a person's newest mail that has this part."""
        await self.post_office.send_due(self.panel_database)
        found = None
        for file in sorted(self.mail.glob("*.eml"), key=lambda one: one.stat().st_mtime_ns):
            message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            if recipient in str(message["To"]):
                body = message.get_body(("plain",))
                assert body is not None
                match = re.search(rf"https?://\S+/{part}\?token=\S+", body.get_content())
                found = match[0] if match else found
        assert found is not None, f"no mail with /{part}"
        return found

    async def enrolled_by_telephone(self) -> str:
        """Enrol somebody without email; gives the code of a letter to them."""
        lists = (await self.staff.get("/api/v1/QE1/panel/vocabularies")).json()["items"]
        wording = next(one["version"] for one in lists if one["code"] == "consent_purpose")
        said = {
            "means": "telephone",
            "consented_on": today().isoformat(),
            "witness": "HW-0042",
            "contact": {"name": "Zebedee Marker", "telephone": "01253 000 111"},
            "minimum_age_met": True,
            "connection": "lives",
            "consents": [{"purpose": "surveys", "wording_version": wording}],
        }
        enrolled = await self.staff.post("/api/v1/QE1/panel/enrolments", json=said)
        assert enrolled.status_code == 202, enrolled.text
        (member,) = (await self.staff.get("/api/v1/QE1/panel/members")).json()["items"]
        address = f"/api/v1/QE1/panel/members/{member['id']}/letter-code"
        issued = await self.staff.post(address)
        assert issued.status_code == 201, issued.text
        code: str = issued.json()["code"]
        return code

    async def open_survey(
        self,
        questions: Sequence[Mapping[str, Any]] = QUESTIONS,
        *,
        translations: Mapping[str, Mapping[str, str]] | None = None,
        **changes: Any,
    ) -> None:
        """Ask all members.

        Args:
            translations: language → English text → its translation; what is left out is said to be
                the same.
        """
        survey = {
            "title": "Getting to your GP",
            "purpose": "So that we know.",
            "questions": questions,
        }
        made = await self.staff.post("/api/v1/QE1/panel/surveys", json=survey | changes)
        assert made.status_code == 201, made.text
        address = f"/api/v1/QE1/panel/surveys/{made.json()['id']}"
        for language, texts in (translations or {}).items():
            await self._translate(f"{address}/translations/{language}", texts)
        headers = {"If-Match": made.headers["ETag"]}
        opened = await self.staff.post(f"{address}/open", json={}, headers=headers)
        assert opened.status_code == 200, opened.text

    async def _translate(self, address: str, texts: Mapping[str, str]) -> None:
        sources = [one["source"] for one in (await self.staff.get(address)).json()["texts"]]
        said = {
            "texts": [{"source": one, "text": texts.get(one, one)} for one in sources],
            "translated_by": "Words & Co.",
            "translated_on": "2026-01-31",
        }
        written = await self.staff.put(address, json=said)
        assert written.status_code == 200, written.text
        assert written.json()["missing"] == 0


@dataclass
class Visit:
    """A page of the browser, and the hosts that it asked for anything."""

    page: Page
    hosts: set[str]
    complaints: list[str]
    """What the browser's console said."""


class Visits:
    """Opens pages; at the end, nothing may have been asked of another machine."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._made: list[Visit] = []

    async def __call__(self, *, scripts: bool = True, width: int = 1100) -> Visit:
        """Give a fresh page in a context of its own."""
        context = await self._browser.new_context(
            java_script_enabled=scripts, viewport={"width": width, "height": 900}
        )
        context.set_default_timeout(PATIENCE)
        visit = Visit(await context.new_page(), set(), [])
        context.on("request", lambda request: visit.hosts.add(urlsplit(request.url).hostname or ""))
        visit.page.on("console", lambda message: visit.complaints.append(message.text))
        self._made.append(visit)
        return visit

    async def close(self) -> None:
        """Close every page, with all that it kept."""
        for visit in self._made:
            await visit.page.context.close()

    def asked(self) -> set[str]:
        """Name every host that any page asked."""
        return set().union(*(visit.hosts for visit in self._made))


expect.set_options(timeout=PATIENCE)


_BENCHES: WeakKeyDictionary[Browser, BrowserContext] = WeakKeyDictionary()
"""Where a browser's copies are checked: a context costs more than a check, so one serves all."""


async def clean(page: Page, name: str) -> None:
    """Check a page with axe-core, and picture it where somebody wants to look.

    The check is a script that waits on timers, which never ring in a browser without JavaScript;
    so it runs on a copy of the page in one that has it.

    Raises:
        AssertionError: naming what axe-core found.
    """
    # The click before may have begun to load it: its document is empty for a moment then.
    await page.wait_for_load_state("load")
    folder = os.environ.get(SCREENSHOTS)
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    content = await page.content()
    async with _copy_of(page, content) as copy:
        found = await Axe().run(copy)
    assert found.violations_count == 0, found.generate_report()


@asynccontextmanager
async def _copy_of(page: Page, content: str) -> AsyncIterator[Page]:
    """Open a page of the same address, size and content, which keeps nothing of another's."""
    browser = page.context.browser
    assert browser is not None
    assert page.viewport_size is not None
    if browser not in _BENCHES:
        _BENCHES[browser] = await browser.new_context()
    bench = _BENCHES[browser]
    copy = await bench.new_page()
    try:
        await copy.set_viewport_size(page.viewport_size)
        await copy.route(
            page.url, lambda route: route.fulfill(body=content, content_type="text/html")
        )
        await copy.goto(page.url)
        yield copy
        await copy.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    finally:
        await copy.close()
        await bench.clear_cookies()
