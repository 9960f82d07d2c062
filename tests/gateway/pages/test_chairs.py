"""Who was in the chair of a meeting, on its page."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI

from common.db.engine import Database
from common.testing import http
from gateway_support import SLUG
from open_governance import OpenGovernance, opened
from thread_support import CHAIN, tell

AppFactory = Callable[..., FastAPI]

CHAIRS = [
    {"kind": "opened", "name": "Mira <i>Oakley</i>", "item_number": None, "item_title": None,
     "items": None},
    {"kind": "took", "name": "Tom Alder", "item_number": "2", "item_title": "Walk-in clinic",
     "items": "this item"},
    {"kind": "resumed", "name": "Mira Oakley", "item_number": "2", "item_title": "Walk-in clinic",
     "items": None},
]  # fmt: skip


class TestChairs:
    async def page_of(
        self, gateway_app: AppFactory, database: Database, governance: OpenGovernance, kind: str
    ) -> str:
        chain = CHAIN.fresh()
        await tell(database, chain.events)
        governance.answers[f"/published-meetings/{chain.meeting}/chairs"] = {"chairs": CHAIRS}
        async with (
            opened(governance) as service,
            http.client(gateway_app(governance_url=service.url)) as client,
        ):
            node = {"meetings": chain.meeting, "decisions": chain.decision}[kind]
            found = await client.get(f"/{SLUG}/thread/{kind}/{node}")
        assert found.status_code == 200
        return " ".join(str(found.text).split())

    async def test_each_hand_over_stands_there_in_order_as_text(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        governance = OpenGovernance(answers={})
        page = await self.page_of(gateway_app, gateway_database, governance, "meetings")
        said = [
            "Mira &lt;i&gt;Oakley&lt;/i&gt; opened the meeting.",
            "Tom Alder took the chair for this item, at item 2 (Walk-in clinic).",
            "Mira Oakley took the chair again, at item 2 (Walk-in clinic).",
        ]
        assert [page.count(words) for words in said] == [1, 1, 1]
        assert sorted(said, key=page.index) == said

    async def test_other_pages_do_not_ask_for_it(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        governance = OpenGovernance(answers={})
        page = await self.page_of(gateway_app, gateway_database, governance, "decisions")
        assert "Who was in the chair" not in page

    async def test_the_page_stands_while_governance_is_away(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        away = OpenGovernance(answers={}, failing=True)
        page = await self.page_of(gateway_app, gateway_database, away, "meetings")
        assert "Who was in the chair" not in page
        assert "County Hall, Preston" in page
