"""What those that a finding speaks about replied, on its page."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI

from common.db.engine import Database
from common.testing import http
from gateway_support import SLUG
from open_governance import OpenGovernance, opened
from thread_support import CHAIN, tell

AppFactory = Callable[..., FastAPI]


class TestReplies:
    async def page_of(
        self, gateway_app: AppFactory, database: Database, library: OpenGovernance
    ) -> str:
        chain = CHAIN.fresh()
        await tell(database, chain.events)
        reply = {"replier_name": "The <b>Trust</b>", "text": "We show the wait."}
        library.answers[f"/published-replies/{chain.finding}"] = {"replies": [reply]}
        library.answers[f"/published-findings/{chain.finding}/age"] = {
            "ageing": {"heard_on": "2026-09-30", "state": "ageing"},
            "in_words": "This evidence is getting old.",
        }
        async with (
            opened(library) as service,
            http.client(gateway_app(insights_url=service.url)) as client,
        ):
            found = await client.get(f"/{SLUG}/thread/findings/{chain.finding}")
            other = await client.get(f"/{SLUG}/thread/decisions/{chain.decision}")
        assert (found.status_code, other.status_code) == (200, 200)
        assert "We show the wait." not in other.text
        return str(found.text)

    async def test_they_stand_with_the_finding_as_text(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        page = await self.page_of(gateway_app, gateway_database, OpenGovernance(answers={}))
        assert "The &lt;b&gt;Trust&lt;/b&gt;" in page
        assert "We show the wait." in page

    async def test_how_old_its_evidence_is_stands_there_in_words(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        page = await self.page_of(gateway_app, gateway_database, OpenGovernance(answers={}))
        assert "last heard on 30 September 2026" in page
        assert "This evidence is getting old." in page

    async def test_while_the_library_is_away_the_page_says_so_and_shows_the_rest(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        away = OpenGovernance(answers={}, failing=True)
        page = await self.page_of(gateway_app, gateway_database, away)
        assert "Replies to this cannot be read just now." in page
        assert "We show the wait." not in page
        assert "last heard" not in page
