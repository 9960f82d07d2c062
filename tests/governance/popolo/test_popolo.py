"""Bodies, posts, holders, meetings and votes as Popolo data."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from jsonschema import Draft3Validator, Draft202012Validator, FormatChecker

from governance_support import Governance
from governance_terms import CHAIR, HEALTHWATCH, HOSPICES, ICP, QUORATE
from partnership_support import BODY, Partnership, ballots, hands, met
from popolo_published import DOCUMENT as PUBLISHED
from popolo_published import unresolved
from popolo_schemas import DOCUMENT

pytestmark = [pytest.mark.rule("governance.1"), pytest.mark.rule("governance.2")]
VALID = Draft202012Validator(DOCUMENT, format_checker=FormatChecker())
BY_THE_PUBLISHED = Draft3Validator(PUBLISHED, format_checker=FormatChecker())


async def read(governance: Governance, query: str = "", **how: Any) -> httpx.Response:
    """Read it as anyone would, without a key."""
    path = f"/api/v1/QE1/governance/feeds/popolo.json{query}"
    return await governance.http.get(path, **how)


async def popolo(governance: Governance, query: str = f"?body_id={BODY}") -> dict[str, Any]:
    answer = await read(governance, query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    VALID.validate(found)
    BY_THE_PUBLISHED.validate(found)
    elsewhere = {"organizations.parent_id"} if "body_id" in query else set()
    assert set(unresolved(found)) <= elsewhere
    return found


async def voted(partnership: Partnership, *, publish: bool = True, **decision: Any) -> Any:
    """Let a vote lead to a decision, and publish the meeting with its minutes approved."""
    await partnership.arrive([one for one in QUORATE if one != HEALTHWATCH])
    await partnership.arrive([HEALTHWATCH], deputy=True, deputy_approved=True)
    given = ballots(for_=QUORATE[:5], against=QUORATE[5:7], abstain=QUORATE[7:])
    vote = (await partnership.vote(**given)).json()
    await linked(partnership, vote["id"], **decision)
    await partnership.hold(approved=True)
    if publish:
        await partnership.governance.post(f"{partnership.path}/publish")
    return vote


async def linked(partnership: Partnership, vote: str, **decision: Any) -> None:
    made = await partnership.governance.decision(
        **{"body_id": BODY, "decided_on": partnership.day, "meeting_id": partnership.meeting,
           "item_id": partnership.item} | decision,
    )  # fmt: skip
    answer = await partnership.post(f"/votes/{vote}/decision", decision_id=made["id"])
    assert answer.status_code == 200, answer.text


class TestRegister:
    async def test_a_body_with_its_posts_and_who_holds_them(self, governance: Governance) -> None:
        found = await popolo(governance)
        body = next(one for one in found["organizations"] if one["id"] == BODY)
        assert body["identifiers"] == [{"identifier": "ICP", "scheme": "body-code"}]
        assert (len(found["posts"]), len(found["persons"]), len(found["memberships"])) == (
            30, 30, 30,
        )  # fmt: skip
        people = {one["id"]: one["name"] for one in found["persons"]}
        chair = next(one for one in found["memberships"] if one["post_id"] == str(CHAIR))
        assert people[chair["person_id"]].endswith("(sample)")
        named = {one["id"]: one["name"] for one in found["organizations"]}
        assert named[chair["on_behalf_of_id"]] == "Blackburn with Darwen Borough Council"

    async def test_a_system_has_all_its_bodies_and_their_parents(
        self, governance: Governance
    ) -> None:
        found = await popolo(governance, "")
        bodies = {one["identifiers"][0]["identifier"]: one
                  for one in found["organizations"] if "identifiers" in one}  # fmt: skip
        assert set(bodies) == {"ICB", "ICP", "PIEAC"}
        assert bodies["PIEAC"]["parent_id"] == bodies["ICB"]["id"]

    async def test_dates_end_with_the_last_day(self, governance: Governance) -> None:
        posts = (await governance.get(f"/bodies/{BODY}/posts")).json()["items"]
        [post] = [one for one in posts if one["id"] == str(HOSPICES)]
        path = f"/posts/{HOSPICES}/holders/{post['holders'][0]['id']}"
        await governance.patch(path, 1, json={"valid_to": "2025-02-01"})
        deputy = {"name": "Cy Mid", "valid_from": "2025-01-01", "deputy": True}
        await governance.post(f"/posts/{HOSPICES}/holders", json=deputy)
        held = [one for one in (await popolo(governance))["memberships"]
                if one["post_id"] == str(HOSPICES)]  # fmt: skip
        assert [one["end_date"] for one in held] == ["2025-01-31", None]
        assert [one["role"] for one in held] == ["full", "deputy"]

    async def test_another_systems_body_is_not_there(self, governance: Governance) -> None:
        path = f"/api/v1/QKK/governance/feeds/popolo.json?body_id={BODY}"
        assert (await governance.http.get(path)).status_code == 404


class TestMeetings:
    async def test_as_they_were_published_and_no_others(self, governance: Governance) -> None:
        shown = await met(governance, place="County Hall")
        await met(governance, "2024-12-16")
        await governance.post(f"{shown.path}/publish")
        await governance.patch(shown.path, 2, json={"place": "A secret place"})
        [event] = (await popolo(governance))["events"]
        assert (event["id"], event["start_date"]) == (shown.meeting, "2024-09-30T09:00:00Z")
        assert (event["location"], event["status"]) == ("County Hall", "scheduled")

    async def test_page_by_page(self, governance: Governance) -> None:
        for day in ("2024-09-30", "2024-12-16", "2025-03-10"):
            meeting = await met(governance, day)
            await governance.post(f"{meeting.path}/publish")
        seen, query = [], f"?body_id={BODY}&limit=2"
        for _ in range(2):
            found = await popolo(governance, query)
            assert len(found["posts"]) == 30
            seen += [one["start_date"][:10] for one in found["events"]]
            query = "?" + (found["next"] or "").partition("?")[2]
        assert seen == ["2025-03-10", "2024-12-16", "2024-09-30"]
        assert found["next"] is None
        assert (await read(governance, "?cursor=x")).status_code == 422


class TestVotes:
    async def test_a_recorded_vote_with_who_voted_how(self, partnership: Partnership) -> None:
        vote = await voted(partnership)
        found = await popolo(partnership.governance)
        [motion], [event] = found["motions"], found["vote_events"]
        assert (motion["text"], motion["result"]) == ("That it be agreed", "pass")
        assert (event["id"], event["motion_id"]) == (vote["id"], motion["id"])
        assert event["counts"] == [
            {"option": "yes", "value": 5}, {"option": "no", "value": 2},
            {"option": "abstain", "value": 1},
        ]  # fmt: skip
        options = {one["role"]: one["option"] for one in event["votes"]}
        expected = ["yes"] * 5 + ["no"] * 2 + ["abstain"]
        assert options == {str(p): o for p, o in zip(QUORATE, expected, strict=True)}
        holders = {one["person_id"]: one["post_id"] for one in found["memberships"]}
        voters = {one["role"]: one["voter_id"] for one in event["votes"]}
        assert voters.pop(str(HEALTHWATCH)) is None, "a deputy voted"
        assert all(holders[person] == post for post, person in voters.items())

    async def test_on_parts_says_which(self, partnership: Partnership) -> None:
        await partnership.sit()
        for at, parts in (("10:00", [2]), ("10:10", [])):
            given = ballots(for_=QUORATE) | {"parts": parts}
            vote = (await partnership.vote(at=at, **given)).json()
            await linked(partnership, vote["id"], parts=[{"text": "one"}, {"text": "two"}])
        await partnership.hold(approved=True)
        await partnership.governance.post(f"{partnership.path}/publish")
        found = await popolo(partnership.governance)
        for one in ("motions", "vote_events"):
            assert [each["parts"] for each in found[one]] == [[2], []]

    async def test_names_nobody_of_whom_the_record_said_something_else_then(
        self, partnership: Partnership
    ) -> None:
        vote = await voted(partnership)
        posts = (await partnership.governance.get(f"/bodies/{BODY}/posts")).json()["items"]
        [holder] = [one["holders"][0] for one in posts if one["id"] == str(CHAIR)]
        path = f"/posts/{CHAIR}/holders"
        day = "2024-09-01"
        ended = await partnership.governance.patch(
            f"{path}/{holder['id']}", 1, json={"valid_to": day}
        )
        assert ended.status_code == 200, ended.text
        approvals = [{"approved_by": one, "approved_on": day}
                     for one in ICP["terms"]["arrangements"]["approved_by"]]  # fmt: skip
        after = {"name": "Quilla Newby", "valid_from": day, "approvals": approvals}
        appointed = await partnership.governance.post(path, json=after)
        assert appointed.status_code == 201, appointed.text
        found = await popolo(partnership.governance)
        [event] = found["vote_events"]
        voters = {one["role"]: one["voter_id"] for one in event["votes"]}
        assert event["id"] == vote["id"]
        assert (voters[str(CHAIR)], voters[str(QUORATE[1])] is None) == (None, False)

    async def test_not_before_it_was_published_with_minutes_approved(
        self, partnership: Partnership
    ) -> None:
        await partnership.governance.post(f"{partnership.path}/publish")
        await voted(partnership, publish=False)
        assert (await popolo(partnership.governance))["motions"] == []

    async def test_nothing_of_a_decision_that_is_withheld(self, partnership: Partnership) -> None:
        await voted(partnership, confidential=True, withheld_reason="The bid is open.")
        found = await popolo(partnership.governance)
        assert (found["motions"], found["vote_events"]) == ([], [])
        assert len(found["events"]) == 1

    async def test_nothing_of_an_item_that_is_withheld_though_its_decision_names_no_item(
        self, partnership: Partnership
    ) -> None:
        await voted(partnership, item_id=None)
        path = f"{partnership.path}/items/{partnership.item}"
        reason = {"withheld_reason": "It is before a court."}
        assert (await partnership.governance.patch(path, 1, json=reason)).status_code == 200
        found = await popolo(partnership.governance)
        assert (found["motions"], found["vote_events"]) == ([], [])
        minutes = await partnership.governance.get(
            f"/published-meetings/{partnership.meeting}/minutes/document.html"
        )
        assert "Walk-in clinic" in minutes.text
        assert "Decided by vote" not in minutes.text

    async def test_nothing_of_a_vote_that_led_to_no_decision(
        self, partnership: Partnership
    ) -> None:
        await partnership.sit()
        await partnership.vote(**ballots(for_=QUORATE))
        await partnership.hold(approved=True)
        await partnership.governance.post(f"{partnership.path}/publish")
        assert (await popolo(partnership.governance))["motions"] == []

    async def test_a_meeting_that_was_not_in_public_gives_numbers_only(
        self, governance: Governance
    ) -> None:
        workshop = await met(governance, format="workshop")
        await voted(workshop)
        [event] = (await popolo(governance))["vote_events"]
        assert (event["votes"], event["counts"][0]["value"]) == ([], 5)

    async def test_a_show_of_hands_names_nobody_and_consensus_has_no_vote(
        self, partnership: Partnership
    ) -> None:
        await partnership.sit()
        agreed = (await partnership.vote(method="consensus")).json()
        shown = (await partnership.vote(at="10:10", **hands(6))).json()
        for one in (agreed, shown):
            await linked(partnership, one["id"])
        await partnership.hold(approved=True)
        await partnership.governance.post(f"{partnership.path}/publish")
        found = await popolo(partnership.governance)
        assert [one["result"] for one in found["motions"]] == ["pass", "pass"]
        [event] = found["vote_events"]
        assert (event["id"], event["votes"]) == (shown["id"], [])


class TestAnswer:
    async def test_who_holds_it_gets_304_until_it_changes(self, governance: Governance) -> None:
        first = await read(governance)
        held = {"If-None-Match": first.headers["ETag"]}
        assert (await read(governance, headers=held)).status_code == 304
        added = {"title": "Housing", "valid_from": "2025-01-01"}
        await governance.post(f"/bodies/{BODY}/posts", json=added)
        assert (await read(governance, headers=held)).status_code == 200

    async def test_nothing_of_who_asked_or_attended(self, partnership: Partnership) -> None:
        guest = {"kind": "in_attendance", "name": "Quilla Nobody"}
        apology = {"kind": "apologies", "name": "Zeb Nowhere"}
        path = f"{partnership.path}/attendance"
        assert (await partnership.governance.post(path, json=[guest, apology])).status_code == 201
        await voted(partnership)
        text = (await read(partnership.governance)).text
        assert "Quilla" not in text
        assert "Zeb" not in text
        assert "recorded_by" not in text
