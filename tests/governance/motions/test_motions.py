"""Motions and amendments through the API: who moves, in which order, what is left."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from committee_support import Committee, committee_of
from common.db.engine import raw_connection
from debate_support import Debate, at
from governance_support import QE1, Governance

pytestmark = pytest.mark.rule("governance.7")


def fields(response: Any) -> dict[str, str]:
    assert response.status_code == 422, response.text
    return {one["field"]: one["message"] for one in response.json()["errors"]}


class TestMove:
    async def test_a_motion_is_kept_with_who_moved_and_seconded_it(self, debate: Debate) -> None:
        motion, posts = debate.motion, debate.committee.posts
        assert motion["state"] == "open"
        assert motion["mover_post_id"] == posts["council"]
        assert motion["seconder_post_id"] == posts["charity"]
        assert motion["substantive"] == motion["moved"]
        listed = await debate.governance.get(f"/meetings/{debate.committee.meeting}/motions")
        assert listed.json()["items"] == [motion]

    async def test_nobody_seconds_their_own_motion(self, debate: Debate) -> None:
        refused = await debate.asks_to_move(seconder="council")
        assert refused.status_code == 422

    async def test_a_seconder_is_needed(self, debate: Debate) -> None:
        assert "body.seconder_post_id" in fields(await debate.asks_to_move(seconder=None))

    async def test_who_is_not_there_moves_nothing(self, debate: Debate) -> None:
        refused = await debate.asks_to_move(mover="deputy")
        assert refused.json()["type"].endswith("mover-refused")
        assert fields(refused) == {"body.mover_post_id": "is not there, or has no vote"}

    async def test_who_left_before_seconds_nothing(self, debate: Debate) -> None:
        await debate.committee.note("left", "charity", "10:35")
        assert "body.seconder_post_id" in fields(await debate.asks_to_move())

    @pytest.mark.rule("governance.4")
    async def test_who_has_an_interest_neither_moves_nor_seconds(self, debate: Debate) -> None:
        await debate.committee.interest("council", at="10:20")
        refused = await debate.asks_to_move()
        assert fields(refused) == {"body.mover_post_id": "has an interest in the item"}

    @pytest.mark.rule("governance.2")
    async def test_a_meeting_that_is_not_quorate_debates_nothing(
        self, committee: Committee
    ) -> None:
        await committee.comes("council", "charity")
        refused = await Debate(committee).asks_to_move()
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("not-quorate")

    @pytest.mark.parametrize("moment", ["2024-03-24T10:40:00Z", "2199-01-01T10:40:00Z"])
    async def test_nothing_is_moved_on_another_day(self, debate: Debate, moment: str) -> None:
        refused = await debate.asks_to_move(at=moment)
        assert refused.json()["type"].endswith("not-that-moment")

    async def test_another_system_finds_no_motion(self, debate: Debate) -> None:
        path = f"/motions/{debate.motion['id']}"
        assert (await debate.governance.get(path, ics="QKK")).status_code == 404
        assert (await debate.governance.get(path)).status_code == 200

    async def test_readers_do_not_read_motions(self, debate: Debate) -> None:
        path = f"/motions/{debate.motion['id']}"
        refused = await debate.governance.get(path, scopes=["governance:read"])
        assert refused.status_code == 403


class TestAmend:
    async def test_an_open_amendment_changes_nothing_yet(self, debate: Debate) -> None:
        amendment = await debate.amends()
        assert (amendment["number"], amendment["result"]) == (1, None)
        assert debate.motion["substantive"] == debate.motion["moved"]

    async def test_carried_by_a_vote_it_makes_the_substantive_motion(self, debate: Debate) -> None:
        amendment = await debate.amends()
        motion = await debate.disposes(amendment, how="put", vote_id=await debate.votes())
        assert motion["amendments"][0]["result"] == "carried"
        assert motion["substantive"][0]["text"].endswith("on three days")
        assert motion["moved"][0]["text"].endswith("on two days")

    async def test_carried_by_consensus_too(self, debate: Debate) -> None:
        amendment = await debate.amends()
        agreed = await debate.committee.vote(method="consensus", at=at("10:50"))
        motion = await debate.disposes(amendment, how="put", vote_id=agreed.json()["id"])
        assert motion["amendments"][0]["result"] == "carried"

    async def test_lost_withdrawn_or_ruled_out_it_leaves_the_motion_alone(
        self, debate: Debate
    ) -> None:
        lost = await debate.amends()
        await debate.disposes(lost, how="put", vote_id=await debate.votes(carried=False))
        withdrawn = await debate.amends(time="10:52")
        await debate.disposes(withdrawn, how="withdrawn", with_consent=True, at=at("10:53"))
        ruled = await debate.amends(time="10:54")
        motion = await debate.disposes(
            ruled, how="ruled_out", reason="It repeats the first.", at=at("10:55")
        )
        results = [one["result"] for one in motion["amendments"]]
        assert results == ["lost", "withdrawn", "ruled_out"]
        assert motion["amendments"][2]["reason"] == "It repeats the first."
        assert motion["substantive"] == motion["moved"]

    @pytest.mark.parametrize(
        "data",
        [
            {"how": "withdrawn", "at": at("10:50")},
            {"how": "withdrawn", "at": at("10:50"), "with_consent": False},
            {"how": "ruled_out", "at": at("10:50")},
            {"how": "put"},
            {"how": "ruled_out", "reason": "r"},
        ],
    )
    async def test_consent_reason_vote_and_moment_are_needed(
        self, debate: Debate, data: dict[str, Any]
    ) -> None:
        refused = await debate.asks_to_dispose(await debate.amends(), **data)
        assert refused.status_code == 422

    async def test_nobody_rules_where_nobody_is_in_the_chair(self, debate: Debate) -> None:
        amendment = await debate.amends()
        await debate.committee.comes("deputy", at="10:41")
        for name in ("chair", "deputy"):
            await debate.committee.note("left", name, "10:48")
        refused = await debate.asks_to_dispose(
            amendment, how="ruled_out", reason="r", at=at("10:50")
        )
        assert refused.json()["type"].endswith("motion-state")

    async def test_one_waits_for_the_other(self, debate: Debate) -> None:
        await debate.amends()
        refused = await debate.asks_to_amend(time="10:46")
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("out-of-turn")

    async def test_terms_may_let_several_be_moved_which_fall_in_order(
        self, governance: Governance
    ) -> None:
        order = {"source": "Order 12", "seconded": False, "one_at_a_time": False}
        committee = await committee_of(governance, amendments=order)
        await committee.comes("chair", "council", "charity", "hospice")
        debate = Debate(committee)
        await debate.moves(seconder=None)
        first = await debate.amends(seconder=None)
        second = await debate.amends(time="10:46", seconder=None, leave_out="ten", insert="nine")
        vote = await debate.votes()
        early = await debate.asks_to_dispose(second, how="put", vote_id=vote)
        assert early.json()["type"].endswith("out-of-turn")
        await debate.disposes(first, how="put", vote_id=vote)
        motion = await debate.disposes(second, how="put", vote_id=await debate.votes("10:55"))
        assert motion["substantive"][0]["text"].endswith("until nine on three days")

    async def test_what_fits_no_more_is_not_carried(self, governance: Governance) -> None:
        order = {"source": "Order 12", "one_at_a_time": False}
        committee = await committee_of(governance, amendments=order)
        await committee.comes("chair", "council", "charity", "hospice")
        debate = Debate(committee)
        await debate.moves()
        first = await debate.amends()
        second = await debate.amends(time="10:46", leave_out="two days", insert="no day")
        await debate.disposes(first, how="put", vote_id=await debate.votes())
        refused = await debate.asks_to_dispose(
            second, how="put", vote_id=await debate.votes("10:55")
        )
        assert refused.json()["type"].endswith("amendment-does-not-fit")
        ruled = {"how": "ruled_out", "reason": "Its words are gone.", "at": at("10:56")}
        motion = await debate.disposes(second, **ruled)
        assert [one["result"] for one in motion["amendments"]] == ["carried", "ruled_out"]

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"part": 3}, "body.part"),
            ({"leave_out": "four days"}, "body.leave_out"),
            ({"leave_out": "t"}, "body.leave_out"),
        ],
    )
    async def test_words_that_do_not_fit_are_refused(
        self, debate: Debate, change: dict[str, Any], field: str
    ) -> None:
        refused = await debate.asks_to_amend(**change)
        assert refused.json()["type"].endswith("amendment-does-not-fit")
        assert field in fields(refused)

    @pytest.mark.parametrize(
        "change",
        [
            {"leave_out": None, "insert": None},
            {"leave_out": "two days", "insert": "two days"},
            {"part": 0},
        ],
    )
    async def test_an_amendment_that_changes_nothing_is_none(
        self, debate: Debate, change: dict[str, Any]
    ) -> None:
        assert (await debate.asks_to_amend(**change)).status_code == 422

    @pytest.mark.rule("governance.4")
    async def test_who_has_an_interest_moves_no_amendment(self, debate: Debate) -> None:
        await debate.committee.interest("hospice", at="10:41")
        refused = await debate.asks_to_amend()
        assert fields(refused) == {"body.mover_post_id": "has an interest in the item"}

    async def test_it_is_not_moved_before_its_motion(self, debate: Debate) -> None:
        refused = await debate.asks_to_amend(time="10:39")
        assert refused.json()["type"].endswith("out-of-turn")

    async def test_what_became_of_it_is_said_once(self, debate: Debate) -> None:
        amendment = await debate.amends()
        await debate.disposes(amendment, how="put", vote_id=await debate.votes())
        again = await debate.asks_to_dispose(
            amendment, how="withdrawn", with_consent=True, at=at("10:55")
        )
        assert again.json()["type"].endswith("motion-state")


class TestVotes:
    async def test_a_vote_from_before_decides_on_nothing_that_came_after(
        self, debate: Debate
    ) -> None:
        early = await debate.votes("10:42")
        amendment = await debate.amends()
        refused = await debate.asks_to_dispose(amendment, how="put", vote_id=early)
        assert refused.json()["type"].endswith("vote-does-not-fit")

    async def test_one_vote_decides_on_one_thing(self, debate: Debate) -> None:
        amendment, vote = await debate.amends(), await debate.votes()
        await debate.disposes(amendment, how="put", vote_id=vote)
        assert (await debate.asks_to_put(vote)).json()["type"].endswith("vote-does-not-fit")

    async def test_a_vote_on_another_item_is_none_on_this(self, debate: Debate) -> None:
        path = f"/meetings/{debate.committee.meeting}/items"
        added = await debate.governance.post(path, json=[{"number": "2", "title": "Other"}])
        other = await debate.committee.vote(
            method="consensus", item_id=added.json()["items"][0]["id"], at=at("10:50")
        )
        refused = await debate.asks_to_put(other.json()["id"])
        assert refused.json()["type"].endswith("vote-does-not-fit")

    async def test_the_motion_is_put_when_no_amendment_is_open(self, debate: Debate) -> None:
        await debate.amends()
        refused = await debate.asks_to_put(await debate.votes("11:00"))
        assert refused.json()["type"].endswith("out-of-turn")

    async def test_it_is_put_once_and_not_amended_afterwards(self, debate: Debate) -> None:
        assert (await debate.puts(carried=False))["state"] == "lost"
        again = await debate.asks_to_put(await debate.votes("11:40"))
        assert again.json()["type"].endswith("motion-state")
        late = await debate.asks_to_amend(time="11:45")
        assert late.json()["type"].endswith("motion-state")

    async def test_the_vote_on_it_comes_after_its_amendments(self, debate: Debate) -> None:
        amendment = await debate.amends(time="10:50")
        await debate.disposes(amendment, how="withdrawn", with_consent=True, at=at("10:52"))
        refused = await debate.asks_to_put(await debate.votes("10:51"))
        assert refused.json()["type"].endswith("vote-does-not-fit")


REWRITES = [
    "UPDATE amendments SET insert = 'other'",
    "DELETE FROM amendments",
    "UPDATE amendment_disposals SET result = 'lost', vote_id = vote_id",
    "DELETE FROM amendment_disposals",
    "UPDATE motions SET parts = '[]', version = version + 1",
    "UPDATE motions SET mover_post_id = seconder_post_id, seconder_post_id = NULL, "
    "version = version + 1",
    "DELETE FROM motions",
]


class TestRecord:
    @pytest.mark.parametrize("statement", REWRITES)
    async def test_the_service_cannot_rewrite_a_debate(
        self, debate: Debate, statement: str
    ) -> None:
        amendment = await debate.amends()
        await debate.disposes(amendment, how="put", vote_id=await debate.votes())
        with pytest.raises(asyncpg.PostgresError):
            async with debate.governance.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute(statement)
        kept = await debate.governance.get(f"/motions/{debate.motion['id']}")
        assert kept.json() == debate.motion
