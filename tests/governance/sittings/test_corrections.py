"""Correcting the outcome of a decision to which a vote led, or is just being put (rule 2)."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest

from governance.decisions import repository
from governance.decisions.agreement import Said
from governance.sittings.models import DecisionVote
from governance_support import QE1

pytestmark = pytest.mark.rule("governance.2")
RULED = {"method": "recorded", "chair_rules_no_consensus": True}


async def lost(committee: Any) -> dict[str, Any]:
    """Let a vote be lost."""
    await committee.comes("chair", "council", "charity", "hospice")
    against = dict.fromkeys(("council", "charity", "hospice"), "against")
    vote = await committee.vote(**RULED, ballots=committee.ballots(chair="for", **against))
    assert vote.json()["carried"] is False
    return dict(vote.json())


async def decided(committee: Any, outcome: str) -> dict[str, Any]:
    return dict(
        await committee.governance.decision(
            body_id=committee.body, decided_on="2024-03-25", meeting_id=committee.meeting,
            outcome=outcome,
        )
    )  # fmt: skip


async def corrected(committee: Any, decision: dict[str, Any], **change: Any) -> Any:
    data = change | {"reason": "Typed wrongly."}
    return await committee.governance.patch(f"/decisions/{decision['id']}", 1, json=data)


async def test_a_record_from_before_such_votes_were_refused_can_still_be_worded_otherwise(
    committee: Any,
) -> None:
    vote, decision = await lost(committee), await decided(committee, "approved")
    link = DecisionVote(
        ics=QE1, vote_id=UUID(vote["id"]), decision_id=UUID(decision["id"]), parts=[]
    )
    async with committee.governance.database.transaction(QE1) as session:
        session.add(link)
    assert (await corrected(committee, decision, outcome="agreed")).status_code == 409
    assert (await corrected(committee, decision, title="The clinic")).status_code == 200


async def test_a_vote_is_put_to_a_decision_only_after_its_correction_is_on_record(
    committee: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote, decision = await lost(committee), await decided(committee, "rejected")
    path = f"/meetings/{committee.meeting}/votes/{vote['id']}/decision"
    look = repository.taken
    second: list[asyncio.Task[Any]] = []

    async def looked(*about: Any) -> list[Said]:
        found = await look(*about)
        linked = committee.governance.post(path, json={"decision_id": decision["id"]})
        second.append(asyncio.create_task(linked))
        await asyncio.wait(second, timeout=0.5)
        return found

    monkeypatch.setattr(repository, "taken", looked)
    assert (await corrected(committee, decision, outcome="approved")).status_code == 200
    assert (await second[0]).json()["type"] == "/problems/vote-linked"


def parted(*outcomes: str | None) -> list[dict[str, Any]]:
    return [{"text": f"part {number}", "outcome": one} for number, one in enumerate(outcomes)]


async def link(committee: Any, vote: dict[str, Any], decision: dict[str, Any]) -> Any:
    path = f"/meetings/{committee.meeting}/votes/{vote['id']}/decision"
    return await committee.governance.post(path, json={"decision_id": decision["id"]})


class TestAPart:
    """One part of a resolution is no more made out to have been carried than the whole."""

    async def test_of_a_decision_on_which_the_only_vote_was_lost_was_not_carried(
        self, committee: Any
    ) -> None:
        vote, decision = await lost(committee), await decided(committee, "rejected")
        assert (await link(committee, vote, decision)).status_code == 200
        refused = await corrected(committee, decision, parts=parted("rejected", "approved"))
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/vote-was-lost")
        told = await corrected(committee, decision, parts=parted("rejected", "noted", None))
        assert told.status_code == 200, told.text

    async def test_is_not_linked_to_a_vote_that_lost_it(self, committee: Any) -> None:
        vote = await lost(committee)
        decision = await committee.governance.decision(
            body_id=committee.body, decided_on="2024-03-25", meeting_id=committee.meeting,
            outcome="rejected", parts=parted("approved"),
        )  # fmt: skip
        refused = await link(committee, vote, decision)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/vote-linked")
        assert "a part of the decision" in refused.json()["detail"]

    async def test_may_have_been_carried_by_a_vote_of_its_own(self, committee: Any) -> None:
        first = await lost(committee)
        ballots = committee.ballots(chair="for", council="for", charity="for")
        second = await committee.vote(**RULED, at="2024-03-25T11:10:00Z", ballots=ballots)
        decision = await committee.governance.decision(
            body_id=committee.body, decided_on="2024-03-25", meeting_id=committee.meeting,
            outcome="noted", parts=parted("rejected", "approved"),
        )  # fmt: skip
        assert (await link(committee, second.json(), decision)).status_code == 200
        assert (await link(committee, first, decision)).status_code == 200
        told = await corrected(committee, decision, parts=parted("rejected", "agreed"))
        assert told.status_code == 200, told.text

    async def test_a_lost_vote_lost_one_of_them_at_least(self, committee: Any) -> None:
        first = await lost(committee)
        ballots = committee.ballots(chair="for", council="for", charity="for")
        second = await committee.vote(**RULED, at="2024-03-25T11:10:00Z", ballots=ballots)
        decision = await committee.governance.decision(
            body_id=committee.body, decided_on="2024-03-25", meeting_id=committee.meeting,
            outcome="noted", parts=parted("approved", "approved"),
        )  # fmt: skip
        assert (await link(committee, second.json(), decision)).status_code == 200
        refused = await link(committee, first, decision)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/vote-linked")
        assert "every part" in refused.json()["detail"]
        told = await corrected(committee, decision, parts=parted("rejected", "approved"))
        assert told.status_code == 200, told.text
        assert (await link(committee, first, decision)).status_code == 200
        path = f"/decisions/{decision['id']}"
        change = {"reason": "Typed wrongly.", "parts": parted("agreed", "approved")}
        undone = await committee.governance.patch(path, 2, json=change)
        assert (undone.status_code, undone.json()["type"]) == (409, "/problems/vote-was-lost")

    async def test_of_a_decision_without_a_vote_is_the_secretarys_to_say(
        self, committee: Any
    ) -> None:
        decision = await decided(committee, "noted")
        told = await corrected(committee, decision, parts=parted("approved"))
        assert told.status_code == 200, told.text
