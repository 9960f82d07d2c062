"""Telling those who took part what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.events.governance import DecisionRecorded, FeedbackPublished
from panel.answers import service as answers
from panel.burden import service as burden
from panel.feedback import assemblies, repository
from panel.feedback.models import Feedback
from panel.gatherings import held as gatherings
from panel.mail import service as mail
from panel.mail.kinds import MailKind


async def link_activity(
    session: WriteSession, ics: SystemCode, activity_id: UUID, survey_id: UUID, today: date
) -> None:
    """Note which survey an activity is, and send what feedback came for it already: the two facts
    travel by different topics, so either may be first."""
    await repository.link_activity(session, ics, activity_id, survey_id)
    for feedback in await repository.about_activity(session, ics, activity_id):
        await _tell(session, ics, feedback, today)


async def link_assembly(
    session: WriteSession, ics: SystemCode, activity_id: UUID, selection_id: UUID, today: date
) -> None:
    """Note the selection whose assembly an activity is, and send what feedback came for it
    already."""
    await assemblies.link_activity(session, ics, activity_id, selection_id)
    for feedback in await repository.about_activity(session, ics, activity_id):
        await _tell(session, ics, feedback, today)


async def publish(
    session: WriteSession, ics: SystemCode, said: FeedbackPublished, today: date
) -> None:
    """Keep a feedback, mark the one whose place it takes, and tell the members who answered the
    surveys that it answers, sit on the assemblies or came to the gatherings, once each.

    Both are told by their decision's key, so the one that is corrected is here first.
    """
    values = said.model_dump(include=set(_KEPT))
    await repository.keep(session, ics, said.feedback_id, values)
    if said.corrects_id is not None:
        await repository.mark_corrected(session, ics, said.corrects_id, said.published_at)
    feedback = await repository.find(session, ics, said.feedback_id)
    if feedback is not None:
        await _tell(session, ics, feedback, today)


async def note_decision(
    session: WriteSession, ics: SystemCode, said: DecisionRecorded, now: datetime
) -> None:
    """Show nobody what was published of a decision that has become confidential, and send no more
    of it; show it again once the decision is open again. Both travel by the decision's own key, so
    they come in order."""
    changed = await repository.withhold(session, ics, said.decision_id, withheld=said.confidential)
    for feedback_id in changed if said.confidential else ():
        for kind in _MAILS:
            await mail.call_off(session, ics, kind, feedback_id, now)


async def about_surveys(
    session: ReadSession, ics: SystemCode, survey_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Feedback]]:
    """Give what was said and done because of each of some surveys, the oldest first."""
    found: dict[UUID, list[Feedback]] = {}
    for survey_id, one in await repository.about_surveys(session, ics, survey_ids):
        found.setdefault(survey_id, []).append(one)
    return found


async def list_standing(session: ReadSession, ics: SystemCode, page: PageRequest) -> Page[Feedback]:
    """List the feedback whose place no other has taken, the newest first."""
    return await repository.list_standing(session, ics, page)


async def about_activities(
    session: ReadSession, ics: SystemCode, activity_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Feedback]]:
    """Give what was said and done because of each of some activities."""
    return {
        activity_id: await repository.about_activity(session, ics, activity_id)
        for activity_id in activity_ids
    }


_MAILS = (MailKind.FEEDBACK, MailKind.ASSEMBLY_FEEDBACK, MailKind.GATHERING_FEEDBACK)
_KEPT = (
    "decision_id",
    "decision_reference",
    "decision_title",
    "you_said",
    "we_did",
    "did_not",
    "activity_ids",
    "corrects_id",
    "published_at",
)


async def _tell(session: WriteSession, ics: SystemCode, feedback: Feedback, today: date) -> None:
    surveys = await repository.surveys_of(session, ics, feedback.activity_ids)
    told = await answers.participants(session, ics, surveys)
    sat = await assemblies.sat_at(session, ics, feedback.activity_ids)
    besides = sorted(set(sat) - set(told))
    came = await gatherings.came_to(session, ics, feedback.activity_ids)
    came_alone = sorted(set(came) - set(told) - set(sat))
    said = {
        "decision_id": str(feedback.decision_id),
        "decision_reference": feedback.decision_reference,
        "decision_title": feedback.decision_title,
        "you_said": feedback.you_said,
        "we_did": feedback.we_did,
        "did_not": feedback.did_not,
        "corrects": None if feedback.corrects_id is None else str(feedback.corrects_id),
    }
    everybody = [*told, *besides, *came_alone]
    await burden.record_feedback(session, ics, feedback.id, everybody, today)
    for kind, to in zip(_MAILS, (told, besides, came_alone), strict=True):
        await mail.queue_about(
            session, ics, kind=kind, about_id=feedback.id, said=said, member_ids=to
        )
