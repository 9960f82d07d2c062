"""What is recorded becomes a leaf, and keeps its words to itself."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from decision_log_support import VERIFIER
from decision_log_world import ANSWER, SEQUENCER, entry_of, log, published, verified
from governance.decision_log import service
from governance_support import ICP, QE1, QKK, Governance

pytestmark = pytest.mark.rule("governance.12")


class TestRecord:
    async def test_decisions_corrections_and_feedback_are_leaves_in_order(
        self, governance: Governance
    ) -> None:
        decision = await governance.decision()
        await governance.patch(f"/decisions/{decision['id']}", 1, json={"reason": "r"})
        first = await published(governance, decision)
        await published(governance, decision, corrects_id=first)
        opened = await verified(governance)
        leaves = [json.loads(entry) for entry in opened.entries(0)]
        assert [leaf["kind"] for leaf in leaves] == [
            "decision.recorded", "decision.corrected", "feedback.published", "feedback.corrected",
        ]  # fmt: skip
        assert [leaf["version"] for leaf in leaves[:2]] == [1, 2]
        assert leaves[0]["public"]["reference"] == "QE1-ICP-2024-0001"
        assert leaves[3]["public"]["corrects_id"] == first
        versions = VERIFIER["verify_decision"](opened, "QE1-ICP-2024-0001")
        assert [one["leaf_index"] for one in versions] == [0, 1]

    async def test_a_draft_is_no_leaf(self, governance: Governance) -> None:
        decision = await governance.decision()
        path = f"/decisions/{decision['id']}/feedback"
        draft = (await governance.post(path, json=ANSWER)).json()
        await SEQUENCER.run(governance.database)
        assert (await log(governance))["tree_size"] == 1
        assert (await governance.get(f"/feedback/{draft['id']}/log-entry")).status_code == 404

    async def test_what_was_refused_leaves_nothing(self, governance: Governance) -> None:
        values = {"body_id": str(ICP), "decided_on": "2024-09-02", "title": "T"}
        refused = await governance.post("/decisions", json=values | {"outcome": "applauded"})
        assert refused.status_code == 422
        await SEQUENCER.run(governance.database)
        assert (await log(governance))["tree_size"] == 0

    async def test_its_entry_opens_to_what_was_recorded(self, governance: Governance) -> None:
        decision = await governance.decision(mover="Ada Applewick", not_done="Sundays.")
        waiting = await entry_of(governance, decision)
        assert waiting["leaf_index"] is None
        opened = await verified(governance)
        given = await entry_of(governance, decision)
        assert given["leaf_index"] == 0
        assert given["openings"]["mover"]["value"] == "Ada Applewick"
        [statement] = VERIFIER["verify_decision"](opened, decision["id"])
        assert VERIFIER["verify_opened"](statement, given) == [
            "involvement_statement", "mover", "not_done", "parts", "reason", "seconder", "title",
            "withheld_reason",
        ]  # fmt: skip

    async def test_published_feedback_opens_too(self, governance: Governance) -> None:
        feedback = await published(governance, await governance.decision())
        given = (await governance.get(f"/feedback/{feedback}/log-entry")).json()
        assert given["openings"]["you_said"]["value"] == ANSWER["you_said"]
        assert "Quill" not in given["entry"]
        statement = json.loads(given["entry"])
        assert VERIFIER["verify_opened"](statement, given) == ["did_not", "we_did", "you_said"]


class TestPrivacy:
    async def test_no_words_and_no_names_are_in_the_log_in_clear(
        self, governance: Governance
    ) -> None:
        words = "Quill wrote this"
        decision = await governance.decision(
            title=words, parts=[{"text": words, "person": "Ada Quill"}], mover="Ada Quill",
            seconder="Tom Quill", involvement_statement=words, not_done=words,
        )  # fmt: skip
        change = {"reason": words, "title": f"{words} again"}
        await governance.patch(f"/decisions/{decision['id']}", 1, json=change)
        await published(governance, decision, you_said=words, we_did=words, did_not=words)
        opened = await verified(governance)
        assert len(opened.entries(0)) == 3
        assert b"Quill" not in b"".join(opened.entries(0))

    async def test_what_a_withheld_decision_relies_on_is_committed_to_only(
        self, governance: Governance
    ) -> None:
        finding = await governance.finding()
        decision = await governance.decision(
            evidence=[{"finding_id": str(finding), "version": 1}],
            confidential=True,
            withheld_reason="Commercially sensitive.",
        )
        given = await entry_of(governance, decision)
        assert str(finding) not in given["entry"]
        assert given["openings"]["evidence"]["value"] == [
            {"finding_id": str(finding), "version": 1}
        ]
        public = await entry_of(governance, decision, scopes=["governance:read"])
        assert public["openings"] == {}
        assert public["entry"] == given["entry"]

    async def test_nothing_opens_a_version_before_it_was_withheld(
        self, governance: Governance
    ) -> None:
        decision = await governance.decision()
        change = {"reason": "r", "confidential": True, "withheld_reason": "Sensitive."}
        await governance.patch(f"/decisions/{decision['id']}", 1, json=change)
        public = await entry_of(governance, decision, scopes=["governance:read"])
        assert public["openings"] == {}

    async def test_nothing_opens_an_answer_on_a_decision_that_was_withheld_later(
        self, governance: Governance
    ) -> None:
        decision = await governance.decision()
        feedback = await published(governance, decision)
        change = {"reason": "r", "confidential": True, "withheld_reason": "Sensitive."}
        await governance.patch(f"/decisions/{decision['id']}", 1, json=change)
        path = f"/feedback/{feedback}/log-entry"
        public = (await governance.get(path, scopes=["governance:read"])).json()
        assert public["openings"] == {}
        assert "you_said" in (await governance.get(path)).json()["openings"]

    async def test_an_erased_salt_opens_nothing_and_the_log_still_verifies(
        self, governance: Governance
    ) -> None:
        decision = await governance.decision(mover="Ada Applewick")
        before = await verified(governance)
        async with governance.database.transaction(QE1) as session:
            erased = await service.erase(session, UUID(decision["id"]), ["mover", "parts"])
        assert erased == 2
        given = await entry_of(governance, decision)
        assert {"mover", "parts"}.isdisjoint(given["openings"])
        assert "title" in given["openings"]
        assert (await verified(governance)).checkpoint == before.checkpoint

    async def test_another_systems_salts_are_not_erased(self, governance: Governance) -> None:
        decision = await governance.decision()
        async with governance.database.transaction(QKK) as session:
            assert await service.erase(session, UUID(decision["id"])) == 0
        assert "title" in (await entry_of(governance, decision))["openings"]
