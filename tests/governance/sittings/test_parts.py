"""A resolution in parts that is voted on part by part (rules 2 and 7)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from common.db.engine import raw_connection
from decision_log_support import VERIFIER, NotProved
from decision_log_world import entry_of, verified
from governance_support import QE1

pytestmark = [pytest.mark.rule("governance.2"), pytest.mark.rule("governance.7")]
RULED = {"method": "recorded", "chair_rules_no_consensus": True}


async def vote(committee: Any, *parts: int, carried: bool, at: str = "11:00") -> dict[str, Any]:
    """Take a vote on parts, or on the whole."""
    choice = "for" if carried else "against"
    ballots = committee.ballots(chair=choice, council=choice, charity=choice, hospice="for")
    taken = await committee.vote(
        **RULED, ballots=ballots, parts=list(parts), at=f"2024-03-25T{at}:00Z"
    )
    assert taken.status_code == 201, taken.text
    return dict(taken.json())


async def decided(committee: Any, *outcomes: str | None, **content: Any) -> dict[str, Any]:
    """Record a decision in parts."""
    parts = [{"text": f"part {n}", "outcome": one} for n, one in enumerate(outcomes, start=1)]
    here = {"body_id": committee.body, "decided_on": "2024-03-25", "meeting_id": committee.meeting}
    return dict(
        await committee.governance.decision(
            **{"item_id": committee.item, "outcome": "approved", "parts": parts, **here, **content}
        )
    )


async def link(committee: Any, one: dict[str, Any], decision: dict[str, Any], **more: Any) -> Any:
    path = f"/meetings/{committee.meeting}/votes/{one['id']}/decision"
    return await committee.governance.post(path, json={"decision_id": decision["id"], **more})


async def shown(committee: Any, decision: dict[str, Any]) -> dict[str, Any]:
    return dict((await committee.governance.get(f"/decisions/{decision['id']}")).json())


@pytest.fixture
async def sitting(committee: Any) -> Any:
    """Give the committee while it sits."""
    await committee.comes("chair", "council", "charity", "hospice")
    return committee


class TestAVote:
    async def test_names_the_parts_that_it_is_on(self, sitting: Any) -> None:
        assert (await vote(sitting, 2, 1, carried=True))["parts"] == [1, 2]
        assert (await vote(sitting, carried=True))["parts"] == []

    @pytest.mark.parametrize("parts", [[0], [1, 1], ["1"], [101]])
    async def test_names_each_part_once_from_one(self, sitting: Any, parts: list[Any]) -> None:
        refused = await sitting.vote(method="consensus", parts=parts)
        assert refused.status_code == 422

    async def test_on_one_part_may_be_lost_while_another_was_carried(self, sitting: Any) -> None:
        first = await vote(sitting, 1, carried=True)
        second = await vote(sitting, 2, carried=False, at="11:05")
        decision = await decided(sitting, None, "rejected")
        for one in (second, first):
            linked = await link(sitting, one, decision)
            assert linked.status_code == 200, linked.text
        course = (await shown(sitting, decision))["course"]
        told = [(one["parts"], one["carried"], one["in_favour"]) for one in course["votes"]]
        assert told == [([1], True, 4), ([2], False, 1)]

    async def test_on_a_part_that_it_lost_is_not_linked_to_one_that_says_carried(
        self, sitting: Any
    ) -> None:
        lost = await vote(sitting, 2, carried=False)
        for outcomes in ((None, None), ("rejected", "agreed")):
            refused = await link(sitting, lost, await decided(sitting, *outcomes))
            assert (refused.status_code, refused.json()["type"]) == (409, "/problems/vote-linked")
            assert "Part 2 was lost" in refused.json()["detail"]

    async def test_that_lost_the_last_part_leaves_no_decision_that_was_carried(
        self, sitting: Any
    ) -> None:
        lost = await vote(sitting, 1, 2, carried=False)
        refused = await link(sitting, lost, await decided(sitting, "rejected", "rejected"))
        assert "Every part was lost" in refused.json()["detail"]
        rejected = await decided(sitting, None, None, outcome="rejected")
        assert (await link(sitting, lost, rejected)).status_code == 200

    async def test_that_came_last_on_a_part_stands(self, sitting: Any) -> None:
        before = await vote(sitting, 1, carried=False)
        after = await vote(sitting, 1, carried=True, at="11:20")
        decision = await decided(sitting, None, None)
        assert (await link(sitting, before, decision)).status_code == 409
        assert (await link(sitting, after, decision)).status_code == 200
        assert (await link(sitting, before, decision)).status_code == 200

    async def test_names_no_part_that_the_decision_lacks(self, sitting: Any) -> None:
        refused = await link(
            sitting, await vote(sitting, 3, carried=True), await decided(sitting, None, None)
        )
        assert "no part with that number" in refused.json()["detail"]

    async def test_that_named_none_may_be_put_to_parts_when_it_is_linked(
        self, sitting: Any
    ) -> None:
        whole, decision = await vote(sitting, carried=False), await decided(sitting, None, "noted")
        assert (await link(sitting, whole, decision)).status_code == 409
        linked = await link(sitting, whole, decision, parts=[2])
        assert (linked.status_code, linked.json()["parts"]) == (200, [2])
        again = await link(sitting, whole, decision, parts=[2])
        assert again.status_code == 200
        assert (await link(sitting, whole, decision, parts=[1])).status_code == 409
        path = f"/meetings/{sitting.meeting}/votes"
        [listed] = (await sitting.governance.get(path)).json()["items"]
        assert listed["parts"] == [2]

    async def test_that_names_its_parts_is_put_to_no_others(self, sitting: Any) -> None:
        named, decision = await vote(sitting, 1, carried=True), await decided(sitting, None, None)
        assert (await link(sitting, named, decision, parts=[2])).status_code == 409
        assert (await link(sitting, named, decision, parts=[1])).status_code == 200

    async def test_on_the_whole_alone_makes_no_new_version(self, sitting: Any) -> None:
        decision = await decided(sitting, None, None)
        assert (await link(sitting, await vote(sitting, carried=True), decision)).status_code == 200
        found = await shown(sitting, decision)
        assert (found["version"], found["course"]) == (1, None)


class TestTwoVotes:
    async def test_that_are_linked_at_once_are_both_told(self, sitting: Any) -> None:
        taken = [await vote(sitting, n, carried=True, at=f"11:0{n}") for n in (1, 2)]
        decision = await decided(sitting, None, None)
        async with sitting.governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute("SELECT 1 FROM decisions FOR UPDATE")
            both = [asyncio.create_task(link(sitting, one, decision)) for one in taken]
            await asyncio.wait(both, timeout=0.5)
            assert not any(one.done() for one in both)
        assert [one.status_code for one in await asyncio.gather(*both)] == [200, 200]
        course = (await shown(sitting, decision))["course"]
        assert [one["parts"] for one in course["votes"]] == [[1], [2]]

    async def test_of_one_moment_say_the_same_in_whatever_order_they_are_linked(
        self, sitting: Any
    ) -> None:
        carried, lost = [await vote(sitting, 1, carried=one) for one in (True, False)]
        decision = await decided(sitting, None, None)
        assert (await link(sitting, lost, decision)).status_code == 409
        assert (await link(sitting, carried, decision)).status_code == 200
        assert (await link(sitting, lost, decision)).status_code == 409


class TestAnItemThatIsWithheld:
    """Decisions without an item of their own tell of votes on the meeting's items."""

    @pytest.fixture
    async def other(self, sitting: Any) -> dict[str, Any]:
        """Give a vote on part 1, on the meeting's item."""
        return await vote(sitting, 1, carried=True)

    async def withhold(self, committee: Any, reason: str | None = "It is before a court.") -> Any:
        path = f"/meetings/{committee.meeting}/items/{committee.item}"
        items = await committee.governance.get(f"/meetings/{committee.meeting}/items")
        [version] = [one["version"] for one in items.json()["items"] if one["id"] == committee.item]
        return await committee.governance.patch(path, version, json={"withheld_reason": reason})

    async def test_no_vote_on_it_is_told(self, sitting: Any, other: dict[str, Any]) -> None:
        decision = await decided(sitting, None, None, item_id=None)
        assert (await self.withhold(sitting)).status_code == 200
        refused = await link(sitting, other, decision)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/item-withheld")

    async def test_a_decision_that_tells_of_a_vote_on_it_is_withheld_first_and_stays_so(
        self, sitting: Any, other: dict[str, Any]
    ) -> None:
        decision = await decided(sitting, None, None, item_id=None)
        assert (await link(sitting, other, decision)).status_code == 200
        assert (await self.withhold(sitting)).status_code == 409
        path, why = f"/decisions/{decision['id']}", {"reason": "Of a court."}
        secret = why | {"confidential": True, "withheld_reason": "Court."}
        assert (await sitting.governance.patch(path, 2, json=secret)).status_code == 200
        assert (await self.withhold(sitting)).status_code == 200
        opened = why | {"confidential": False}
        assert (await sitting.governance.patch(path, 3, json=opened)).status_code == 409
        assert (await self.withhold(sitting, None)).status_code == 200
        assert (await sitting.governance.patch(path, 3, json=opened)).status_code == 200


class TestACorrection:
    @pytest.fixture
    async def decision(self, sitting: Any) -> dict[str, Any]:
        """Give a decision of which part 2 was lost."""
        decision = await decided(sitting, None, "rejected")
        linked = await link(sitting, await vote(sitting, 2, carried=False), decision)
        assert linked.status_code == 200, linked.text
        return await shown(sitting, decision)

    async def correct(self, committee: Any, decision: dict[str, Any], **change: Any) -> Any:
        data = change | {"reason": "Typed wrongly."}
        path = f"/decisions/{decision['id']}"
        return await committee.governance.patch(path, decision["version"], json=data)

    async def test_does_not_say_that_a_part_was_carried_that_was_lost(
        self, sitting: Any, decision: dict[str, Any]
    ) -> None:
        for outcome in ("agreed", None):
            parts = [decision["parts"][0], decision["parts"][1] | {"outcome": outcome}]
            refused = await self.correct(sitting, decision, parts=parts)
            assert (refused.status_code, refused.json()["type"]) == (409, "/problems/vote-was-lost")

    async def test_leaves_parts_that_votes_name_their_numbers(
        self, sitting: Any, decision: dict[str, Any]
    ) -> None:
        first, second = decision["parts"]
        turned = [second, first | {"outcome": "rejected"}]
        for parts in ([first], [first, second, {"text": "one more"}], turned):
            refused = await self.correct(sitting, decision, parts=parts)
            assert (refused.status_code, refused.json()["type"]) == (
                409, "/problems/part-was-voted",
            )  # fmt: skip

    async def test_mends_the_words_of_a_part(self, sitting: Any, decision: dict[str, Any]) -> None:
        parts = [decision["parts"][0], decision["parts"][1] | {"text": "part two"}]
        corrected = await self.correct(sitting, decision, parts=parts)
        assert corrected.status_code == 200, corrected.text
        assert corrected.json()["course"]["votes"][0]["parts"] == [2]


class TestTold:
    async def test_the_event_and_the_leaf_tell_how_each_part_was_voted_on(
        self, sitting: Any
    ) -> None:
        decision = await decided(sitting, None, "rejected")
        await link(sitting, await vote(sitting, 2, carried=False), decision)
        before, told = await sitting.governance.told("governance.decision.recorded.v1")
        assert (before["version"], before["votes"], told["version"]) == (1, [], 2)
        assert told["votes"] == [
            {"parts": [2], "method": "recorded", "in_favour": 1, "against": 3, "abstained": 0,
             "by_casting_vote": False, "carried": False}
        ]  # fmt: skip

    async def test_of_one_that_is_withheld_nothing_is_told(self, sitting: Any) -> None:
        decision = await decided(
            sitting, None, "rejected", confidential=True, withheld_reason="Of one person."
        )
        await link(sitting, await vote(sitting, 2, carried=False), decision)
        assert (await sitting.governance.told("governance.decision.recorded.v1"))[-1]["votes"] == []
        path = f"/decisions/{decision['id']}"
        read = await sitting.governance.get(path, scopes=["governance:read"])
        assert read.json()["course"] is None

    async def test_the_voting_record_says_which_part(self, sitting: Any) -> None:
        await vote(sitting, 1, 2, 4, carried=True)
        path = f"/meetings/{sitting.meeting}/voting-record"
        [told] = (await sitting.governance.get(path)).json()["items"]
        assert told["parts"] == [1, 2, 4]
        assert told["words"].startswith("Parts 1, 2 and 4: Put to the vote")

    @pytest.mark.rule("governance.12")
    async def test_the_verifier_shows_it_from_the_log_alone(self, sitting: Any) -> None:
        decision = await decided(sitting, None, "rejected")
        lost = await vote(sitting, 2, carried=False)
        await link(sitting, lost, decision)
        opened = await verified(sitting.governance)
        first, second = VERIFIER["verify_decision"](opened, decision["reference"])
        assert "course" not in first["public"]
        assert second["public"]["course"]["votes"] == [
            {"vote_id": lost["id"], "parts": [2], "method": "recorded", "in_favour": 1,
             "against": 3, "abstained": 0, "tied": False, "by_casting_vote": False,
             "carried": False}
        ]  # fmt: skip
        given = await entry_of(sitting.governance, decision, 2)
        turned = given["openings"]["course_in_words"]
        turned["value"]["votes"][0]["parts"] = [1]
        with pytest.raises(NotProved):
            VERIFIER["verify_opened"](second, given)
