"""The panel from end to end: join, be asked, answer, see results, hear what came of it."""

from __future__ import annotations

from common.clock import new_id, utc_now
from common.events.envelope import Event
from common.events.governance import FeedbackPublished
from common.events.insights import ActivityRegistered
from panel.feedback.handlers import link_survey, tell_participants
from panel_support.mails import links_in, text_of
from panel_support.world import QE1, World


async def test_a_resident_joins_answers_and_hears_what_came_of_it(world: World) -> None:
    survey = await world.closed_survey(["yes"] * 12 + ["no"] * 9)

    results = (await world.call("GET", f"/surveys/{survey['id']}/results")).json()
    assert results["responded"] == 20
    assert [count["count"] for count in results["questions"][0]["counts"]] == [10, 10]
    kinds = [kind for kind, _ in await world.events()]
    assert kinds == ["panel.member.joined.v1"] * 21 + [
        "panel.survey.opened.v1",
        "panel.survey.closed.v1",
    ]

    activity, decision = new_id(), new_id()
    registered = ActivityRegistered(
        activity_id=activity, title="t", method="survey", survey_id=survey["id"]
    )
    feedback = FeedbackPublished(
        feedback_id=new_id(),
        decision_id=decision,
        decision_reference="QE1-ICP-2026-0001",
        decision_title="A bus to the clinic",
        you_said="It is hard to get there.",
        we_did="The number 4 stops at the door from May.",
        activity_ids=[activity],
        published_at=utc_now(),
    )
    async with world.database.transaction(QE1) as session:
        await link_survey(Event(new_id(), "/insights", QE1, utc_now(), registered), session)
        await tell_participants(Event(new_id(), "/governance", QE1, utc_now(), feedback), session)
    letters = await world.send_mail()
    assert len(letters) == 21
    assert "The number 4 stops at the door from May." in text_of(letters[0])
    slug = "lancashire-and-south-cumbria"
    assert f"http://gateway.test/{slug}/thread/decisions/{decision}" in links_in(letters[0])
