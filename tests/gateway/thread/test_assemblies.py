"""The thread through an assembly: commission, lottery, recommendation, decision, answer."""

from __future__ import annotations

import itertools
import random
from typing import Any
from uuid import uuid4

import pytest

from assembly_thread import JuryChain
from common.db.engine import Database
from gateway.thread.drawing import draw
from gateway.thread.provenance import provenance
from gateway.thread.repository import ANYBODY
from gateway.thread.service import NodeNotFound, Thread, follow
from thread_support import NOW, said, tell

pytestmark = [pytest.mark.rule("panel.11"), pytest.mark.rule("governance.11")]


async def thread_of(database: Database, chain: JuryChain, kind: str, name: str = "") -> Thread:
    async with database.reading(chain.ics) as session:
        return await follow(session, kind, getattr(chain, name or kind), ANYBODY)


def kinds(thread: Thread, way: str) -> list[str]:
    return [passed.node.kind for passed in getattr(thread, way)]


async def seen(database: Database, chain: JuryChain) -> object:
    found: list[object] = []
    for kind, name in (("assemblies", "assembly"), ("recommendations", "recommendation"),
                       ("recommendations", "unanswered"), ("feedback", "feedback")):  # fmt: skip
        thread = await thread_of(database, chain, kind, name)
        nodes = [thread.node, *[p.node for p in thread.back], *[p.node for p in thread.forward]]
        found.append([(n.kind, n.id, n.state, n.title, n.summary, n.data) for n in nodes])
        found.append(sorted((s.from_kind, s.relation, s.to_kind) for s in thread.steps))
    return found


class TestFollowing:
    async def test_from_the_commission_everything_lies_ahead(
        self, gateway_database: Database
    ) -> None:
        chain = JuryChain()
        await tell(gateway_database, chain.events)
        thread = await thread_of(gateway_database, chain, "assemblies", "assembly")
        assert kinds(thread, "forward") == [
            "selections", "activities", "findings", "recommendations", "recommendations",
            "decisions", "feedback",
        ]  # fmt: skip
        assert [p.node.id for p in thread.back] == [chain.commissioning]

    async def test_the_feedback_leads_back_to_the_commission(
        self, gateway_database: Database
    ) -> None:
        chain = JuryChain()
        await tell(gateway_database, chain.events)
        thread = await thread_of(gateway_database, chain, "feedback")
        found = [p.node.id for p in thread.back]
        for one in (chain.decision, chain.recommendation, chain.finding, chain.activity,
                    chain.selection, chain.assembly, chain.commissioning):  # fmt: skip
            assert one in found
        assert chain.unanswered not in found
        assert found[-2:] == [chain.assembly, chain.commissioning]

    async def test_by_a_paper_too_the_feedback_leads_back_to_the_decision_to_ask(
        self, gateway_database: Database
    ) -> None:
        chain, paper = JuryChain(), uuid4()
        told = [one for one in chain.events if "assembly.reported" not in one.type]
        told = [one for one in told if "assembly.answered" not in one.type]
        put = {"papers": [{"paper_id": paper, "version": 1}]}
        decided = chain.decided(chain.decision, "Evening clinics", version=2, **put)
        cited = said(
            "governance.paper.published.v1", paper_id=paper, version=1, title="Clinics",
            body_id=uuid4(), body_name="Board", meeting_id=uuid4(), item_id=uuid4(),
            held_on=NOW.date(), evidence=[{"finding_id": chain.finding, "version": 1}],
            sha256="0" * 64, published_at=NOW,
        )  # fmt: skip
        await tell(gateway_database, [*told, cited, decided])
        thread = await thread_of(gateway_database, chain, "feedback")
        assert [p.depth for p in thread.back] == [1, 2, 3, 4, 5, 6, 7]
        assert thread.back[-1].node.id == chain.commissioning

    async def test_a_recommendation_shows_its_answer_and_leads_to_the_decision(
        self, gateway_database: Database
    ) -> None:
        chain = JuryChain()
        await tell(gateway_database, chain.events)
        thread = await thread_of(gateway_database, chain, "recommendations", "recommendation")
        assert thread.node.state == "partly_accepted"
        assert thread.node.data["reason"] == "We can staff three of the four places."
        assert [p.node.id for p in thread.forward] == [chain.decision, chain.feedback]
        other = await thread_of(gateway_database, chain, "recommendations", "unanswered")
        assert (other.node.state, other.forward) == ("not_answered", [])

    @pytest.mark.parametrize("turned", [False, True])
    async def test_a_lottery_says_that_its_digits_were_corrected(
        self, gateway_database: Database, turned: bool
    ) -> None:
        chain = JuryChain()
        about = {key: chain.lottery[key] for key in chain.lottery}
        told = [
            said("panel.selection.drawn.v1", **about, digits="042", evidence="x", filled=4,
                 drawn_at=NOW),
            said("panel.selection.corrected.v1", **about, number=2, digits="420", evidence="y",
                 reason="They were read wrongly.", invited=False, version=5, filled=4, replaced=0,
                 corrected_at=NOW),
        ]  # fmt: skip
        await tell(gateway_database, told[::-1] if turned else told)
        thread = await thread_of(gateway_database, chain, "selections", "selection")
        assert (thread.node.state, thread.node.data["digits"]) == ("drawn", "420")
        assert thread.node.data["correction"] == "They were read wrongly."

    async def test_nobody_who_sits_is_on_the_thread(self, gateway_database: Database) -> None:
        chain = JuryChain()
        await tell(gateway_database, chain.events)
        thread = await thread_of(gateway_database, chain, "selections", "selection")
        assert thread.node.data["filled"] == 3
        assert "0f" * 16 not in str((thread.node.data, thread.node.summary, thread.node.title))

    async def test_a_cancelled_commission_is_seen_to_be(self, gateway_database: Database) -> None:
        chain = JuryChain()
        await tell(gateway_database, chain.events[:2])
        end = said("governance.assembly.cancelled.v1", **chain.about, version=2, reason="No money.",
                   cancelled_at=NOW)  # fmt: skip
        await tell(gateway_database, [end])
        thread = await thread_of(gateway_database, chain, "assemblies", "assembly")
        assert thread.node.state == "cancelled"
        assert "gt-box--ended" in draw(thread)


class TestCorrections:
    def corrected(self, chain: JuryChain, **change: Any) -> Any:
        """Let governance correct the first recommendation, which was answered."""
        made = {"recommendation_id": chain.recommendation, "number": 1, "text": "Until nine.",
                "evidence": {"finding_id": chain.finding, "version": 1}}  # fmt: skip
        about = chain.about | {"receiving_body_name": "Board", "answer_due_on": NOW.date()}
        return said(
            "governance.assembly.corrected.v1",
            **{**about, "version": 9, "selection_id": chain.selection, "correction_id": uuid4(),
               "recommendation": made, "reason": "The notes say nine.", "corrected_at": NOW,
               "answer": "partly_accepted", "answer_reason": "Three of four.",
               "decision_id": chain.decision, "answered_at": NOW, **change},
        )  # fmt: skip

    async def test_the_correction_stands_with_its_reason_and_the_answer(
        self, gateway_database: Database
    ) -> None:
        chain = JuryChain()
        await tell(gateway_database, [*chain.events, self.corrected(chain)])
        thread = await thread_of(gateway_database, chain, "recommendations", "recommendation")
        node = thread.node
        assert (node.summary, node.state) == ("Until nine.", "partly_accepted")
        assert (node.data["correction"], node.data["reason"]) == (
            "The notes say nine.", "Three of four.",
        )  # fmt: skip
        assert chain.decision in [p.node.id for p in thread.forward]
        assert chain.finding in [p.node.id for p in thread.back]

    async def test_one_that_was_never_made_is_withdrawn(self, gateway_database: Database) -> None:
        chain = JuryChain()
        await tell(gateway_database, [*chain.events, self.corrected(chain, withdrawn=True)])
        thread = await thread_of(gateway_database, chain, "recommendations", "recommendation")
        assert thread.node.state == "withdrawn"

    async def test_one_without_an_answer_still_waits_for_it(
        self, gateway_database: Database
    ) -> None:
        chain = JuryChain()
        none = dict.fromkeys(("answer", "answer_reason", "decision_id", "answered_at"))
        await tell(gateway_database, [*chain.events, self.corrected(chain, **none)])
        thread = await thread_of(gateway_database, chain, "recommendations", "recommendation")
        assert thread.node.state == "not_answered"


class TestOrder:
    async def test_whatever_comes_first_the_thread_is_the_same(
        self, gateway_database: Database
    ) -> None:
        expected = None
        chain = JuryChain()
        events = chain.events
        orders = [events, events[::-1], *[random.Random(n).sample(events, k=len(events))
                                          for n in range(6)]]  # fmt: skip
        for order in orders:
            async with gateway_database.transaction(chain.ics) as session:
                connection = await session.connection()
                for table in ("thread_edges", "thread_nodes"):
                    await connection.exec_driver_sql(f"DELETE FROM gateway.{table}")
            await tell(gateway_database, order)
            found = await seen(gateway_database, chain)
            expected = expected or found
            assert found == expected

    async def test_a_corrected_decision_still_answers_it(self, gateway_database: Database) -> None:
        chain = JuryChain()
        await tell(gateway_database, chain.events)
        await tell(gateway_database, [chain.decided(chain.decision, "Corrected", version=2)])
        thread = await thread_of(gateway_database, chain, "recommendations", "recommendation")
        assert next(p.node.title for p in thread.forward) == "Corrected"

    async def test_a_later_answer_by_another_decision_stands(
        self, gateway_database: Database
    ) -> None:
        chain = JuryChain()
        await tell(gateway_database, chain.events)
        again = chain.answered(version=4, decision=chain.commissioning, answer="accepted")
        for order in ([again, chain.answered()], [chain.answered(), again]):
            await tell(gateway_database, order)
            thread = await thread_of(gateway_database, chain, "recommendations", "recommendation")
            assert thread.node.state == "accepted"
            assert [p.node.id for p in thread.forward if p.depth == 1] == [chain.commissioning]


class TestWithheld:
    async def test_a_withheld_decision_is_not_on_the_way(self, gateway_database: Database) -> None:
        chain = JuryChain()
        await tell(gateway_database, chain.events)
        hidden = chain.decided(chain.decision, "Withheld", version=2, confidential=True)
        await tell(gateway_database, [hidden])
        thread = await thread_of(gateway_database, chain, "recommendations", "recommendation")
        assert thread.forward == []
        assert "QE1-ICP-2026-0009" not in str(thread.node.data)
        with pytest.raises(NodeNotFound):
            await thread_of(gateway_database, chain, "feedback")


class TestShowing:
    async def test_it_is_provenance_with_no_person(self, gateway_database: Database) -> None:
        chain = JuryChain()
        await tell(gateway_database, chain.events)
        thread = await thread_of(gateway_database, chain, "feedback")
        document = provenance(thread, "http://gateway.test/a/thread/")
        assert f"thread:assemblies/{chain.assembly}" in document["entity"]
        assert f"thread:recommendations/{chain.recommendation}" in document["entity"]
        assert f"thread:selections/{chain.selection}" in document["activity"]
        [used] = document["used"].values()
        assert used["prov:entity"] == f"thread:assemblies/{chain.assembly}"
        derived = [one["gt:relation"] for one in document["wasDerivedFrom"].values()]
        assert sorted(derived) == ["answers", "decided_in", "relies_on", "responds_to"]
        assert "agent" not in document

    async def test_the_drawing_has_its_columns_and_no_line_runs_backwards(
        self, gateway_database: Database
    ) -> None:
        chain = JuryChain()
        await tell(gateway_database, chain.events)
        drawing = draw(await thread_of(gateway_database, chain, "assemblies", "assembly"))
        for words in ("It was decided to", "The commission", "Who was drawn", "Recommendations"):
            assert words in drawing
        lines = [one.split('"')[0] for one in str(drawing).split('d="M')[1:]]
        ends = [one.replace("C", " ").split() for one in lines]
        assert len(ends) >= 7
        assert all(int(one[0]) < int(one[-2]) for one in ends)

    async def test_every_step_is_told_in_words_that_exist(self, gateway_database: Database) -> None:
        chain = JuryChain()
        await tell(gateway_database, chain.events)
        thread = await thread_of(gateway_database, chain, "assemblies", "assembly")
        relations = {(s.from_kind, s.relation, s.to_kind) for s in thread.steps}
        assert relations >= set(
            itertools.chain(
                [("selections", "commissioned_by", "assemblies")],
                [("activities", "asked_through", "selections")],
                [("recommendations", "came_from", "selections")],
                [("recommendations", "relies_on", "findings")],
                [("decisions", "responds_to", "recommendations")],
                [("assemblies", "decided_in", "decisions")],
            )
        )
