"""What staff do with a question: check, refuse, route, group, answer, publish."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from common import personal_data
from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.events.governance import QuestionAnswered
from common.messaging import outbox
from governance.bodies import service as bodies
from governance.decisions import service as decisions
from governance.keys import GovernanceKeys
from governance.meetings import coming
from governance.meetings import service as meetings
from governance.meetings.schemas import ItemIn
from governance.questions import repository, service
from governance.questions.errors import PersonalDataFound, QuestionNotFound, QuestionState
from governance.questions.models import PublicQuestion
from governance.questions.schemas import AcceptanceIn, RoutingIn
from governance.redaction import without_names
from governance.schemes import rules
from governance.schemes import service as schemes
from governance.schemes.rules import Scheme
from governance.senders import service as senders
from governance.senders.schemas import AnswerIn, RefusalIn
from governance.working_days import service as working_days


async def get(session: ReadSession, question_id: UUID) -> PublicQuestion:
    """Give one question.

    Raises:
        QuestionNotFound: if this system has none with that id.
    """
    found = await repository.find(session, question_id)
    if found is None:
        raise QuestionNotFound
    return found


async def list_page(
    session: ReadSession, request: PageRequest, *, state: str | None, meeting_id: UUID | None,
    overdue_on: date | None, to_tell: bool = False,
) -> Page[PublicQuestion]:  # fmt: skip
    """List questions, the newest first."""
    return await repository.page(
        session, request, state=state, meeting_id=meeting_id, overdue_on=overdue_on, to_tell=to_tell
    )


async def overdue(session: ReadSession, body_id: UUID, on: date) -> list[PublicQuestion]:
    """List what a body should have answered before a day."""
    return await repository.overdue(session, body_id, on)


async def accept(
    session: WriteSession, question_id: UUID, data: AcceptanceIn
) -> PublicQuestion:  # fmt: skip
    """Take a question in the text that may be published; its meeting's agenda gets the standing
    item.

    Raises:
        QuestionState: if it was dealt with before.
        PersonalDataFound: if the text still reads like it says who somebody is.
    """
    question = await _for_change(session, question_id, {"received"})
    refuse_personal_data({"body.text": data.text}, data.cleared_reason)
    question.text, question.cleared_reason = data.text, data.cleared_reason
    question.state = "accepted"
    scheme = await schemes.on(session, question.body_id, question.asked_on)
    if question.meeting_id is not None and scheme is not None:
        await _put_on_agenda(session, question, scheme)
    return await _changed(session, question)


async def refuse(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, question_id: UUID, *,
    data: RefusalIn, now: datetime,
) -> PublicQuestion:  # fmt: skip
    """Refuse a question on a ground of the body's scheme, and tell its sender why.

    Raises:
        QuestionState: if it was answered, refused or withdrawn before.
        Invalid: if the scheme has no such ground.
    """
    question = await _for_change(session, question_id, {"received", "accepted"})
    scheme = await schemes.require(session, question.body_id, question.asked_on)
    ground = scheme.ground(data.ground)
    if ground is None:
        raise Invalid(
            "The body's scheme has no such ground.",
            fields=(FieldError("body.ground", "is no ground of the body's scheme"),),
        )
    question.state, question.ground, question.refusal_reason = "refused", ground.code, data.reason
    question.erase_on = service.erase_after(scheme, day_in_england(now))
    body = await bodies.get(session, question.body_id)
    said = {"kind": question.kind, "reference": question.reference, "body": body.name,
            "ground": ground.label, "reason": data.reason, "clause": ground.clause}  # fmt: skip
    await service.tell(
        session, ics, keys, question, kind="question_refused", said={**said}, now=now
    )
    return await _changed(session, question)


async def route(session: WriteSession, question_id: UUID, data: RoutingIn) -> PublicQuestion:
    """Say where a question is answered; its day follows.

    Raises:
        QuestionState: if it was answered, refused or withdrawn, or the meeting is over.
        Invalid: if the meeting is another body's, or an item goes without its meeting.
    """
    question = await _for_change(session, question_id, {"received", "accepted"})
    if data.item_id is not None and data.meeting_id is None:
        raise Invalid(
            "An item is one of a meeting.",
            fields=(FieldError("body.item_id", "goes with meeting_id"),),
        )
    scheme = await schemes.require(session, question.body_id, question.asked_on)
    taken = scheme.said(question.kind)
    held_on = None
    question.item_id, question.meeting_id = None, data.meeting_id
    question.officer = data.officer
    if data.meeting_id is not None:
        meeting = await service.meeting_for(session, question.body_id, data.meeting_id)
        if meeting.status != "scheduled":
            raise QuestionState("The meeting is not to come any more.")
        held_on = meeting.held_on
        if data.item_id is not None:
            await meetings.require_item(session, data.meeting_id, data.item_id)
            question.item_id = data.item_id
        elif question.state == "accepted":
            await _put_on_agenda(session, question, scheme)
    if taken is not None:
        calendar = await working_days.calendar(session)
        question.due_on = rules.answer_due(taken, question.asked_on, held_on, calendar)
    question.group_id = question.id
    return await _changed(session, question)


async def group(session: WriteSession, question_id: UUID, with_id: UUID) -> PublicQuestion:
    """Let a question be answered together with another of the same meeting.

    Raises:
        QuestionState: if one of them is not accepted, or they go to different places.
    """
    first, second = sorted((question_id, with_id))
    await repository.for_change(session, first)
    await repository.for_change(session, second)
    question = await _for_change(session, question_id, {"accepted"})
    other = await _for_change(session, with_id, {"accepted"})
    if (question.body_id, question.meeting_id) != (other.body_id, other.meeting_id):
        raise QuestionState(
            "Only questions to one meeting, or in writing to one body, go together."
        )
    question.group_id = other.group_id
    return await _changed(session, question)


async def answer(
    session: WriteSession, question_id: UUID, data: AnswerIn, now: datetime
) -> PublicQuestion:
    """Answer a question and all of its group; it is not public yet.

    Raises:
        QuestionState: if it is not accepted, or answered and published already.
        PersonalDataFound: if the answer reads like it says who somebody is.
        DecisionNotFound: if this system has no such decision.
    """
    question, group_ = await _with_group(session, question_id, {"accepted", "answered"})
    refuse_personal_data({"body.answer": data.answer}, data.cleared_reason)
    if data.decision_id is not None:
        await decisions.get(session, data.decision_id)
    for one in group_:
        if one.state in {"accepted", "answered"}:
            one.answer, one.answered_by = data.answer, data.answered_by
            one.answered_on, one.decision_id = day_in_england(now), data.decision_id
            one.state = "answered"
            one.version += 1
    await session.flush()
    return question


async def publish(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, question_id: UUID, now: datetime
) -> PublicQuestion:
    """Publish the answer to a question and its group, and mail it to those who asked.

    Raises:
        QuestionState: if it is not answered.
    """
    question, group_ = await _with_group(session, question_id, {"answered"})
    scheme = await schemes.on(session, question.body_id, question.asked_on)
    for one in group_:
        if one.state == "answered":
            await _publish(session, ics, keys, one, scheme=scheme, now=now)
    return question


def refuse_personal_data(texts: dict[str, str], cleared_reason: str | None) -> None:
    """Refuse texts that read like they say who somebody is, unless somebody cleared them.

    Raises:
        PersonalDataFound: naming the places, never what stands there.
    """
    hits = personal_data.check(texts.items())
    if hits and cleared_reason is None:
        raise PersonalDataFound(tuple(FieldError(one.field, one.message) for one in hits))


async def _publish(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, question: PublicQuestion, *,
    scheme: Scheme | None, now: datetime,
) -> None:  # fmt: skip
    question.state, question.published_at = "published", now
    question.erase_on = service.erase_after(scheme, day_in_england(now))
    if question.show_name:
        question.shown_name = senders.part_of(keys, question, "name")
    question.version += 1
    await session.flush()
    body = await bodies.get(session, question.body_id)
    said = {
        "kind": question.kind, "reference": question.reference, "body": body.name,
        "text": question.text, "answer": question.answer, "answered_by": question.answered_by,
    }  # fmt: skip
    await service.tell(session, ics, keys, question, kind="question_answered", said=said, now=now)
    names = await meetings.names_at(session, question.meeting_id, question.body_id)
    meeting = await meetings.get(session, question.meeting_id) if question.meeting_id else None
    await outbox.record(
        session,
        ics,
        QuestionAnswered(
            question_id=question.id,
            version=question.version,
            kind=question.kind,
            reference=question.reference,
            text=without_names(question.text or "", names),
            answer=without_names(question.answer or "", names),
            body_id=question.body_id,
            body_name=body.name,
            meeting_id=question.meeting_id,
            held_on=meeting.held_on if meeting else None,
            decision_id=question.decision_id,
            published_at=now,
        ),
        now=now,
    )


async def _put_on_agenda(session: WriteSession, question: PublicQuestion, scheme: Scheme) -> None:
    meeting = await meetings.get_for_change(session, question.meeting_id or question.id)
    if meeting.status != "scheduled":
        raise QuestionState("The meeting is not to come any more; route it to another one.")
    data = ItemIn(number=scheme.agenda.number, title=scheme.agenda.title)
    question.item_id = (await coming.standing_item(session, meeting, data)).id


async def _for_change(session: WriteSession, question_id: UUID, states: set[str]) -> PublicQuestion:
    question = await repository.for_change(session, question_id)
    if question is None:
        raise QuestionNotFound
    if question.state not in states:
        raise QuestionState(
            f"It is {question.state}. For this it has to be {' or '.join(sorted(states))}."
        )
    return question


async def _with_group(
    session: WriteSession, question_id: UUID, states: set[str]
) -> tuple[PublicQuestion, list[PublicQuestion]]:
    """Give a question and its whole group, locked in one order, so that two who answer members of
    a group at once wait for each other."""
    found = await get(session, question_id)
    group_ = await repository.group_for_change(session, found.group_id)
    question = next((one for one in group_ if one.id == question_id), None)
    if question is None:
        raise QuestionState("It was moved to another group meanwhile. Read it again.")
    if question.state not in states:
        raise QuestionState(
            f"It is {question.state}. For this it has to be {' or '.join(sorted(states))}."
        )
    return question, group_


async def _changed(session: WriteSession, question: PublicQuestion) -> PublicQuestion:
    question.version += 1
    await session.flush()
    return question
