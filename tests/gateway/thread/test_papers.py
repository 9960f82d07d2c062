"""Papers on the thread."""

from __future__ import annotations

import pytest

from common.db.engine import Database
from gateway.thread.repository import ANYBODY
from gateway.thread.service import NodeNotFound, follow
from thread_support import CHAIN, tell


class TestFollow:
    async def test_a_paper_stands_between_what_was_heard_and_what_was_decided(
        self, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.with_paper)
        async with gateway_database.reading(chain.ics) as session:
            thread = await follow(session, "papers", chain.paper, ANYBODY)
        assert [p.node.kind for p in thread.back] == ["findings", "activities", "surveys"]
        assert [p.node.kind for p in thread.forward] == ["decisions", "feedback"]
        told = {(s.from_kind, s.relation, s.to_kind, s.to_version) for s in thread.steps}
        assert {("papers", "cites", "findings", 1), ("decisions", "set_out_in", "papers", 2)} <= (
            told
        )

    async def test_a_withheld_paper_is_on_nobodys_way(self, gateway_database: Database) -> None:
        chain = CHAIN.fresh(confidential=True)
        await tell(gateway_database, chain.with_paper)
        async with gateway_database.reading(chain.ics) as session:
            with pytest.raises(NodeNotFound):
                await follow(session, "papers", chain.paper, ANYBODY)
