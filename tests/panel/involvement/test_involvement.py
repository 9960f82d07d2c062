"""A member sees what they took part in, and what was said and done because of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from common.clock import day_in_england, new_id, utc_now
from common.events.envelope import Event
from common.events.governance import FeedbackPublished
from common.events.insights import ActivityRegistered
from panel.feedback.handlers import link_survey, tell_participants
from panel_support.selections import drawn, pool
from panel_support.world import QE1, Member, World

pytestmark = pytest.mark.rule("panel.13")


async def hear_back(world: World, survey: dict[str, Any], **said: Any) -> None:
    """Let the survey become an activity, and governance publish what came of it."""
    activity = new_id()
    registered = ActivityRegistered(
        activity_id=activity, title="t", method="survey", survey_id=UUID(survey["id"])
    )
    values: dict[str, Any] = {
        "feedback_id": new_id(),
        "decision_id": new_id(),
        "decision_reference": "QE1-ICP-2026-0001",
        "decision_title": "A bus to the clinic",
        "you_said": "You said it is hard to get there.",
        "we_did": "We moved the stop.",
        "activity_ids": [activity],
        "published_at": utc_now(),
    }
    feedback = FeedbackPublished(**(values | said))
    async with world.database.transaction(QE1) as session:
        await link_survey(Event(new_id(), "/insights", QE1, utc_now(), registered), session)
        await tell_participants(Event(new_id(), "/governance", QE1, utc_now(), feedback), session)


async def seen_by(world: World, member: Member) -> list[dict[str, Any]]:
    found = await world.call("GET", "/me/involvement", headers=member.own)
    assert found.status_code == 200, found.text
    assert found.headers["cache-control"] == "no-store"
    items: list[dict[str, Any]] = found.json()["items"]
    return items


class TestWhatAMemberTookPartIn:
    async def test_is_what_they_answered_with_what_came_of_it(self, world: World) -> None:
        ada, bea = await world.join("ada@example.org"), await world.join("bea@example.org")
        first, second = await world.open_survey(), await world.open_survey(title="Later")
        letters = await world.send_mail()
        assert letters
        for survey in (first, second):
            link = world.keys.answer_token(QE1, UUID(survey["id"]), UUID(ada.member_id))
            kept = await world.answer(link, survey, choice="yes", text="Ada's own words")
            assert kept.status_code == 201, kept.text
        await hear_back(world, first)
        items = await seen_by(world, ada)
        assert [(one["kind"], one["title"]) for one in items] == [
            ("survey", "Later"), ("survey", first["title"]),
        ]  # fmt: skip
        assert items[0]["heard_back"] == []
        (heard,) = items[1]["heard_back"]
        assert (heard["you_said"], heard["we_did"]) == (
            "You said it is hard to get there.", "We moved the stop.",
        )  # fmt: skip
        assert items[1]["thread"] == {"kind": "surveys", "id": first["id"]}
        assert "Ada's own words" not in str(items)
        assert await seen_by(world, bea) == []

    async def test_tells_no_day_but_that_of_the_opening(self, world: World) -> None:
        ada = await world.join()
        survey = await world.open_survey()
        (link,) = (await world.links()).values()
        await world.answer(link, survey, choice="yes")
        (item,) = await seen_by(world, ada)
        assert item["on"] == str(day_in_england(datetime.fromisoformat(survey["opened_at"])))
        assert set(item) == {"kind", "id", "title", "on", "thread", "heard_back", "answered"}

    async def test_is_an_assembly_for_those_who_have_a_seat(self, world: World) -> None:
        everybody = await pool(world)
        selection = await drawn(world)
        people = (await world.call("GET", f"/selections/{selection['id']}/people")).json()
        seated = {one["member_id"] for one in people}
        assert len(seated) == 4
        for member in everybody:
            kinds = [one["kind"] for one in await seen_by(world, member)]
            assert kinds == (["assembly"] if member.member_id in seated else [])

    async def test_needs_the_members_own_link(self, world: World) -> None:
        ada = await world.join()
        for ics, headers in (("QE1", {"X-Manage-Token": "A" * 43}), ("QKK", ada.own)):
            refused = await world.call("GET", "/me/involvement", ics=ics, headers=headers)
            assert refused.status_code == 404
