"""Questions and petitions of the public on the thread, and on its page."""

from __future__ import annotations

import pytest

from common.db.engine import Database
from common.testing import http
from gateway.thread.repository import ANYBODY
from gateway.thread.service import follow
from gateway_support import SLUG
from thread_support import CHAIN, tell

pytestmark = pytest.mark.rule("governance.5")


class TestFollow:
    @pytest.mark.parametrize("kind", ["questions", "petitions"])
    async def test_an_answer_leads_to_the_decision_that_it_refers_to_and_back(
        self, gateway_database: Database, kind: str
    ) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.with_public)
        asked = chain.question if kind == "questions" else chain.petition
        async with gateway_database.reading(chain.ics) as session:
            thread = await follow(session, kind, asked, ANYBODY)
            decision = await follow(session, "decisions", chain.decision, ANYBODY)
        assert "decisions" in [passed.node.kind for passed in thread.back]
        assert (kind, asked) in [(one.node.kind, one.node.id) for one in decision.forward]

    async def test_its_page_shows_question_and_answer(
        self, gateway_app: object, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.with_public)
        async with http.client(gateway_app()) as client:  # type: ignore[operator]
            page = await client.get(f"/{SLUG}/thread/questions/{chain.question}")
        assert page.status_code == 200
        assert "By April 2027 every practice calls you back." in page.text
        assert "What the public asked" in page.text
