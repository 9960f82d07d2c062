"""A decision that took the place of another rests on it: in words, as data and in the drawing."""

from __future__ import annotations

import itertools
import json
from datetime import date
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from prov.model import ProvDocument
from sqlalchemy import delete

from common.db.engine import Database
from common.testing import http
from gateway.thread.drawing import draw
from gateway.thread.models import ThreadEdge
from gateway.thread.provenance import RELATIONS, provenance
from gateway.thread.repository import ANYBODY
from gateway.thread.service import Thread, follow, mend
from gateway.thread.statements import REPLACES
from gateway_support import QE1, SLUG, add_systems
from thread_support import NOW, Said, said, tell

pytestmark = pytest.mark.rule("governance.7")


def decided(decision: UUID, title: str, version: int = 1, **more: Any) -> Said:
    values: dict[str, Any] = {
        "decision_id": decision, "version": version, "reference": f"QE1-ICB-2026-000{version}",
        "title": title, "outcome": "approved", "body_id": uuid4(), "body_name": "Sands Board",
        "decided_on": date(2026, 6, version), "recorded_at": NOW,
    }  # fmt: skip
    return said("governance.decision.recorded.v1", **(values | more))


class Pair:
    """A decision that was sent back, and the one that took its place."""

    def __init__(self, **of_the_new: Any) -> None:
        self.old, self.new = uuid4(), uuid4()
        self.recorded = decided(self.old, "Close the clinic")
        self.sent_back = decided(
            self.old, "Close the clinic", 2, replaced_by=self.new,
            called_in_because="Nobody was asked.",
        )  # fmt: skip
        self.instead = decided(self.new, "Keep the clinic", **of_the_new)

    @property
    def events(self) -> list[Said]:
        return [self.recorded, self.instead, self.sent_back]

    async def thread(self, database: Database, node: UUID) -> Thread:
        async with database.reading(QE1) as session:
            return await follow(session, "decisions", node, ANYBODY)


def reached(found: Any) -> list[UUID]:
    return [one.node.id for one in found]


async def page_of(app: FastAPI, node: UUID) -> str:
    async with http.client(app) as visitor:
        response = await visitor.get(f"/{SLUG}/thread/decisions/{node}")
        assert response.status_code == 200
        return " ".join(unescape(response.text).split())


class TestReplacing:
    async def test_each_leads_to_the_other(self, gateway_database: Database) -> None:
        pair = Pair()
        await tell(gateway_database, pair.events)
        from_old = await pair.thread(gateway_database, pair.old)
        from_new = await pair.thread(gateway_database, pair.new)
        assert (reached(from_old.back), reached(from_old.forward)) == ([], [pair.new])
        assert (reached(from_new.back), reached(from_new.forward)) == ([pair.old], [])
        [step] = from_old.steps
        assert (step.from_id, step.to_id, step.relation) == (pair.new, pair.old, "replaces")

    @pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
    async def test_in_whatever_order_they_are_told(
        self, gateway_database: Database, order: tuple[int, ...]
    ) -> None:
        pair = Pair()
        await tell(gateway_database, [pair.events[index] for index in order])
        assert reached((await pair.thread(gateway_database, pair.old)).forward) == [pair.new]

    async def test_a_correction_of_either_leaves_it(self, gateway_database: Database) -> None:
        pair = Pair()
        await tell(gateway_database, pair.events)
        await tell(gateway_database, [decided(pair.new, "Keep the clinic open", 3)])
        await tell(gateway_database, [decided(pair.old, "Close it", 3, replaced_by=pair.new)])
        assert reached((await pair.thread(gateway_database, pair.old)).forward) == [pair.new]

    async def test_one_that_is_withheld_is_not_led_to(
        self, gateway_database: Database, gateway_app: Any
    ) -> None:
        pair = Pair(confidential=True)
        await tell(gateway_database, pair.events)
        assert (await pair.thread(gateway_database, pair.old)).forward == []
        assert f"/decisions/{pair.new}" not in await page_of(gateway_app(), pair.old)


class TestToldBefore:
    """Taken in when such steps were not known: only the node says who took whose place."""

    async def forgotten(self, database: Database, *pairs: Pair) -> None:
        for pair in pairs:
            await tell(database, pair.events)
        async with database.transaction(QE1) as session:
            await session.execute(delete(ThreadEdge).where(ThreadEdge.relation == REPLACES))

    async def test_the_worker_adds_the_steps_as_it_starts_and_once(
        self, gateway_database: Database
    ) -> None:
        await add_systems(gateway_database)
        pair, other = Pair(), Pair()
        await self.forgotten(gateway_database, pair, other)
        assert reached((await pair.thread(gateway_database, pair.old)).forward) == []
        await mend(gateway_database)
        await mend(gateway_database)
        for one in (pair, other):
            found = await one.thread(gateway_database, one.old)
            [step] = found.steps
            assert (step.from_id, step.to_id, step.relation) == (one.new, one.old, "replaces")

    async def test_a_step_that_is_there_stays_and_what_was_not_replaced_gets_none(
        self, gateway_database: Database
    ) -> None:
        await add_systems(gateway_database)
        pair = Pair()
        await tell(gateway_database, pair.events)
        await mend(gateway_database)
        assert len((await pair.thread(gateway_database, pair.new)).steps) == 1


class TestShowing:
    async def test_the_pages_say_which_took_whose_place(
        self, gateway_database: Database, gateway_app: Any
    ) -> None:
        pair = Pair()
        await tell(gateway_database, pair.events)
        old, new = await page_of(gateway_app(), pair.old), await page_of(gateway_app(), pair.new)
        assert "Decision that took its place" in old
        assert f'/{SLUG}/thread/decisions/{pair.new}">Keep the clinic' in old
        assert "Decision whose place it took" in new
        assert f'/{SLUG}/thread/decisions/{pair.old}">Close the clinic' in new

    async def test_the_drawing_has_both_with_a_line_and_one_is_ended(
        self, gateway_database: Database
    ) -> None:
        pair = Pair()
        await tell(gateway_database, pair.events)
        drawing = str(draw(await pair.thread(gateway_database, pair.new)))
        assert drawing.count("gt-line") == 1
        assert drawing.count("gt-box--ended") == 1
        assert drawing.count("<rect") == 2

    async def test_prov_calls_it_a_revision(self, gateway_database: Database) -> None:
        pair = Pair()
        await tell(gateway_database, pair.events)
        base = "https://involve.example/lsc/thread/"
        document = provenance(await pair.thread(gateway_database, pair.new), base)
        [derived] = document["wasDerivedFrom"].values()
        assert derived["prov:generatedEntity"] == f"thread:decisions/{pair.new}"
        assert derived["prov:usedEntity"] == f"thread:decisions/{pair.old}"
        assert derived["prov:type"] == {"$": "prov:Revision", "type": "prov:QUALIFIED_NAME"}
        read = ProvDocument.deserialize(content=json.dumps(document), format="json")
        assert any("Revision" in str(one) for one in read.get_records())
        assert "replaces" in RELATIONS
