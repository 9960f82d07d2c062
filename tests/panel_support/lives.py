"""A member of whom there is something in every place that the panel knows."""

from __future__ import annotations

from uuid import UUID

from common.clock import new_id, utc_now
from common.events.envelope import Event
from common.events.governance import FeedbackPublished
from common.events.insights import ActivityRegistered
from panel.feedback.handlers import link_survey, tell_participants
from panel_support.world import QE1, Member, World

EMAIL = "zebedee-marker@example.org"
SAID = "A sentence that only zebedee would write."
DOCUMENTED = {"event_log.messages", "panel.outbox"}
"""Where an erased member's opaque id may stand, as the guide says: events that were said."""


async def a_whole_life(world: World) -> tuple[Member, dict[str, str | bytes]]:
    """Let somebody join, answer, be told what came of it, and ask to join again; gives what there
    is to be found of them."""
    member = await world.join(EMAIL, place="blackpool", demographics={"sex": "female"})
    survey, activity = await world.open_survey(), new_id()
    (link,) = (await world.links()).values()
    answered = await world.answer(link, survey, choice="yes", text=SAID)
    assert answered.status_code == 201, answered.text
    registered = ActivityRegistered(
        activity_id=activity, title="t", method="survey", survey_id=UUID(survey["id"])
    )
    feedback = FeedbackPublished(
        feedback_id=new_id(),
        decision_id=new_id(),
        decision_reference="QE1-ICP-2026-0001",
        decision_title="A bus to the clinic",
        you_said="You said it is hard to get there.",
        we_did="We moved the stop.",
        activity_ids=[activity],
        published_at=utc_now(),
    )
    async with world.database.transaction(QE1) as session:
        await link_survey(Event(new_id(), "/insights", QE1, utc_now(), registered), session)
        await tell_participants(Event(new_id(), "/governance", QE1, utc_now(), feedback), session)
    await world.call("POST", "/signups", {"email": EMAIL.upper()})
    assert len(await world.send_mail()) == 2
    (row,) = await world.rows("SELECT id, email_index, manage_token_hash FROM members")
    return member, {
        "address": EMAIL,
        "answer": SAID,
        "member": member.member_id,
        "token": member.manage_token,
        "link": link,
        "index": row["email_index"],
        "token hash": row["manage_token_hash"],
        "pseudonym": world.keys.pseudonym(QE1, UUID(survey["id"]), row["id"]),
    }
