"""What a vote, or a meeting's course, settled: nothing recorded later takes it away."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from committee_support import made
from governance.decisions import service as decisions
from governance.decisions.checks import check_content
from governance_support import SHORT_MINUTES, imported

pytestmark = [pytest.mark.rule("governance.2"), pytest.mark.rule("governance.4")]
RULED = {"method": "recorded", "chair_rules_no_consensus": True}


async def sit(committee: Any) -> None:
    await committee.comes("chair", "council", "charity", "hospice")


async def voted(committee: Any) -> None:
    """Let all four vote at 11 o'clock."""
    await sit(committee)
    ballots = committee.ballots(chair="for", council="for", charity="for", hospice="against")
    response = await committee.vote(**RULED, ballots=ballots)
    assert response.status_code == 201, response.text


def refused(response: Any, code: str) -> None:
    assert response.status_code == 409, response.text
    assert response.json()["type"].endswith(code)


async def adjourned(committee: Any, at: str, kind: str = "adjourned") -> Any:
    why = {"why": "other"} if kind == "adjourned" else {}
    data = {"kind": kind, "at": f"2024-03-25T{at}:00Z"} | why
    return await committee.governance.post(f"/meetings/{committee.meeting}/adjournments", json=data)


class TestTerms:
    """Terms that begin before a vote would say that it was taken by another quorum."""

    async def adopt(self, committee: Any, since: str) -> Any:
        path = f"/bodies/{committee.body}/terms"
        terms = (await committee.governance.get(path)).json()["items"][0]["content"]
        data = {"valid_from": since, "content": terms}
        return await committee.governance.post(path, json=data)

    async def test_do_not_begin_before_a_vote_that_was_taken(self, committee: Any) -> None:
        await voted(committee)
        for day in ("2024-01-01", "2024-03-25"):
            late = await self.adopt(committee, day)
            refused(late, "terms-settled")
            assert "On 25 March 2024" in late.json()["detail"]
        path = f"/bodies/{committee.body}/terms"
        assert len((await committee.governance.get(path)).json()["items"]) == 1
        assert (await self.adopt(committee, "2024-03-26")).status_code == 201

    async def test_nor_before_the_chair_confirmed_the_quorum(self, committee: Any) -> None:
        await sit(committee)
        path = f"/meetings/{committee.meeting}/quorum-confirmations"
        await made(committee.governance, path, {"at": "2024-03-25T10:30:00Z"})
        refused(await self.adopt(committee, "2024-01-01"), "terms-settled")

    async def test_are_entered_late_where_nothing_was_voted_on(self, committee: Any) -> None:
        await sit(committee)
        assert (await self.adopt(committee, "2024-01-01")).status_code == 201


class TestAVote:
    @pytest.mark.parametrize("at", ["10:30", "11:00"])
    async def test_is_not_given_somebody_with_an_interest_afterwards(
        self, committee: Any, at: str
    ) -> None:
        await voted(committee)
        late = await committee.interest("council", at=at)
        refused(late, "vote-settled")
        assert "At 11:00 on 25 March 2024 a vote was taken" in late.json()["detail"]
        path = f"/meetings/{committee.meeting}/items/{committee.item}/interests"
        assert (await committee.governance.get(path)).json()["items"] == []

    async def test_leaves_what_comes_after_it_to_be_recorded(self, committee: Any) -> None:
        await voted(committee)
        assert (await committee.interest("council", at="11:01")).status_code == 201
        assert (await committee.note("left", "charity", "11:01")).status_code == 201
        assert (await adjourned(committee, "11:05")).status_code == 201

    async def test_on_one_item_leaves_interests_in_another(self, committee: Any) -> None:
        await voted(committee)
        [other] = (
            await made(
                committee.governance,
                f"/meetings/{committee.meeting}/items",
                [{"number": "2", "title": "Ward"}],
            )
        )["items"]
        committee.item = other["id"]
        assert (await committee.interest("council", at="10:30")).status_code == 201

    async def test_is_not_given_somebody_who_was_not_there(self, committee: Any) -> None:
        await voted(committee)
        refused(await committee.note("left", "charity", "10:40"), "vote-settled")
        refused(await committee.note("arrived", "deputy", "10:40"), "vote-settled")

    async def test_is_not_made_one_of_an_adjourned_meeting(self, committee: Any) -> None:
        await voted(committee)
        late = await adjourned(committee, "10:50")
        refused(late, "vote-settled")
        assert "At 11:00 on 25 March 2024 a vote was taken" in late.json()["detail"]

    async def test_is_not_given_a_deputy_whom_the_chair_had_refused(self, committee: Any) -> None:
        path = f"/meetings/{committee.meeting}/deputies"
        nominated = await made(
            committee.governance,
            path,
            {"post_id": committee.posts["hospice"], "name": "Ms Deputy"},
        )
        await voted(committee)
        ruling = {"outcome": "refused", "reason": "Not briefed.", "at": "2024-03-25T10:00:00Z"}
        late = await committee.governance.post(f"{path}/{nominated['id']}/rulings", json=ruling)
        refused(late, "vote-settled")


class TestAMotion:
    async def test_is_neither_moved_nor_amended_nor_an_amendment_withdrawn_while_adjourned(
        self, committee: Any
    ) -> None:
        await sit(committee)
        said = {
            "item_id": committee.item,
            "parts": [{"text": "That the clinic open"}],
            "mover_post_id": committee.posts["chair"],
            "seconder_post_id": committee.posts["council"],
        }
        path = f"/meetings/{committee.meeting}/motions"
        at = {"at": "2024-03-25T10:40:00Z"}
        motion = await made(committee.governance, path, said | at)
        assert (await adjourned(committee, "10:50")).status_code == 201
        at = {"at": "2024-03-25T11:00:00Z"}
        refused(await committee.governance.post(path, json=said | at), "meeting-adjourned")
        change = {
            "part": 1,
            "leave_out": "open",
            "insert": "close",
            "mover_post_id": committee.posts["charity"],
            "seconder_post_id": committee.posts["hospice"],
        }
        amend = f"/motions/{motion['id']}/amendments"
        versioned = {"headers": {"If-Match": '"v1"'}}
        late = await committee.governance.post(amend, json=change | at, **versioned)
        refused(late, "meeting-adjourned")
        assert (await adjourned(committee, "11:10", "resumed")).status_code == 201
        at = {"at": "2024-03-25T11:20:00Z"}
        moved = await committee.governance.post(amend, json=change | at, **versioned)
        assert moved.status_code == 201, moved.text
        assert (await adjourned(committee, "11:30")).status_code == 201
        [amendment] = moved.json()["amendments"]
        disposed = f"{amend}/{amendment['id']}/disposal"
        how = {"how": "withdrawn", "with_consent": True, "at": "2024-03-25T11:40:00Z"}
        late = await committee.governance.post(disposed, json=how, headers={"If-Match": '"v2"'})
        refused(late, "meeting-adjourned")


class TestAMeeting:
    async def patched(self, committee: Any, version: int = 1, **changes: Any) -> Any:
        path = f"/meetings/{committee.meeting}"
        return await committee.governance.patch(path, version, json=changes)

    @pytest.mark.parametrize(
        "changes",
        [
            {"held_on": "2024-04-25"},
            {"remote_agreed": True},
            {"notice_given_on": "2024-01-02"},
            {"status": "cancelled"},
        ],
    )
    async def test_stands_once_something_happened_in_it(
        self, committee: Any, changes: dict[str, Any]
    ) -> None:
        await sit(committee)
        refused(await self.patched(committee, **changes), "meeting-state")

    async def test_may_be_changed_in_its_place_then_or_sent_as_it_is(self, committee: Any) -> None:
        await sit(committee)
        same: dict[str, Any] = {"held_on": "2024-03-25", "place": "The annexe"}
        assert (await self.patched(committee, **same)).status_code == 200

    async def test_may_be_moved_or_cancelled_before(self, committee: Any) -> None:
        moved = await self.patched(committee, held_on="2024-04-25", remote_agreed=True)
        assert moved.status_code == 200, moved.text
        assert (await self.patched(committee, 2, status="cancelled")).status_code == 200

    async def test_with_a_decision_is_not_cancelled(self, committee: Any) -> None:
        await committee.governance.decision(
            body_id=committee.body, decided_on="2024-03-25", meeting_id=committee.meeting
        )
        refused(await self.patched(committee, status="cancelled"), "meeting-state")

    async def test_is_not_cancelled_while_a_decision_of_it_is_recorded(
        self, committee: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        second: list[asyncio.Task[Any]] = []

        async def checked(*about: Any) -> None:
            await check_content(*about)
            second.append(asyncio.create_task(self.patched(committee, status="cancelled")))
            await asyncio.wait(second, timeout=0.5)

        monkeypatch.setattr(decisions, "check_content", checked)
        await committee.governance.decision(
            body_id=committee.body, decided_on="2024-03-25", meeting_id=committee.meeting
        )
        refused(await second[0], "meeting-state")

    async def test_that_was_cancelled_decided_nothing(self, committee: Any) -> None:
        await self.patched(committee, status="cancelled")
        said = {
            "body_id": committee.body,
            "meeting_id": committee.meeting,
            "decided_on": "2024-03-25",
            "title": "Clinic",
            "outcome": "approved",
            "parts": [{"text": "the clinic open"}],
        }
        late = await committee.governance.post("/decisions", json=said)
        refused(late, "meeting-state")
        listed = await committee.governance.get(f"/decisions?meeting_id={committee.meeting}")
        assert listed.json()["items"] == []

    async def test_is_not_held_before_its_day(self, committee: Any) -> None:
        said = {"body_id": committee.body, "held_on": "2199-03-25"}
        meeting = await made(committee.governance, "/meetings", said)
        path = f"/meetings/{meeting['id']}"
        early = await committee.governance.patch(path, 1, json={"status": "held"})
        refused(early, "meeting-state")
        today = {"status": "held", "held_on": "2024-03-26"}
        assert (await committee.governance.patch(path, 1, json=today)).status_code == 200

    async def test_of_minutes_is_not_held_before_its_day(self, committee: Any) -> None:
        text = SHORT_MINUTES.replace("Monday, 2 September 2024", "Monday, 2 September 2199")
        draft = await imported(committee.governance, text)
        path = f"/minutes-imports/{draft['id']}"
        open_ = [one["code"] for one in draft["draft"]["doubts"] if one["blocking"]]
        assert open_ == []
        early = await committee.governance.post(f"{path}/record")
        refused(early, "minutes-do-not-fit")
