"""What came of it reaches those who took part: once each, in whatever order the facts arrive."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from common.clock import new_id, utc_now
from common.db.tenancy import SystemCode
from common.events.envelope import Event
from common.events.governance import FeedbackPublished
from common.events.insights import ActivityRegistered
from panel.feedback import service
from panel.feedback.handlers import link_survey, tell_participants
from panel.subscriptions import SUBSCRIPTIONS
from panel_support.bulletins import TEXT, answered, decided, sent
from panel_support.gatherings import Hall
from panel_support.mails import text_of
from panel_support.world import QE1, QKK, World


async def registered(
    world: World, activity_id: UUID, survey_id: str | None, ics: SystemCode = QE1
) -> None:
    data = ActivityRegistered(
        activity_id=activity_id,
        title="t",
        method="survey",
        survey_id=UUID(survey_id) if survey_id else None,
    )
    async with world.database.transaction(ics) as session:
        await link_survey(Event(new_id(), "/insights", ics, utc_now(), data), session)


async def published(world: World, *activity_ids: UUID, **changes: Any) -> None:
    values: dict[str, Any] = {
        "feedback_id": new_id(),
        "decision_id": new_id(),
        "decision_reference": "QE1-ICP-2026-0001",
        "decision_title": "A bus to the clinic",
        "you_said": "You said it is hard to get there.",
        "we_did": "We moved the stop.",
        "activity_ids": list(activity_ids),
        "published_at": utc_now(),
    }
    data = FeedbackPublished(**(values | changes))
    async with world.database.transaction(QE1) as session:
        await tell_participants(Event(new_id(), "/governance", QE1, utc_now(), data), session)


async def one_answered_and_one_did_not(world: World) -> dict[str, Any]:
    await world.join("took-part@example.org")
    await world.join("did-not@example.org")
    survey = await world.open_survey()
    links = await world.links()
    await world.answer(links["took-part@example.org"], survey, choice="yes")
    return survey


@pytest.mark.rule("panel.13")
class TestTelling:
    async def test_tells_those_who_answered_and_nobody_else(self, world: World) -> None:
        survey, activity = await one_answered_and_one_did_not(world), new_id()
        await registered(world, activity, survey["id"])
        await published(world, activity, did_not="There is no tram.")
        (letter,) = await world.send_mail()
        assert letter["To"] == "took-part@example.org"
        for part in ("You said it is hard to get there.", "We moved the stop.", "no tram"):
            assert part in text_of(letter)

    async def test_tells_those_who_came_to_an_event_of_it_and_each_once(self, world: World) -> None:
        hall, activity = Hall(world), new_id()
        came, both, stayed_away = await hall.guests(3)
        survey = await world.open_survey()
        link = world.keys.answer_token(QE1, UUID(survey["id"]), UUID(both.member_id))
        await world.answer(link, survey, choice="yes")
        gathering = await hall.opened(capacity=3, activity_id=str(activity))
        await hall.booked(gathering, came, both, stayed_away)
        await hall.over(gathering)
        noted = await world.call(
            "PUT",
            f"/gatherings/{gathering['id']}/attendance",
            {"came": [came.member_id, both.member_id]},
        )
        assert noted.status_code == 200, noted.text
        await world.send_mail()
        await registered(world, activity, survey["id"])
        await published(world, activity)
        letters = {str(one["To"]): text_of(one) for one in await world.send_mail()}
        assert letters.keys() == {came.email, both.email}
        assert "You came to an event" in letters[str(came.email)]
        assert "We moved the stop." in letters[str(came.email)]
        assert "You came to an event" not in letters[str(both.email)]

    async def test_works_when_the_feedback_comes_before_the_activity(self, world: World) -> None:
        survey, activity = await one_answered_and_one_did_not(world), new_id()
        await published(world, activity)
        assert await world.send_mail() == []
        await registered(world, activity, survey["id"])
        assert len(await world.send_mail()) == 1

    async def test_tells_each_once_whatever_comes_twice_or_by_two_ways(self, world: World) -> None:
        survey = await one_answered_and_one_did_not(world)
        one, other, feedback = new_id(), new_id(), new_id()
        await registered(world, one, survey["id"])
        for _ in range(2):
            await published(world, one, other, feedback_id=feedback)
        await registered(world, other, survey["id"])
        await registered(world, one, survey["id"])
        assert len(await world.send_mail()) == 1

    async def test_tells_of_another_feedback_by_another_mail(self, world: World) -> None:
        survey, activity = await one_answered_and_one_did_not(world), new_id()
        await registered(world, activity, survey["id"])
        await published(world, activity)
        await published(world, activity)
        assert len(await world.send_mail()) == 2

    async def test_says_that_an_answer_corrects_what_was_told_before(self, world: World) -> None:
        survey, activity = await one_answered_and_one_did_not(world), new_id()
        await registered(world, activity, survey["id"])
        earlier = new_id()
        await published(world, activity, feedback_id=earlier)
        await published(world, activity, corrects_id=earlier)
        first, second = [text_of(letter) for letter in await world.send_mail()]
        assert "corrects what we said" not in first
        assert "corrects what we said" in second

    async def test_tells_nobody_of_activities_that_are_no_survey_of_ours(
        self, world: World
    ) -> None:
        await one_answered_and_one_did_not(world)
        activity = new_id()
        await registered(world, activity, None)
        await registered(world, activity, str(new_id()))
        await published(world, activity)
        assert await world.send_mail() == []

    async def test_takes_no_survey_of_another_system(self, world: World) -> None:
        survey, activity = await one_answered_and_one_did_not(world), new_id()
        await registered(world, activity, survey["id"], QKK)
        assert await world.count("activity_surveys", ics=QKK) == 0

    async def test_tells_nobody_who_no_longer_agrees_to_surveys(self, world: World) -> None:
        survey, activity = await one_answered_and_one_did_not(world), new_id()
        members = await world.rows("SELECT id FROM members")
        for row in members:
            token = world.keys.unsubscribe_token(QE1, row["id"])
            await world.call("POST", "/unsubscribe", {"token": token})
        await registered(world, activity, survey["id"])
        await published(world, activity)
        assert await world.send_mail() == []


def test_the_panel_listens_to_insights_and_governance() -> None:
    assert {"insights.activities", "governance.decisions"} <= SUBSCRIPTIONS.topics


@pytest.mark.rule("panel.13")
class TestADecisionThatIsWithheld:
    async def test_takes_what_was_said_of_it_away_until_it_is_open_again(
        self, world: World
    ) -> None:
        survey, activity = await one_answered_and_one_did_not(world), new_id()
        await world.join("reads@example.org", purposes=["bulletins"])
        await registered(world, activity, survey["id"])
        decision = await decided(world)
        feedback = await answered(world, decision_id=decision, activity_ids=[activity])
        bulletin = await sent(world, TEXT, {"kind": "feedback", "feedback_id": str(feedback)})

        async def shown() -> list[bool]:
            page = (await world.call("GET", f"/sent-bulletins/{bulletin['id']}")).json()
            listed = (await world.call("GET", "/bulletins/material?kind=feedback")).json()
            async with world.database.reading(QE1) as session:
                found = await service.about_surveys(session, QE1, [UUID(survey["id"])])
                by_activity = await service.about_activities(session, QE1, [activity])
            return [
                "at the door" in str(page), bool(listed["items"]), bool(found),
                bool(by_activity[activity]),
            ]  # fmt: skip

        assert await shown() == [True] * 4
        await decided(world, decision_id=decision, version=2, confidential=True)
        assert await shown() == [False] * 4
        await decided(world, decision_id=decision, version=3)
        assert await shown() == [True] * 4

    async def test_stops_the_mails_that_wait(self, world: World) -> None:
        survey, activity = await one_answered_and_one_did_not(world), new_id()
        await world.send_mail()
        await registered(world, activity, survey["id"])
        decision, other = await decided(world), await decided(world)
        await answered(world, decision_id=decision, activity_ids=[activity])
        await answered(world, decision_id=other, activity_ids=[activity], we_did="Open.")
        await decided(world, decision_id=decision, version=2, confidential=True)
        (letter,) = await world.send_mail()
        assert "Open." in text_of(letter)
