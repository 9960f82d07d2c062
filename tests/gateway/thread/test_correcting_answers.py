"""An answer that was corrected: marked as such, and led from to the one that took its place."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from prov.model import ProvDocument

from common.db.engine import Database
from common.testing import http
from gateway.thread.drawing import draw
from gateway.thread.provenance import provenance
from gateway.thread.repository import ANYBODY
from gateway.thread.service import Thread, follow
from gateway_support import QE1, SLUG
from thread_support import CHAIN, NOW, Chain, Said, said, tell

pytestmark = pytest.mark.rule("governance.11")
AppFactory = Callable[..., FastAPI]


class Corrected:
    """A chain whose answer was corrected."""

    def __init__(self, **changes: Any) -> None:
        self.chain: Chain = CHAIN.fresh(**changes)
        self.later = uuid4()

    @property
    def correction(self) -> Said:
        data = self.chain.events[-1].data.model_dump()
        changed = {
            "feedback_id": self.later,
            "we_did": "Half of the practices call back.",
            "corrects_id": self.chain.feedback,
            "published_at": NOW + timedelta(1),
        }
        return said("governance.feedback.published.v1", **(data | changed))

    @property
    def events(self) -> list[Said]:
        return [*self.chain.events, self.correction]

    async def thread(self, database: Database, kind: str, node: UUID) -> Thread:
        async with database.reading(QE1) as session:
            return await follow(session, kind, node, ANYBODY)


async def page_of(app: FastAPI, kind: str, node: UUID) -> str:
    async with http.client(app) as visitor:
        response = await visitor.get(f"/{SLUG}/thread/{kind}/{node}")
        assert response.status_code == 200
        return " ".join(unescape(response.text).split())


class TestCorrectedAnswer:
    @pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
    async def test_it_is_marked_and_the_later_one_stands_in_whatever_order_they_come(
        self, gateway_database: Database, order: tuple[int, ...]
    ) -> None:
        one = Corrected()
        *_, decision, answer, correction = one.events
        await tell(gateway_database, [(decision, answer, correction)[place] for place in order])
        found = await one.thread(gateway_database, "decisions", one.chain.decision)
        states = {passed.node.id: passed.node.state for passed in found.forward}
        assert states == {one.chain.feedback: "superseded", one.later: "published"}

    async def test_each_leads_to_the_other(self, gateway_database: Database) -> None:
        one = Corrected()
        await tell(gateway_database, one.events)
        earlier = await one.thread(gateway_database, "feedback", one.chain.feedback)
        later = await one.thread(gateway_database, "feedback", one.later)
        assert [passed.node.id for passed in earlier.forward] == [one.later]
        assert one.chain.feedback in [passed.node.id for passed in later.back]

    async def test_pages_say_so(self, gateway_database: Database, gateway_app: AppFactory) -> None:
        one, app = Corrected(), gateway_app()
        await tell(gateway_database, one.events)
        earlier = await page_of(app, "feedback", one.chain.feedback)
        later = await page_of(app, "feedback", one.later)
        assert "Answer that took its place" in earlier
        assert "Replaced by a newer one" in earlier
        assert "Answer whose place it took" in later
        on_decision = await page_of(app, "decisions", one.chain.decision)
        assert on_decision.count("Replaced by a newer one") == 1

    async def test_it_is_withheld_with_its_decision(self, gateway_database: Database) -> None:
        one = Corrected(confidential=True)
        await tell(gateway_database, one.events)
        async with gateway_database.reading(QE1) as session:
            hidden = await follow(session, "findings", one.chain.finding, ANYBODY)
        assert hidden.forward == []

    async def test_the_drawing_and_prov_have_it(self, gateway_database: Database) -> None:
        one = Corrected()
        await tell(gateway_database, one.events)
        found = await one.thread(gateway_database, "feedback", one.later)
        assert str(draw(found)).count("gt-box--ended") == 1
        document = provenance(found, "https://involve.example/lsc/thread/")
        [revision] = [
            record for record in document["wasDerivedFrom"].values()
            if record["gt:relation"] == "corrects"
        ]  # fmt: skip
        assert revision["prov:generatedEntity"] == f"thread:feedback/{one.later}"
        assert revision["prov:usedEntity"] == f"thread:feedback/{one.chain.feedback}"
        assert revision["prov:type"]["$"] == "prov:Revision"
        read = ProvDocument.deserialize(content=json.dumps(document), format="json")
        assert any("Revision" in str(record) for record in read.get_records())


class TestDrawing:
    @pytest.mark.parametrize("kind", ["meetings", "decisions"])
    async def test_it_shows_every_node_and_step_that_the_list_names(
        self, gateway_database: Database, kind: str
    ) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.with_public)
        async with gateway_database.reading(QE1) as session:
            found = await follow(session, kind, getattr(chain, kind[:-1]), ANYBODY)
        drawing = str(draw(found))
        nodes = 1 + len(found.back) + len(found.forward)
        assert drawing.count("<rect") == nodes
        assert drawing.count("gt-line") == len(found.steps)
        assert drawing.count("gt-box--here") == 1
