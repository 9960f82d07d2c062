"""Votes through the API: who may, what came of it, and the decision that it led to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from common.db.engine import raw_connection
from governance.bodies.models import TermsOfReference
from governance_support import QE1

pytestmark = pytest.mark.rule("governance.2")
DAY = "2024-03-25"
RULED = {"method": "recorded", "chair_rules_no_consensus": True}


async def sit(committee: Any) -> None:
    await committee.comes("chair", "council", "charity", "hospice")


async def test_consensus_where_nobody_disputes_it(committee: Any) -> None:
    await sit(committee)
    agreed = await committee.vote(method="consensus")
    assert agreed.status_code == 201, agreed.text
    assert agreed.json()["carried"]
    disputed = await committee.vote(method="consensus", disputed_by=[committee.posts["council"]])
    assert disputed.json()["errors"][0]["message"] == "no-consensus"


async def test_consensus_comes_first(committee: Any) -> None:
    await sit(committee)
    refused = await committee.vote(method="recorded", ballots=committee.ballots(chair="for"))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["message"] == "consensus-stands"


async def test_a_tie_is_broken_by_the_chair(committee: Any) -> None:
    await sit(committee)
    ballots = committee.ballots(chair="for", council="for", charity="against", hospice="against")
    waiting = await committee.vote(**RULED, ballots=ballots)
    assert waiting.json()["errors"][0]["message"] == "casting-vote-needed"
    broken = (await committee.vote(**RULED, ballots=ballots, casting_vote="for")).json()
    assert (broken["carried"], broken["tied"], broken["by_casting_vote"]) == (True, True, True)
    assert broken["presiding_post_id"] == committee.posts["chair"]
    assert broken["choices"][committee.posts["council"]] == "for"


@pytest.mark.rule("governance.4")
async def test_who_has_an_interest_has_no_vote(committee: Any) -> None:
    await sit(committee)
    await committee.interest("council")
    refused = await committee.vote(**RULED, ballots=committee.ballots(chair="for", council="for"))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["message"] == "conflict-of-interest"
    listed = await committee.governance.get(f"/meetings/{committee.meeting}/votes")
    assert listed.json()["items"] == []


async def test_who_is_not_there_has_no_vote(committee: Any) -> None:
    await sit(committee)
    refused = await committee.vote(**RULED, ballots=committee.ballots(deputy="for"))
    assert refused.json()["errors"][0]["message"] == "not-entitled"


async def test_a_show_of_hands_has_no_more_hands_than_voters(committee: Any) -> None:
    await sit(committee)
    tally = {"in_favour": 3, "against": 1, "abstained": 0}
    ruled = {"method": "secret", "chair_rules_no_consensus": True}
    assert (await committee.vote(**ruled, tally=tally)).json()["carried"]
    refused = await committee.vote(**ruled, tally=tally | {"abstained": 1})
    assert refused.json()["errors"][0]["message"] == "more-votes-than-voters"


async def test_no_vote_without_a_quorum(committee: Any) -> None:
    await committee.comes("chair", "council")
    refused = await committee.vote(method="consensus")
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("not-quorate")


async def test_a_vote_leads_to_one_decision_of_its_item(committee: Any) -> None:
    await sit(committee)
    vote = (await committee.vote(method="consensus")).json()
    occasion = {"body_id": committee.body, "decided_on": "2024-03-25"}
    other = await committee.governance.decision(**occasion)
    here = {"meeting_id": committee.meeting, "item_id": committee.item}
    decision = await committee.governance.decision(**occasion, **here)
    second = await committee.governance.decision(**occasion, **here)
    path = f"/meetings/{committee.meeting}/votes/{vote['id']}/decision"
    for wanted, status in ((other, 409), (decision, 200), (decision, 200), (second, 409)):
        response = await committee.governance.post(path, json={"decision_id": wanted["id"]})
        assert response.status_code == status, response.text
    [listed] = (await committee.governance.get(f"/meetings/{committee.meeting}/votes")).json()[
        "items"
    ]
    assert listed["decision_id"] == decision["id"]


@pytest.mark.parametrize(
    ("outcome", "lost", "status"),
    [("approved", True, 409), ("delegated", True, 409), ("rejected", True, 200),
     ("noted", True, 200), ("approved", False, 200)],
)  # fmt: skip
async def test_a_lost_vote_leads_to_no_decision_that_says_it_was_carried(
    committee: Any, outcome: str, lost: bool, status: int
) -> None:
    await sit(committee)
    choice = "against" if lost else "for"
    ballots = committee.ballots(chair="for", council=choice, charity=choice, hospice=choice)
    vote = (await committee.vote(**RULED, ballots=ballots)).json()
    assert vote["carried"] is not lost
    here = {"body_id": committee.body, "decided_on": DAY, "meeting_id": committee.meeting}
    decision = await committee.governance.decision(**here, outcome=outcome)
    path = f"/meetings/{committee.meeting}/votes/{vote['id']}/decision"
    linked = await committee.governance.post(path, json={"decision_id": decision["id"]})
    assert linked.status_code == status, linked.text
    if status == 409:
        assert linked.json()["type"].endswith("vote-linked")


@pytest.mark.parametrize(
    ("outcome", "lost", "to", "status"),
    [("rejected", True, "approved", 409), ("rejected", True, "noted", 200),
     ("noted", False, "approved", 200)],
)  # fmt: skip
async def test_a_decision_that_a_lost_vote_led_to_is_not_corrected_into_one_that_was_carried(
    committee: Any, outcome: str, lost: bool, to: str, status: int
) -> None:
    await sit(committee)
    choice = "against" if lost else "for"
    ballots = committee.ballots(chair="for", council=choice, charity=choice, hospice=choice)
    vote = (await committee.vote(**RULED, ballots=ballots)).json()
    here = {"body_id": committee.body, "decided_on": DAY, "meeting_id": committee.meeting}
    decision = await committee.governance.decision(**here, outcome=outcome)
    path = f"/meetings/{committee.meeting}/votes/{vote['id']}/decision"
    linked = await committee.governance.post(path, json={"decision_id": decision["id"]})
    assert linked.status_code == 200, linked.text
    corrected = await committee.governance.patch(
        f"/decisions/{decision['id']}", 1, json={"outcome": to, "reason": "Typed wrongly."}
    )
    assert corrected.status_code == status, corrected.text
    if status == 409:
        assert corrected.json()["type"].endswith("vote-was-lost")
        titled = {"title": "The clinic", "reason": "Said better."}
        answer = await committee.governance.patch(f"/decisions/{decision['id']}", 1, json=titled)
        assert answer.status_code == 200, answer.text


async def adopted_before(committee: Any, content: dict[str, Any]) -> None:
    """Give the committee terms of a system that ran before terms were checked."""
    async with committee.governance.database.transaction(QE1) as session:
        await session.execute(update(TermsOfReference).values(content=content))


class TestTermsOfBefore:
    """Terms were free data once; what cannot be read is a clear problem, not a fault of ours."""

    async def test_a_quorum_that_is_no_rule(self, committee: Any) -> None:
        await sit(committee)
        await adopted_before(committee, {"quorum": {"share_percent": 50, "deputies_count": True}})
        path = f"/meetings/{committee.meeting}/quorum"
        for refused in (await committee.governance.get(path),
                        await committee.vote(method="consensus")):  # fmt: skip
            assert refused.status_code == 409, refused.text
            assert refused.json()["type"].endswith("rule-out-of-date")

    async def test_a_vote_or_an_attendance_that_is_no_rule(self, committee: Any) -> None:
        await sit(committee)
        quorum = {"condition": {"name": "one", "at_least": 1, "among": {}}}
        voting = {"votes_each": 1, "majority": "simple_of_present", "chair_casting_vote": True}
        rules = {"voting": voting, "attendance": {"rolling_months": "twelve"}}
        await adopted_before(committee, {"quorum": quorum} | rules)
        report = f"/bodies/{committee.body}/attendance-report?until={DAY}"
        for refused in (await committee.vote(method="consensus"),
                        await committee.governance.get(report)):  # fmt: skip
            assert refused.status_code == 409, refused.text
            assert refused.json()["type"].endswith("rule-out-of-date")


class TestTheMoment:
    async def test_is_on_the_day_of_the_meeting_by_the_clocks_of_england(
        self, committee: Any
    ) -> None:
        await sit(committee)
        refusals = {}
        for at in ("2024-03-24T23:59:59Z", "2024-03-26T06:00:00Z", "2199-01-01T00:00:00Z",
                   "0001-01-01T00:00:00+14:00"):  # fmt: skip
            refused = await committee.vote(method="consensus", at=at)
            assert refused.status_code == 422, (at, refused.text)
            refusals[at] = refused.json()["type"]
        assert refusals["2024-03-26T06:00:00Z"].endswith("not-that-moment")
        late = await committee.vote(method="consensus", at="2024-03-26T00:10:00Z")
        assert late.status_code == 201, late.text
        came = await committee.note("left", "chair", "", moment="2024-03-27T11:00:00Z")
        assert came.json()["type"].endswith("not-that-moment")
        path = f"/meetings/{committee.meeting}/quorum?at=0001-01-01T00:00:00%2B14:00"
        assert (await committee.governance.get(path)).status_code == 422

    async def test_an_interest_is_declared_before_or_then_but_not_later_than_now(
        self, committee: Any
    ) -> None:
        early = await committee.interest("council", moment="2024-03-01T09:00:00Z")
        assert early.status_code == 201, early.text
        later = await committee.interest("council", moment="2199-01-01T00:00:00Z")
        assert later.status_code == 422

    @pytest.mark.parametrize("status", [["cancelled"], ["held", "minutes_approved"]])
    async def test_nothing_is_added_to_a_meeting_that_stands(
        self, committee: Any, status: list[str]
    ) -> None:
        for version, one in enumerate(status, start=1):
            path = f"/meetings/{committee.meeting}"
            changed = await committee.governance.patch(path, version, json={"status": one})
            assert changed.status_code == 200, changed.text
        for refused in (await committee.vote(method="consensus"),
                        await committee.note("arrived", "chair", "11:00"),
                        await committee.interest("council")):  # fmt: skip
            assert refused.status_code == 409, refused.text
            assert refused.json()["type"].endswith("meeting-state")


async def test_a_meeting_is_not_moved_out_of_its_bodys_time(committee: Any) -> None:
    for day in ("2022-12-31", "0001-01-02"):
        path = f"/meetings/{committee.meeting}"
        moved = await committee.governance.patch(
            path, 1, json={"held_on": day, "notice_given_on": None}
        )
        assert moved.status_code == 422, day


async def test_a_casting_vote_goes_with_a_vote(committee: Any) -> None:
    await sit(committee)
    refused = await committee.vote(method="consensus", casting_vote="for")
    assert refused.status_code == 422


async def test_a_post_whose_holders_term_has_ended_has_no_vote(committee: Any) -> None:
    """Nor has somebody who comes in place of a holder that there is not."""
    async with committee.governance.database.transaction(QE1) as session:
        connection = await raw_connection(session)
        ended = "UPDATE holders SET valid_to = '2024-03-25' WHERE post_id = $1"
        await connection.execute(ended, UUID(committee.posts["council"]))
    await committee.comes("chair", "charity", "hospice")
    await committee.comes("council", deputy=True, deputy_approved=True)
    refused = await committee.vote(**RULED, ballots=committee.ballots(chair="for", council="for"))
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["message"] == "not-entitled"
    [why] = [s["why"] for s in (await committee.quorum())["standings"]
             if s["post_id"] == committee.posts["council"]]  # fmt: skip
    assert why == "vacant"


async def test_a_meeting_of_another_system_is_not_there(committee: Any) -> None:
    await sit(committee)
    data = {"item_id": committee.item, "motion": "m", "method": "consensus",
            "at": "2024-03-25T11:00:00Z"}  # fmt: skip
    path = f"/meetings/{committee.meeting}/votes"
    refused = await committee.governance.post(path, json=data, ics="QKK")
    assert refused.status_code == 404
    assert refused.json()["type"].endswith("meeting-not-found")


async def test_votes_and_interests_of_an_item_that_is_withheld_are_for_who_keeps_the_record(
    committee: Any,
) -> None:
    await sit(committee)
    await committee.vote(method="consensus")
    await committee.interest("council", "11:01", ruling="The claim is of their own council.")
    meeting = f"/meetings/{committee.meeting}"
    withheld = await committee.governance.patch(
        f"{meeting}/items/{committee.item}", 1, json={"withheld_reason": "It names somebody."}
    )
    assert withheld.status_code == 200, withheld.text
    interests = f"{meeting}/items/{committee.item}/interests"
    for path in (f"{meeting}/votes", f"{meeting}/voting-record", interests):
        kept = await committee.governance.get(path)
        read = await committee.governance.get(path, scopes=["governance:read"])
        assert (len(kept.json()["items"]), read.json()["items"]) == (1, [])
