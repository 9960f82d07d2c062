"""An answer that was corrected is marked wherever a member, or the team, meets it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from common.clock import new_id, utc_now
from common.events.envelope import Event
from common.events.governance import FeedbackPublished
from common.events.insights import ActivityRegistered
from panel.feedback.handlers import link_survey, tell_participants
from panel_support.bulletins import TEXT, answered, drafted, sent
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.13")


async def say(world: World, activity: UUID, **said: Any) -> UUID:
    values: dict[str, Any] = {
        "feedback_id": new_id(), "decision_id": new_id(), "decision_reference": "QE1-ICP-2026-0001",
        "decision_title": "A bus", "you_said": "It is far.", "we_did": "We moved the stop.",
        "activity_ids": [activity], "published_at": utc_now(),
    }  # fmt: skip
    data = FeedbackPublished(**(values | said))
    async with world.database.transaction(QE1) as session:
        await tell_participants(Event(new_id(), "/governance", QE1, utc_now(), data), session)
    return data.feedback_id


async def test_a_member_sees_which_answer_stands(world: World) -> None:
    ada = await world.join("ada@example.org")
    survey, activity = await world.open_survey(), new_id()
    await world.send_mail()
    link = world.keys.answer_token(QE1, UUID(survey["id"]), UUID(ada.member_id))
    await world.answer(link, survey, choice="yes")
    registered = ActivityRegistered(
        activity_id=activity, title="t", method="survey", survey_id=UUID(survey["id"])
    )
    async with world.database.transaction(QE1) as session:
        await link_survey(Event(new_id(), "/insights", QE1, utc_now(), registered), session)
    first = await say(world, activity)
    second = await say(world, activity, corrects_id=first, we_did="We will move the stop.")
    third = await say(world, activity, corrects_id=second, we_did="We moved it in May.")
    found = await world.call("GET", "/me/involvement", headers=ada.own)
    heard = found.json()["items"][0]["heard_back"]
    assert [one["corrects_id"] for one in heard] == [None, str(first), str(second)]
    assert [one["corrected_at"] is None for one in heard] == [False, False, True]
    assert heard[0]["corrected_at"] == heard[1]["published_at"]
    assert third


class TestBulletins:
    async def test_only_the_answer_that_stands_is_offered(self, world: World) -> None:
        await world.join_many(1)
        first = await answered(world)
        second = await answered(world, corrects_id=first)
        listed = (await world.call("GET", "/bulletins/material?kind=feedback")).json()["items"]
        assert [one["id"] for one in listed] == [str(second)]

    async def test_one_that_tells_the_earlier_is_not_sent(self, world: World) -> None:
        await world.join_many(1)
        first = await answered(world)
        bulletin = await drafted(world, {"kind": "feedback", "feedback_id": str(first)})
        await answered(world, corrects_id=first)
        shown = await world.call("GET", f"/bulletins/{bulletin['id']}/preview")
        assert shown.json()["not_available"] == [{"item": 1, "why": "corrected"}]

    async def test_marks_an_answer_that_was_corrected_since(self, world: World) -> None:
        await world.join(purposes=["bulletins"])
        feedback = await answered(world)
        bulletin = await sent(world, TEXT, {"kind": "feedback", "feedback_id": str(feedback)})
        now = utc_now()
        await answered(world, corrects_id=feedback, published_at=now)
        shown = await world.call("GET", f"/sent-bulletins/{bulletin['id']}")
        [_, told] = shown.json()["sections"]
        assert told["paragraphs"] == ["You said: It is too far.", "We did: It is at the door."]
        assert datetime.fromisoformat(told["corrected_at"]) == now
