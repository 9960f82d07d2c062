"""Posts and holders that are put on record after a meeting decided (rules 1 and 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from unittest.mock import AsyncMock
from uuid import uuid4

import pytest

from committee_support import DAY, made
from governance.bodies import loading, repository, seats
from governance.bodies import service as bodies
from governance.bodies.models import Post, SeatEntry
from governance.bodies.schemas import BodyRecord
from governance_support import NOON, QE1, Governance, system_file

pytestmark = [pytest.mark.rule("governance.1"), pytest.mark.rule("governance.2")]
DAY_OF = date.fromisoformat(DAY)
EARLY = {"valid_from": "2024-01-01"}


@pytest.fixture
async def decided(committee: Any) -> Any:
    """Give the committee after a vote at which chair, council and charity were there."""
    await committee.comes("chair", "council", "charity")
    taken = await committee.vote(method="consensus")
    assert (taken.status_code, taken.json()["entitled"]) == (201, 3)
    return committee


async def added(committee: Any, *names: str) -> list[str]:
    """Add posts, each with its holder, with a first day before the meeting; give their ids."""
    ids = []
    for name in names:
        path = f"/bodies/{committee.body}/posts"
        post = await made(committee.governance, path, EARLY | {"title": name, "sector": "NHS"})
        await made(committee.governance, f"/posts/{post['id']}/holders", EARLY | {"name": name})
        ids.append(post["id"])
    return ids


async def report(committee: Any) -> dict[str, Any]:
    path = f"/bodies/{committee.body}/attendance-report?until=2024-12-31"
    return dict((await committee.governance.get(path)).json())


def test_a_post_entered_by_a_service_from_before_is_what_its_row_says() -> None:
    post = Post(
        ics=QE1, id=uuid4(), title="Member", sector="NHS", organisation=None,
        standing="in_attendance", valid_from=DAY_OF, valid_to=None,
    )  # fmt: skip
    entry = SeatEntry(
        ics=QE1, id=uuid4(), post_id=post.id, valid_from=DAY_OF, valid_to=None, recorded_at=NOON,
        recorded_by="staff",
    )  # fmt: skip
    assert seats.members(seats.History([post], [], [], {post.id: [entry]}), DAY_OF) == []


class TestAQuorum:
    async def test_that_a_vote_rests_on_stays_when_posts_are_added_behind_it(
        self, decided: Any
    ) -> None:
        before = await decided.quorum(item=True)
        posts = await added(decided, "late", "later")
        after = await decided.quorum(item=True)
        same = ("quorate", "counted", "members", "presiding_post_id", "standings", "finding")
        assert [after[name] for name in same] == [before[name] for name in same]
        assert before["corrections"] == []
        about = {(one["post_id"], one["held_then"], one["holds"]) for one in after["corrections"]}
        assert about == {(post, False, True) for post in posts}
        assert after["known_at"] < after["corrections"][0]["recorded_at"]

    async def test_stays_when_a_holder_or_a_post_is_ended_behind_it(self, decided: Any) -> None:
        before = await decided.quorum()
        [holder] = [
            one["holders"][0]
            for one in (await decided.governance.get(f"/bodies/{decided.body}/posts")).json()[
                "items"
            ]
            if one["id"] == decided.posts["charity"]
        ]
        path = f"/posts/{decided.posts['charity']}/holders/{holder['id']}"
        ended = await decided.governance.patch(path, 1, json={"valid_to": "2024-03-01"})
        assert ended.status_code == 200, ended.text
        gone = await decided.governance.patch(
            f"/posts/{decided.posts['council']}", 1, json={"valid_to": "2024-03-01"}
        )
        assert gone.status_code == 200, gone.text
        after = await decided.quorum()
        assert (after["quorate"], after["counted"], after["members"]) == (True, 3, 5)
        assert after["standings"] == before["standings"]
        about = [(one["post_id"], one["holder_id"] is None) for one in after["corrections"]]
        assert about[0] == (decided.posts["charity"], False)
        assert (decided.posts["council"], True) in about
        assert all(one["held_then"] and not one["holds"] for one in after["corrections"])

    async def test_that_was_confirmed_stays_too(self, committee: Any) -> None:
        await committee.comes("chair", "council", "charity")
        path = f"/meetings/{committee.meeting}/quorum-confirmations"
        confirmed = await committee.governance.post(path, json={"at": f"{DAY}T10:30:00Z"})
        assert confirmed.status_code == 201, confirmed.text
        await added(committee, "late", "later")
        assert (await committee.quorum(at="10:20"))["members"] == 5
        later = await committee.quorum(at="10:40")
        assert (later["members"], later["known_at"], later["corrections"]) == (7, None, [])

    async def test_of_nothing_decided_goes_by_what_is_on_record_now(self, committee: Any) -> None:
        await committee.comes("chair", "council", "charity")
        await added(committee, "late", "later")
        found = await committee.quorum()
        assert (found["members"], found["known_at"], found["quorate"]) == (7, None, False)

    async def test_of_a_meeting_that_was_held_stays_where_nothing_was_decided(
        self, committee: Any
    ) -> None:
        await committee.comes("chair", "council", "charity")
        path = f"/meetings/{committee.meeting}"
        held = await committee.governance.patch(path, 1, json={"status": "held"})
        assert held.status_code == 200, held.text
        before = await committee.quorum(item=True)
        assert (before["quorate"], before["corrections"]) == (True, [])
        await added(committee, "late", "later")
        after = await committee.quorum(item=True)
        assert after["standings"] == before["standings"]
        assert (after["members"], after["quorate"]) == (5, True)
        assert len({one["post_id"] for one in after["corrections"]}) == 2
        refused = await committee.vote(method="consensus")
        assert refused.json()["type"] == "/problems/not-quorate", "a vote goes by what is known"

    async def test_of_a_vote_recorded_behind_another_goes_by_what_that_rests_on(
        self, decided: Any
    ) -> None:
        await added(decided, "late", "later")
        missed = await decided.vote(method="consensus", at=f"{DAY}T10:50:00Z")
        assert (missed.status_code, missed.json()["entitled"]) == (201, 3), missed.text
        assert (await decided.quorum(at="10:50"))["members"] == 5

    async def test_decides_what_is_voted_on_after_a_correction(self, decided: Any) -> None:
        await added(decided, "late", "later")
        refused = await decided.vote(method="consensus", at=f"{DAY}T11:30:00Z")
        assert refused.json()["type"] == "/problems/not-quorate"


class TestAttendance:
    async def test_follows_a_correction_and_shows_it(self, decided: Any) -> None:
        held = await decided.governance.patch(
            f"/meetings/{decided.meeting}", 1, json={"status": "held"}
        )
        assert held.status_code == 200, held.text
        assert (await report(decided))["corrections"] == []
        [post] = await added(decided, "late")
        found = await report(decided)
        [late] = [one for one in found["members"] if one["post_id"] == post]
        assert (late["meetings"], late["attended"], late["flagged"]) == (1, 0, True)
        about = {(one["meeting_id"], one["post_id"]) for one in found["corrections"]}
        assert about == {(decided.meeting, post)}

    async def test_reads_what_was_put_on_record_once_however_many_meetings_there_were(
        self, decided: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here, day = decided.governance, "2024-05-13"
        other = await made(here, "/meetings", {"body_id": decided.body, "held_on": day})
        path = f"/meetings/{other['id']}"
        items = await made(here, f"{path}/items", [{"number": "1", "title": "Clinic"}])
        second = replace(decided, meeting=other["id"], item=items["items"][0]["id"])
        for name in ("chair", "council", "charity"):
            came = await second.note("arrived", name, "", moment=f"{day}T10:00:00Z")
            assert came.status_code == 201, came.text
        taken = await second.vote(method="consensus", at=f"{day}T11:00:00Z")
        assert taken.status_code == 201, taken.text
        for one in (decided, second):
            held = await here.patch(f"/meetings/{one.meeting}", 1, json={"status": "held"})
            assert held.status_code == 200, held.text
        await added(decided, "late")
        read = AsyncMock(wraps=repository.seat_entries)
        monkeypatch.setattr(repository, "seat_entries", read)
        found = await report(decided)
        about = {one["meeting_id"] for one in found["corrections"]}
        assert about == {decided.meeting, second.meeting}
        assert read.await_count == 1

    async def test_looks_at_each_day_of_a_meeting_that_was_adjourned(self, committee: Any) -> None:
        """Who is put on record as having come between the days was not there on the first."""
        here, path = committee.governance, f"/meetings/{committee.meeting}"
        await committee.comes("chair", "council", "charity")
        other = "2024-03-28"
        for kind, at, more in (
            ("adjourned", f"{DAY}T11:30:00Z", {"why": "other"}),
            ("resumed", f"{other}T10:00:00Z", {}),
        ):
            await made(here, f"{path}/adjournments", {"kind": kind, "at": at} | more)
        for name in ("chair", "council", "charity"):
            came = await committee.note("arrived", name, "", moment=f"{other}T10:05:00Z")
            assert came.status_code == 201, came.text
        taken = await committee.vote(method="consensus", at=f"{other}T11:00:00Z")
        assert taken.status_code == 201, taken.text
        assert (await here.patch(path, 1, json={"status": "held"})).status_code == 200
        since = {"valid_from": "2024-03-27"}
        posts = f"/bodies/{committee.body}/posts"
        post = await made(here, posts, since | {"title": "late", "sector": "NHS"})
        [one] = (await report(committee))["corrections"]
        assert (one["meeting_id"], one["day"]) == (committee.meeting, other)
        assert (one["post_id"], one["held_then"], one["holds"]) == (post["id"], False, True)
        gone = await here.patch(f"/posts/{committee.posts['hospice']}", 1,
                                json={"valid_to": "2024-03-27"})  # fmt: skip
        assert gone.status_code == 200, gone.text
        found = {(one["day"], one["post_id"]) for one in (await report(committee))["corrections"]}
        assert found == {(other, post["id"]), (other, committee.posts["hospice"])}

    async def test_counts_a_meeting_for_who_came_onto_the_body_before_its_last_day(
        self, committee: Any
    ) -> None:
        here, path, other = committee.governance, f"/meetings/{committee.meeting}", "2024-03-28"
        since = {"valid_from": "2024-03-27"}
        post = await made(here, f"/bodies/{committee.body}/posts", since | {"title": "new"})
        await made(here, f"/posts/{post['id']}/holders", since | {"name": "Ms N"})
        committee.posts["new"] = post["id"]
        await committee.comes("chair")
        for kind, at, more in (
            ("adjourned", f"{DAY}T11:30:00Z", {"why": "other"}),
            ("resumed", f"{other}T10:00:00Z", {}),
        ):
            await made(here, f"{path}/adjournments", {"kind": kind, "at": at} | more)
        came = await committee.note("arrived", "new", "", moment=f"{other}T10:05:00Z")
        assert came.status_code == 201, came.text
        assert (await here.patch(path, 1, json={"status": "held"})).status_code == 200
        [new] = [one for one in (await report(committee))["members"]
                 if one["post_id"] == post["id"]]  # fmt: skip
        assert (new["meetings"], new["attended"], new["flagged"]) == (1, 1, False)
        until = f"/bodies/{committee.body}/attendance-report?until=2024-03-27"
        before = (await here.get(until)).json()["members"]
        assert [one["meetings"] for one in before if one["post_id"] == post["id"]] == [0]


class TestAFile:
    async def test_says_at_first_what_was_on_record_and_later_corrects_it(
        self, governance: Governance
    ) -> None:
        given = system_file("QE1")["bodies"][0] | {"id": str(uuid4()), "code": "NEW"}
        record = BodyRecord.model_validate(given)
        [post] = record.posts
        [holder] = post.holders
        ended = holder.model_copy(update={"valid_to": date(2024, 3, 1)})
        second = post.model_copy(update={"id": uuid4(), "title": "Second", "holders": []})
        more = [post.model_copy(update={"holders": [ended]}), second]
        async with governance.database.transaction(QE1) as session:
            await loading.load(session, QE1, [record])
            assert await repository.seat_entries(session, [post.id]) == {}
            await loading.load(session, QE1, [record])
            assert await repository.seat_entries(session, [post.id]) == {}
            again = record.model_copy(update={"posts": more})
            await loading.load(session, QE1, [again], now=NOON)
            history = await seats.history(session, record.id)
            corrected = seats.corrections(history, DAY_OF, NOON - timedelta(1))
            assert {(one.post_id, one.held_then, one.holds) for one in corrected} == {
                (post.id, True, False), (second.id, False, True),
            }  # fmt: skip
            known = await bodies.members_on(session, record.id, DAY_OF, NOON - timedelta(1))
            assert [(one.post_id, one.vacant) for one in known] == [(post.id, False)]
            now = await bodies.members_on(session, record.id, DAY_OF)
            assert {one.post_id: one.vacant for one in now} == {post.id: True, second.id: True}
