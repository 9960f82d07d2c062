"""Long threads: all of it where it fits, and no silence where it does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from prov.model import ProvDocument
from sqlalchemy import insert

from common.db.engine import Database
from common.testing import http
from gateway.thread.models import ThreadEdge, ThreadNode
from gateway.thread.provenance import provenance
from gateway.thread.repository import ANYBODY, MAX_DEPTH, MAX_STEPS
from gateway.thread.service import Thread, follow
from gateway_support import QE1, SLUG, new_key
from thread_support import CHAIN, NOW, said, tell

BASE = "https://involve.example/lsc/thread/"


async def relying(database: Database, many: int) -> UUID:
    """Tell of a decision that relies on so many findings."""
    chain = CHAIN.fresh()
    *_, decision, _ = chain.events
    cited = [uuid4() for _ in range(many)]
    data = decision.data.model_dump()
    data |= {"evidence": [{"finding_id": one, "version": 1} for one in cited], "meeting_id": None}
    node: dict[str, Any] = {
        "ics": QE1, "kind": "findings", "version": 1, "state": "published", "state_rank": 4,
        "title": "Long ways", "visibility": "public", "data": {}, "updated_at": NOW,
    }  # fmt: skip
    async with database.transaction(QE1) as session:
        await session.execute(insert(ThreadNode), [node | {"id": one} for one in cited])
    await tell(database, [said("governance.decision.recorded.v1", **data)])
    return chain.decision


async def thread_of(database: Database, kind: str, node: UUID) -> Thread:
    async with database.reading(QE1) as session:
        return await follow(session, kind, node, ANYBODY)


class TestManySteps:
    @pytest.mark.parametrize("more", [0, 1])
    async def test_it_says_whether_it_is_all(
        self, gateway_app: Callable[..., FastAPI], gateway_database: Database, more: int
    ) -> None:
        app = gateway_app()
        decision = await relying(gateway_database, MAX_STEPS + more)
        key = await new_key(gateway_database, app.state.parts, ["governance:read"])
        async with http.client(app) as client:
            page = (await client.get(f"/{SLUG}/thread/decisions/{decision}")).text
            client.headers["Authorization"] = f"Bearer {key}"
            found = (await client.get(f"/api/v1/QE1/thread/decisions/{decision}")).json()
        assert (len(found["steps"]), len(found["back"])) == (MAX_STEPS, MAX_STEPS)
        assert found["complete"] is (more == 0)
        assert ("This thread is long." in page) is (more == 1)

    @pytest.mark.parametrize("more", [0, 1])
    async def test_an_independent_library_reads_all_of_it_as_prov(
        self, gateway_database: Database, more: int
    ) -> None:
        decision = await relying(gateway_database, MAX_STEPS + more)
        document = provenance(await thread_of(gateway_database, "decisions", decision), BASE)
        read = ProvDocument.deserialize(content=json.dumps(document), format="json")
        records = list(read.get_records())
        given = sum(len(one) for kind, one in document.items() if kind != "prefix")
        assert len(records) == given == 1 + 4 * MAX_STEPS
        [start] = [one for one in records if str(one.identifier) == f"thread:decisions/{decision}"]
        told = {str(name): value for name, value in start.attributes}
        assert told.get("gt:complete", True) is (more == 0)


class TestManyWays:
    async def test_a_step_that_is_reached_by_two_ways_counts_once(
        self, gateway_database: Database
    ) -> None:
        chain, cited = CHAIN.fresh(), [uuid4() for _ in range(300)]
        node: dict[str, Any] = {
            "ics": QE1, "kind": "findings", "version": 1, "state": "published", "state_rank": 4,
            "title": "Long ways", "visibility": "public", "data": {}, "updated_at": NOW,
        }  # fmt: skip
        came = {"ics": QE1, "from_kind": "findings", "to_kind": "activities",
                "to_id": chain.activity, "relation": "came_from"}  # fmt: skip
        async with gateway_database.transaction(QE1) as session:
            await session.execute(insert(ThreadNode), [node | {"id": one} for one in cited])
            await session.execute(insert(ThreadEdge), [came | {"from_id": one} for one in cited])
        both = {"evidence": [{"finding_id": one, "version": 1} for one in cited]}
        changed = [
            said(one.data.event_type, **(one.data.model_dump() | both))
            for one in chain.with_paper
            if "evidence" in type(one.data).model_fields
        ]
        survey, activity, *_ = chain.events
        await tell(gateway_database, [survey, activity, *changed])
        found = await thread_of(gateway_database, "decisions", chain.decision)
        # Decision and paper to findings, findings to activity, activity to survey, and the paper.
        assert len(found.steps) == 3 * 300 + 2
        assert found.complete


class TestManyTurns:
    async def chained(self, database: Database, many: int) -> list[UUID]:
        """Let each of so many decisions have been made under the one before it."""
        ids = [uuid4() for _ in range(many)]
        node: dict[str, Any] = {
            "ics": QE1, "kind": "decisions", "version": 1, "state": "agreed", "state_rank": 1,
            "title": "A step", "visibility": "public", "data": {}, "updated_at": NOW,
        }  # fmt: skip
        edge = {"ics": QE1, "from_kind": "decisions", "to_kind": "decisions",
                "relation": "decided_under"}  # fmt: skip
        edges = [edge | {"from_id": b, "to_id": a} for a, b in pairwise(ids)]
        async with database.transaction(QE1) as session:
            await session.execute(insert(ThreadNode), [node | {"id": one} for one in ids])
            await session.execute(insert(ThreadEdge), edges)
        return ids

    @pytest.mark.parametrize("more", [0, 1])
    async def test_what_lies_too_far_away_is_not_left_out_in_silence(
        self, gateway_database: Database, more: int
    ) -> None:
        ids = await self.chained(gateway_database, MAX_DEPTH + more)
        found = await thread_of(gateway_database, "decisions", ids[0])
        assert len(found.forward) == MAX_DEPTH - 1 + more
        assert found.complete is (more == 0)

    async def test_a_step_that_is_reached_by_two_ways_is_one(
        self, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.with_paper)
        found = await thread_of(gateway_database, "decisions", chain.decision)
        keys = [(one.from_id, one.to_id) for one in found.steps]
        assert len(keys) == len(set(keys))
        [came] = [one for one in found.steps if one.relation == "came_from"]
        assert came.depth == 2
