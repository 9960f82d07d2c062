"""The decision that a motion becomes: what it says, what the log and events tell of the debate."""

from __future__ import annotations

import json
from typing import Any

import pytest

from debate_support import Debate, at
from decision_log_support import VERIFIER
from decision_log_world import entry_of, verified
from governance_support import Governance

pytestmark = pytest.mark.rule("governance.7")
FINAL = "That the clinic be open until ten on three days"


async def amended(debate: Debate) -> None:
    """Carry one amendment, and rule out another."""
    first = await debate.amends()
    await debate.disposes(first, how="put", vote_id=await debate.votes())
    second = await debate.amends(time="10:52", part=2, leave_out=None, insert="That Ada Quill go")
    reason = "Dr Quill is not the subject."
    await debate.disposes(second, how="ruled_out", reason=reason, at=at("10:53"))


class TestAdopt:
    async def test_the_decision_says_the_substantive_motion(self, debate: Debate) -> None:
        await amended(debate)
        await debate.puts()
        decision = await debate.adopts()
        assert [one["text"] for one in decision["parts"]] == [
            FINAL, "That the director report in a year",
        ]  # fmt: skip
        assert [one["marker"] for one in decision["parts"]] == ["(a)", "(b)"]
        assert decision["decided_on"] == "2024-03-25"
        assert decision["item_id"] == debate.committee.item

    async def test_it_shows_the_motion_each_amendment_and_its_result(self, debate: Debate) -> None:
        await amended(debate)
        await debate.puts()
        motion = (await debate.adopts())["course"]["motion"]
        assert motion["moved"][0]["text"].endswith("on two days")
        assert (motion["mover"], motion["seconder"]) == ("council", "charity")
        first, second = motion["amendments"]
        assert (first["leave_out"], first["insert"]) == ("two days", "three days")
        assert (first["result"], first["method"]) == ("carried", "recorded")
        assert (first["in_favour"], first["against"], first["abstained"]) == (4, 0, 0)
        assert (second["result"], second["reason"]) == (
            "ruled_out", "Dr Quill is not the subject.",
        )  # fmt: skip

    async def test_the_vote_on_the_motion_is_the_decisions(self, debate: Debate) -> None:
        motion = await debate.puts()
        decision = await debate.adopts()
        listed = await debate.governance.get(f"/meetings/{debate.committee.meeting}/votes")
        [vote] = [one for one in listed.json()["items"] if one["decision_id"]]
        assert (vote["id"], vote["decision_id"]) == (motion["vote_id"], decision["id"])

    @pytest.mark.parametrize("carried", [None, False])
    async def test_only_a_motion_that_was_carried_becomes_a_decision(
        self, debate: Debate, carried: bool | None
    ) -> None:
        if carried is not None:
            await debate.puts(carried=carried)
        refused = await debate.asks_to_adopt()
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("motion-state")

    async def test_it_becomes_one_decision_only(self, debate: Debate) -> None:
        await debate.puts()
        await debate.adopts()
        assert (await debate.asks_to_adopt()).status_code == 409

    async def test_nobody_sends_what_was_resolved(self, debate: Debate) -> None:
        await debate.puts()
        refused = await debate.asks_to_adopt(parts=[{"text": "Something else"}])
        assert refused.status_code == 422

    async def test_withdrawn_evidence_is_refused(self, debate: Debate) -> None:
        await debate.puts()
        finding = await debate.governance.finding()
        await debate.governance.withdraws(finding)
        cited = [{"finding_id": str(finding), "version": 1}]
        refused = await debate.asks_to_adopt(evidence=cited)
        assert refused.json()["type"].endswith("evidence-refused")

    async def test_a_correction_keeps_the_debate(self, debate: Debate) -> None:
        await amended(debate)
        await debate.puts()
        decision = await debate.adopts()
        change = {"reason": "A slip.", "title": "The evening clinic"}
        response = await debate.governance.patch(f"/decisions/{decision['id']}", 1, json=change)
        assert response.json()["course"] == decision["course"]

    async def test_of_a_withheld_decision_readers_see_no_debate(self, debate: Debate) -> None:
        await amended(debate)
        await debate.puts()
        decision = await debate.adopts(confidential=True, withheld_reason="Contract.")
        path = f"/decisions/{decision['id']}"
        seen = (await debate.governance.get(path, scopes=["governance:read"])).json()
        assert seen["course"] is None
        [told] = await debate.governance.told("governance.decision.recorded.v1")
        assert (told["moved"], told["amendments"]) == ([], [])


class TestInParts:
    """A motion that is put part by part."""

    async def put(self, debate: Debate, *taken: tuple[list[int], bool]) -> Any:
        votes = []
        for minute, (parts, carried) in enumerate(taken):
            when = f"11:{minute:02}"
            votes.append(await debate.votes(when, carried=carried, parts=parts))
        path = f"/motions/{debate.motion['id']}/vote"
        return await debate.governance.post(path, json={"vote_ids": votes})

    async def test_becomes_a_decision_that_says_what_was_lost(self, debate: Debate) -> None:
        put = await self.put(debate, ([1], True), ([2], False))
        assert (put.status_code, put.json()["state"]) == (201, "carried"), put.text
        decision = await debate.adopts()
        assert [one["outcome"] for one in decision["parts"]] == [None, "rejected"]
        told = [(one["parts"], one["carried"]) for one in decision["course"]["votes"]]
        assert told == [([1], True), ([2], False)]
        read = await debate.governance.get(f"/decisions/{decision['id']}")
        assert read.json()["version"] == 1
        listed = await debate.governance.get(f"/meetings/{debate.committee.meeting}/votes")
        assert [one["decision_id"] for one in listed.json()["items"]] == [decision["id"]] * 2

    async def test_tells_its_votes_in_the_order_in_which_they_were_taken(
        self, debate: Debate
    ) -> None:
        first = await debate.votes("11:00", parts=[2])
        second = await debate.votes("11:01", parts=[1])
        path = f"/motions/{debate.motion['id']}/vote"
        put = await debate.governance.post(path, json={"vote_ids": [second, first]})
        assert put.status_code == 201, put.text
        decision = await debate.adopts()
        assert [one["parts"] for one in decision["course"]["votes"]] == [[2], [1]]

    async def test_is_lost_where_every_part_is(self, debate: Debate) -> None:
        put = await self.put(debate, ([1], False), ([2], False))
        assert put.json()["state"] == "lost"
        assert (await debate.asks_to_adopt()).status_code == 409

    @pytest.mark.parametrize(
        "taken",
        [
            [([1], True)],
            [([1], True), ([1, 2], True)],
            [([1, 2], True), ([], True)],
            [([1], True), ([2, 3], True)],
        ],
    )
    async def test_is_put_with_one_vote_on_each_part(
        self, debate: Debate, taken: list[tuple[list[int], bool]]
    ) -> None:
        refused = await self.put(debate, *taken)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/vote-does-not-fit")

    async def test_a_vote_decides_one_thing_only(self, debate: Debate) -> None:
        path = f"/motions/{debate.motion['id']}/vote"
        other = f"/motions/{(await debate.moves(time='10:45'))['id']}/vote"
        one = await debate.votes("11:00", parts=[1, 2])
        both = {"vote_id": one, "vote_ids": [one]}
        assert (await debate.governance.post(path, json=both)).status_code == 422
        put = await debate.governance.post(path, json={"vote_ids": [one]})
        assert put.status_code == 201, put.text
        again = await debate.governance.post(other, json={"vote_ids": [one]})
        assert again.json()["type"] == "/problems/vote-does-not-fit"

    async def test_an_amendment_is_put_by_no_vote_on_another_part(self, debate: Debate) -> None:
        amendment = await debate.amends()
        other = await debate.votes(parts=[2])
        refused = await debate.asks_to_dispose(amendment, how="put", vote_id=other)
        assert refused.json()["type"] == "/problems/vote-does-not-fit"
        same = await debate.votes(parts=[1])
        await debate.disposes(amendment, how="put", vote_id=same)


class TestTold:
    async def test_the_event_tells_the_amendments_and_nobodys_name(self, debate: Debate) -> None:
        present = [{"kind": "in_attendance", "name": "Ada Quill"}]
        path = f"/meetings/{debate.committee.meeting}/attendance"
        assert (await debate.governance.post(path, json=present)).status_code == 201
        await amended(debate)
        await debate.puts()
        await debate.adopts()
        [told] = await debate.governance.told("governance.decision.recorded.v1")
        assert [one["result"] for one in told["amendments"]] == ["carried", "ruled_out"]
        assert told["amendments"][0]["in_favour"] == 4
        assert told["moved"][0].endswith("on two days")
        assert told["amendments"][1]["insert"] == "That [name] go"
        assert told["amendments"][1]["reason"] == "[name] is not the subject."
        assert "Quill" not in json.dumps(told)


@pytest.mark.rule("governance.12")
class TestLogged:
    async def test_the_leaf_commits_to_the_debate_and_says_its_results_in_clear(
        self, debate: Debate
    ) -> None:
        await amended(debate)
        await debate.puts()
        decision = await debate.adopts()
        opened = await verified(debate.governance)
        given = await entry_of(debate.governance, decision)
        leaf = json.loads(given["entry"])
        assert leaf["format"] == 1
        assert leaf["public"]["course"]["motion"]["amendments"] == ["carried", "ruled_out"]
        assert "three days" not in given["entry"]
        [statement] = VERIFIER["verify_decision"](opened, decision["reference"])
        assert "course_in_words" in VERIFIER["verify_opened"](statement, given)
        words = given["openings"]["course_in_words"]["value"]
        assert words["motion"]["amendments"][0]["insert"] == "three days"

    async def test_a_leaf_without_a_course_is_as_it_was_before_there_were_any(
        self, governance: Governance
    ) -> None:
        plain: Any = await governance.decision()
        await verified(governance)
        leaf = json.loads((await entry_of(governance, plain))["entry"])
        assert sorted(leaf["commitments"]) == [
            "involvement_statement", "mover", "not_done", "parts", "reason", "seconder", "title",
            "withheld_reason",
        ]  # fmt: skip
        assert sorted(leaf["public"]) == [
            "activity_ids", "body_id", "confidential", "decided_on", "effective_on", "evidence",
            "item_id", "kind_of_activity", "meeting_id", "outcome", "reference", "review_on",
        ]  # fmt: skip

    async def test_of_a_withheld_decision_nothing_of_the_debate_is_in_clear(
        self, debate: Debate
    ) -> None:
        await amended(debate)
        await debate.puts()
        decision = await debate.adopts(confidential=True, withheld_reason="Contract.")
        leaf = json.loads((await entry_of(debate.governance, decision))["entry"])
        assert "course" not in leaf["public"]
        assert {"course", "course_in_words"} <= set(leaf["commitments"])
