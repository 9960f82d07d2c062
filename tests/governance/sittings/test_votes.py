"""Votes through the API: who may, what came of it, and the decision that it led to."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.rule("governance.2")
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
