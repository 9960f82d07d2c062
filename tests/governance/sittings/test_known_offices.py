"""Terms of offices that are put on record after a meeting decided (rules 1 and 2)."""

from __future__ import annotations

from typing import Any

import pytest

from committee_support import DAY, Committee, committee_of
from governance_support import Governance

pytestmark = [pytest.mark.rule("governance.1"), pytest.mark.rule("governance.2")]
ROTATION = [
    {"office": "chair", "years": 2, "among": {"sectors": ["NHS", "Council"]}, "each_in_turn": True}
]
TERM = {"valid_from": "2024-01-01", "valid_to": "2026-01-01"}


@pytest.fixture
async def committee(governance: Governance) -> Committee:
    """Give the committee, whose chair goes round the council and the NHS, after the vote of a
    meeting that the chair of the terms presided at."""
    found = await committee_of(governance, arrangements={"rotation": ROTATION})
    await found.comes("chair", "council", "charity", "hospice")
    return found


async def chosen(committee: Any, **change: Any) -> dict[str, Any]:
    data = {"office": "chair", "post_id": committee.posts["council"]} | TERM | change
    answer = await committee.governance.post(f"/bodies/{committee.body}/offices", json=data)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


class TestAChairEnteredLate:
    async def test_did_not_preside_at_what_was_decided_and_is_shown(self, committee: Any) -> None:
        taken = await committee.vote(method="consensus")
        assert taken.json()["presiding_post_id"] == committee.posts["chair"], taken.text
        before = await committee.quorum(item=True)
        await chosen(committee)
        after = await committee.quorum(item=True)
        assert after["presiding_post_id"] == committee.posts["chair"]
        assert after | {"corrections": []} == before
        [one] = after["corrections"]
        assert (one["post_id"], one["office"]) == (committee.posts["council"], "chair")
        assert (one["held_then"], one["holds"], one["holder_id"]) == (False, True, None)
        assert after["known_at"] < one["recorded_at"]

    async def test_presides_at_what_is_decided_afterwards(self, committee: Any) -> None:
        assert (await committee.vote(method="consensus")).status_code == 201
        await chosen(committee)
        later = await committee.vote(method="consensus", at=f"{DAY}T11:30:00Z")
        assert later.json()["presiding_post_id"] == committee.posts["council"], later.text
        assert (await committee.quorum())["presiding_post_id"] == committee.posts["chair"]
        assert (await committee.quorum("11:30"))["corrections"] == []

    async def test_has_no_casting_vote_in_what_was_decided_before(self, committee: Any) -> None:
        assert (await committee.vote(method="consensus")).status_code == 201
        await chosen(committee)
        ballots = committee.ballots(
            chair="for", council="against", charity="for", hospice="against"
        )
        missed = {"method": "recorded", "chair_rules_no_consensus": True, "ballots": ballots}
        taken = await committee.vote(**missed, casting_vote="for", at=f"{DAY}T10:50:00Z")
        assert taken.status_code == 201, taken.text
        assert taken.json()["presiding_post_id"] == committee.posts["chair"]
        assert (taken.json()["by_casting_vote"], taken.json()["carried"]) == (True, True)

    async def test_did_not_preside_at_a_meeting_that_was_held_and_decided_nothing(
        self, committee: Any
    ) -> None:
        path = f"/meetings/{committee.meeting}"
        held = await committee.governance.patch(path, 1, json={"status": "held"})
        assert held.status_code == 200, held.text
        await chosen(committee)
        found = await committee.quorum()
        assert found["presiding_post_id"] == committee.posts["chair"]
        assert [one["office"] for one in found["corrections"]] == ["chair"]

    async def test_is_no_matter_of_who_came(self, committee: Any) -> None:
        assert (await committee.vote(method="consensus")).status_code == 201
        path = f"/meetings/{committee.meeting}"
        held = await committee.governance.patch(path, 1, json={"status": "held"})
        assert held.status_code == 200, held.text
        await chosen(committee)
        report = f"/bodies/{committee.body}/attendance-report?until=2024-12-31"
        assert (await committee.governance.get(report)).json()["corrections"] == []


class TestATermEndedLate:
    async def test_lasted_at_what_was_decided_and_is_shown(self, committee: Any) -> None:
        term = await chosen(committee)
        taken = await committee.vote(method="consensus")
        assert taken.json()["presiding_post_id"] == committee.posts["council"], taken.text
        before = await committee.quorum()
        ended = await committee.governance.patch(
            f"/offices/{term['id']}", 1, json={"valid_to": "2024-03-01"}
        )
        assert ended.status_code == 200, ended.text
        after = await committee.quorum()
        assert after | {"corrections": []} == before
        [one] = after["corrections"]
        assert (one["office"], one["held_then"], one["holds"]) == ("chair", True, False)

    async def test_is_over_at_what_is_decided_afterwards(self, committee: Any) -> None:
        term = await chosen(committee)
        path = f"/offices/{term['id']}"
        ended = await committee.governance.patch(path, 1, json={"valid_to": "2024-03-01"})
        assert ended.status_code == 200, ended.text
        taken = await committee.vote(method="consensus")
        assert taken.json()["presiding_post_id"] == committee.posts["chair"], taken.text
        assert (await committee.quorum())["corrections"] == []
