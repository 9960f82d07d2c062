"""What those that a finding speaks about replied, on its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from fastapi import FastAPI

from common.db.engine import Database
from common.testing import http
from gateway_support import SLUG
from open_governance import OpenGovernance, opened
from thread_support import CHAIN, NOW, said, tell

AppFactory = Callable[..., FastAPI]


class TestWhatStands:
    """The page of a finding that was replaced or withdrawn leads on from it."""

    NEWER = str(uuid4())

    async def page_of(
        self, gateway_app: AppFactory, database: Database, what: str, **stands: Any
    ) -> str:
        chain = CHAIN.fresh()
        about = {"finding_id": chain.finding, "version": 1}
        events = {
            "superseded": said(
                "insights.finding.superseded.v1", **about, superseded_by=self.NEWER,
                superseded_at=NOW,
            ),
            "withdrawn": said(
                "insights.finding.withdrawn.v1", **about, reason="consent", withdrawn_at=NOW
            ),
        }  # fmt: skip
        await tell(database, [*chain.events, *(events[one] for one in events if one == what)])
        told = {"superseded_by": None, "withdrawn_at": None, "withdrawn_reason": None, **stands}
        path = f"/published-findings/{chain.finding}/standing"
        library = OpenGovernance(answers={path: told})
        async with (
            opened(library) as service,
            http.client(gateway_app(insights_url=service.url)) as client,
        ):
            found = await client.get(f"/{SLUG}/thread/findings/{chain.finding}")
        assert found.status_code == 200
        return str(found.text)

    async def test_one_that_was_replaced_leads_to_what_stands_in(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        newer = {"finding_id": self.NEWER, "reference": "QE1-F-2", "title": "The <b>newer</b>"}
        for what, seen in (("superseded", True), ("published", False)):
            page = await self.page_of(gateway_app, gateway_database, what, superseded_by=newer)
            link = f'href="/{SLUG}/thread/findings/{self.NEWER}">The &lt;b&gt;newer&lt;/b&gt;</a>'
            assert (link in page) is seen

    async def test_one_that_was_withdrawn_says_when_and_why(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        why = {"withdrawn_reason": "It was another place.", "withdrawn_at": "2027-07-01T23:30:00Z"}
        page = await self.page_of(gateway_app, gateway_database, "withdrawn", **why)
        assert "It was withdrawn on 2 July 2027: It was another place." in page

    async def test_one_without_a_successor_for_everybody_names_none(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        page = await self.page_of(gateway_app, gateway_database, "superseded")
        assert "Replaced by a newer one" in page
        assert "stands in for this one" not in page


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
