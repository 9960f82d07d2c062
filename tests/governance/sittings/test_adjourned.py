"""A meeting that is adjourned to a later day: one meeting, whose days each begin anew."""

from __future__ import annotations

from typing import Any

import pytest

from committee_support import DAY, committee_of, made
from governance_support import Governance

pytestmark = [pytest.mark.rule("governance.2")]
NEXT = "2024-03-28"
RULED = {"method": "recorded", "chair_rules_no_consensus": True}


async def step(committee: Any, kind: str, at: str, **more: Any) -> Any:
    data = {"kind": kind, "at": at} | ({"why": "other"} if kind == "adjourned" else {}) | more
    return await committee.governance.post(f"/meetings/{committee.meeting}/adjournments", json=data)


async def adjourned(committee: Any, **more: Any) -> None:
    """Let all but one come on the first day, and adjourn it."""
    await committee.comes("chair", "council", "charity", "hospice")
    response = await step(committee, "adjourned", f"{DAY}T11:30:00Z", **more)
    assert response.status_code == 201, response.text


async def resumed(committee: Any) -> None:
    response = await step(committee, "resumed", f"{NEXT}T10:00:00Z")
    assert response.status_code == 201, response.text


async def comes(committee: Any, *names: str, minute: int = 5) -> None:
    for name in names:
        noted = await committee.note("arrived", name, "", moment=f"{NEXT}T10:{minute:02}:00Z")
        assert noted.status_code == 201, noted.text


async def quorum(committee: Any, moment: str) -> dict[str, Any]:
    path = f"/meetings/{committee.meeting}/quorum?at={moment}"
    response = await committee.governance.get(path)
    assert response.status_code == 200, response.text
    return dict(response.json())


class TestWhoIsThere:
    async def test_is_who_comes_again(self, committee: Any) -> None:
        await adjourned(committee)
        await resumed(committee)
        assert (await quorum(committee, f"{NEXT}T10:04:00Z"))["counted"] == 0
        await comes(committee, "chair", "charity")
        assert (await quorum(committee, f"{NEXT}T10:06:00Z"))["counted"] == 2
        await comes(committee, "council", minute=10)
        assert (await quorum(committee, f"{NEXT}T10:11:00Z"))["quorate"]
        assert (await committee.quorum("11:00"))["counted"] == 4

    async def test_does_not_come_twice_on_a_day(self, committee: Any) -> None:
        await adjourned(committee)
        await resumed(committee)
        await comes(committee, "chair")
        again = await committee.note("arrived", "chair", "", moment=f"{NEXT}T10:06:00Z")
        assert again.status_code == 409
        gone = await committee.note("left", "council", "", moment=f"{NEXT}T10:06:00Z")
        assert gone.status_code == 409, "was there on the first day alone"

    async def test_stays_through_the_night_after_a_day(self, committee: Any) -> None:
        await adjourned(committee)
        late = await step(committee, "resumed", "2024-03-26T00:30:00Z")
        assert late.status_code == 201, late.text
        assert (await quorum(committee, "2024-03-26T01:00:00Z"))["counted"] == 4
        await committee.governance.post(f"/meetings/{committee.meeting}/publish")
        told = await committee.governance.get(f"/published-meetings/{committee.meeting}")
        assert told.json()["also_on"] == []

    async def test_is_of_the_members_of_that_day(self, committee: Any) -> None:
        since = {"valid_from": "2024-03-26"}
        post = await made(
            committee.governance,
            f"/bodies/{committee.body}/posts",
            since | {"title": "new", "sector": "VCFSE"},
        )
        committee.posts["new"] = post["id"]
        path = f"/posts/{post['id']}/holders"
        await made(committee.governance, path, since | {"name": "Ms New"})
        early = await committee.note("arrived", "new", "10:00")
        assert early.status_code == 422
        await adjourned(committee)
        await resumed(committee)
        await comes(committee, "new")
        found = await quorum(committee, f"{NEXT}T10:06:00Z")
        assert (found["members"], found["counted"]) == (6, 1)
        assert (await committee.quorum("11:00"))["members"] == 5


class TestADay:
    @pytest.mark.parametrize("moment", ["2024-03-26T10:00:00Z", f"{NEXT}T05:00:00Z"])
    async def test_on_which_it_does_not_sit_has_nobody(self, committee: Any, moment: str) -> None:
        await adjourned(committee, resumes_on=NEXT)
        refused = await committee.note("arrived", "chair", "", moment=moment)
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/not-that-moment")

    async def test_to_which_it_is_adjourned_takes_who_comes_before_it_is_resumed(
        self, committee: Any
    ) -> None:
        await adjourned(committee, resumes_on=NEXT)
        early = await committee.note("arrived", "chair", "", moment=f"{NEXT}T09:50:00Z")
        assert early.status_code == 201, early.text
        await resumed(committee)
        assert (await quorum(committee, f"{NEXT}T10:00:00Z"))["counted"] == 1

    async def test_comes_after(self, committee: Any) -> None:
        await committee.comes("chair")
        for day in (DAY, "2024-03-24"):
            refused = await step(committee, "adjourned", f"{DAY}T11:30:00Z", resumes_on=day)
            assert refused.json()["errors"][0]["field"] == "body.resumes_on"
        both = await step(committee, "resumed", f"{NEXT}T10:00:00Z", resumes_on=NEXT)
        assert both.status_code == 422

    async def test_is_none_of_a_body_that_has_ended(self, committee: Any) -> None:
        body = (await committee.governance.get(f"/bodies/{committee.body}")).json()
        await committee.governance.patch(
            f"/bodies/{committee.body}", body["version"], json={"valid_to": "2024-03-27"}
        )
        refused = await step(committee, "adjourned", f"{DAY}T11:30:00Z", resumes_on=NEXT)
        assert refused.status_code == 422

    async def test_is_not_opened_by_resuming_what_sits(self, committee: Any) -> None:
        await committee.comes("chair")
        refused = await step(committee, "resumed", f"{NEXT}T10:00:00Z")
        assert (refused.status_code, refused.json()["type"]) == (
            409, "/problems/meeting-adjourned",
        )  # fmt: skip
        future = await step(committee, "resumed", "2199-01-01T10:00:00Z")
        assert future.status_code in {409, 422}

    async def test_to_come_has_nobody_yet(self, committee: Any) -> None:
        await adjourned(committee, resumes_on="2190-01-01")
        early = await committee.note("arrived", "chair", "", moment="2190-01-01T10:00:00Z")
        assert (early.status_code, early.json()["type"]) == (422, "/problems/not-that-moment")

    async def test_to_come_is_not_resumed_yet(self, committee: Any) -> None:
        await adjourned(committee)
        future = await step(committee, "resumed", "2199-01-01T10:00:00Z")
        assert (future.status_code, future.json()["type"]) == (422, "/problems/not-that-moment")

    async def test_is_not_added_once_the_minutes_are_approved(self, committee: Any) -> None:
        await adjourned(committee)
        path = f"/meetings/{committee.meeting}"
        for status in ("held", "minutes_approved"):
            version = (await committee.governance.get(path)).json()["version"]
            answer = await committee.governance.patch(path, version, json={"status": status})
            assert answer.status_code == 200, answer.text
        refused = await step(committee, "resumed", f"{NEXT}T10:00:00Z")
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/meeting-state")

    async def test_that_was_set_is_none_of_it_once_it_goes_on_another(self, committee: Any) -> None:
        await adjourned(committee, resumes_on="2024-03-27")
        await resumed(committee)
        await committee.governance.post(f"/meetings/{committee.meeting}/publish")
        told = await committee.governance.get(f"/published-meetings/{committee.meeting}")
        assert told.json()["also_on"] == [NEXT]
        refused = await committee.note("arrived", "chair", "", moment="2024-03-27T10:00:00Z")
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/not-that-moment")


class TestDeciding:
    async def test_goes_on_by_a_vote_of_who_is_there_then(self, committee: Any) -> None:
        await adjourned(committee)
        await resumed(committee)
        await comes(committee, "chair", "charity", "deputy")
        at = {"at": f"{NEXT}T10:30:00Z"}
        absent = committee.ballots(chair="for", charity="for", council="for")
        refused = await committee.vote(**RULED, **at, ballots=absent)
        assert refused.status_code == 422, refused.text
        ballots = committee.ballots(chair="for", charity="for", deputy="against")
        vote = await committee.vote(**RULED, **at, ballots=ballots)
        assert vote.status_code == 201, vote.text
        there = {"body_id": committee.body, "meeting_id": committee.meeting,
                 "item_id": committee.item, "outcome": "approved"}  # fmt: skip
        decision = await committee.governance.decision(**there, decided_on=NEXT)
        link = f"/meetings/{committee.meeting}/votes/{vote.json()['id']}/decision"
        linked = await committee.governance.post(link, json={"decision_id": decision["id"]})
        assert linked.status_code == 200, linked.text
        content = {"title": "Clinic", "decided_on": "2024-03-27"} | there
        other = await committee.governance.post("/decisions", json=content)
        assert other.json()["errors"][0]["field"] == "body.meeting_id"

    async def test_dates_a_motion_that_is_carried_then(self, committee: Any) -> None:
        await adjourned(committee)
        await resumed(committee)
        await comes(committee, "chair", "charity", "deputy")
        motion = await made(
            committee.governance,
            f"/meetings/{committee.meeting}/motions",
            {
                "item_id": committee.item,
                "parts": [{"text": "the clinic be open until 10pm"}],
                "mover_post_id": committee.posts["chair"],
                "seconder_post_id": committee.posts["charity"],
                "at": f"{NEXT}T10:10:00Z",
            },
        )
        ballots = committee.ballots(chair="for", charity="for", deputy="for")
        vote = await committee.vote(**RULED, at=f"{NEXT}T10:30:00Z", ballots=ballots)
        path = f"/motions/{motion['id']}"
        put = await committee.governance.post(f"{path}/vote", json={"vote_id": vote.json()["id"]})
        assert put.status_code in {200, 201}, put.text
        adoption = {"title": "Clinic", "outcome": "approved"}
        adopted = await committee.governance.post(f"{path}/decision", json=adoption)
        assert adopted.status_code == 201, adopted.text
        assert adopted.json()["decided_on"] == NEXT


class TestTheChair:
    async def test_co_opts_for_the_day_to_which_it_is_adjourned(self, committee: Any) -> None:
        arranged = {"co_option": {"grounds": [{"code": "expertise", "label": "Expertise"}],
                                  "by_chair_for_quorum": True}}  # fmt: skip
        terms = (await committee.governance.get(f"/bodies/{committee.body}/terms")).json()
        content = terms["items"][0]["content"] | {"arrangements": arranged}
        data = {"valid_from": "2023-06-01", "content": content}
        await made(committee.governance, f"/bodies/{committee.body}/terms", data)
        await committee.comes("chair")
        none = await step(
            committee, "adjourned", f"{DAY}T10:30:00Z", why="not_quorate", resumes_on=NEXT
        )
        assert none.status_code == 201, none.text
        said = {"title": "Guest", "name": "Ms Guest", "ground": "expertise", "sector": "VCFSE",
                "meeting_id": committee.meeting}  # fmt: skip
        path = f"/bodies/{committee.body}/co-options"
        wrong = await committee.governance.post(path, json=said | {"valid_from": "2024-03-27"})
        assert wrong.status_code in {409, 422}
        await made(committee.governance, path, said | {"valid_from": NEXT})


class TestThePublic:
    async def test_is_told_of_the_days_in_every_form(self, committee: Any) -> None:
        path = f"/meetings/{committee.meeting}"
        published = f"/published-meetings/{committee.meeting}"
        await committee.governance.post(f"{path}/publish")
        assert (await committee.governance.get(published)).json()["also_on"] == []
        await adjourned(committee, resumes_on=NEXT)
        assert (await committee.governance.get(published)).json()["also_on"] == []
        await committee.governance.post(f"{path}/publish")
        assert (await committee.governance.get(published)).json()["also_on"] == [NEXT]
        atom = (await committee.governance.get("/feeds/meetings.atom")).text
        assert "25 March 2024, and on 28 March 2024." in atom
        calendar = (await committee.governance.get("/feeds/meetings.ics")).text
        assert calendar.count("BEGIN:VEVENT") == 2
        assert "20240325" in calendar and "DTSTART;VALUE=DATE:20240328" in calendar

    async def test_reads_who_held_a_post_on_the_day_of_a_vote(self, governance: Governance) -> None:
        committee = await committee_of(governance, meets_in_public=True)
        await adjourned(committee)
        path = f"/posts/{committee.posts['council']}/holders"
        [holder] = [
            one
            for post in (await governance.get(f"/bodies/{committee.body}/posts")).json()["items"]
            for one in post["holders"]
            if post["id"] == committee.posts["council"]
        ]
        ended = await governance.patch(f"{path}/{holder['id']}", 1, json={"valid_to": "2024-03-27"})
        assert ended.status_code == 200, ended.text
        new = await made(governance, path, {"valid_from": "2024-03-27", "name": "Ms New"})
        await resumed(committee)
        await comes(committee, "chair", "charity", "council")
        ballots = committee.ballots(chair="for", charity="for", council="for")
        vote = await committee.vote(**RULED, at=f"{NEXT}T10:30:00Z", ballots=ballots)
        decision = await governance.decision(
            body_id=committee.body, meeting_id=committee.meeting, decided_on=NEXT
        )
        link = f"/meetings/{committee.meeting}/votes/{vote.json()['id']}/decision"
        await governance.post(link, json={"decision_id": decision["id"]})
        meeting = f"/meetings/{committee.meeting}"
        for version, status in ((1, "held"), (2, "minutes_approved")):
            await governance.patch(meeting, version, json={"status": status})
        await governance.post(f"{meeting}/publish")
        told = (await governance.get(f"/feeds/popolo.json?body_id={committee.body}")).json()
        voters = {one["role"]: one["voter_id"] for one in told["vote_events"][0]["votes"]}
        assert voters[committee.posts["council"]] == new["id"] != holder["id"]

    async def test_finds_it_among_those_to_come_until_its_last_day(self, committee: Any) -> None:
        path = f"/meetings/{committee.meeting}"
        await adjourned(committee, resumes_on="2190-01-01")
        await committee.governance.post(f"{path}/publish")
        for when, there in (("coming", True), ("past", False)):
            listed = await committee.governance.get(f"/published-meetings?when={when}")
            found = [one["id"] for one in listed.json()["items"]]
            assert (committee.meeting in found) is there


async def test_a_system_knows_nothing_of_it_in_another(committee: Any) -> None:
    data = {"kind": "resumed", "at": f"{NEXT}T10:00:00Z"}
    path = f"/meetings/{committee.meeting}/adjournments"
    other = await committee.governance.post(path, ics="QKK", json=data)
    assert other.status_code == 404
