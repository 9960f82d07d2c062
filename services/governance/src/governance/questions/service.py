"""Asking: what comes in by a mailed link, and what its sender may do with it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from common.clock import Clock, NewId, day_in_england, new_id, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.bodies import service as bodies
from governance.bodies.models import Body
from governance.confirmations import service as confirmations
from governance.keys import GovernanceKeys
from governance.mail import service as mails
from governance.mail.letters import in_words
from governance.mail.service import Source
from governance.meetings import coming
from governance.meetings import service as meetings
from governance.meetings.models import Meeting
from governance.questions import repository
from governance.questions.errors import QuestionNotFound, QuestionTooLate, TooManyQuestions
from governance.questions.models import PublicQuestion
from governance.questions.schemas import QuestionIn, QuestionText
from governance.schemes import rules
from governance.schemes import service as schemes
from governance.schemes.rules import Said, Scheme
from governance.schemes.service import NotTaken
from governance.senders import service as senders
from governance.senders.service import Sender
from governance.vocabularies import service as vocabularies
from governance.working_days import service as working_days
from governance.working_days.calendar import WorkingCalendar


@dataclass(frozen=True)
class Asked:
    """A question, with what it belongs to."""

    question: PublicQuestion
    body: Body
    meeting: Meeting | None


async def request_link(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, email: str, now: datetime
) -> None:
    """Mail an address the link by which its owner writes a question or statement."""
    await confirmations.request(
        session, ics, keys, purpose="question", email=email, path="/ask", said={}, now=now
    )


async def ask(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, said: QuestionIn, now: datetime,
    *, ids: NewId = new_id,
) -> Asked:  # fmt: skip
    """Take a question or statement from a confirmed address, and acknowledge it.

    Raises:
        LinkNotValid: if the link is forged, used or expired.
        NotTaken: if the body does not take it by its terms of today.
        QuestionTooLate: if the meeting takes no more, naming the next that does.
        TooManyQuestions: if the sender has sent as many as one person may.
        Invalid: if it is too long, or cannot be read out.
    """
    confirmed = await confirmations.take(
        session, ics, keys, purpose="question", token=said.token, now=now
    )
    # The body's row is the lock under which references and the limits of one person are counted.
    body = await bodies.get_for_change(session, said.body_id)
    today = day_in_england(now)
    scheme = await schemes.require(session, body.id, today)
    taken = scheme.said(said.kind)
    if taken is None:
        raise NotTaken
    check_form(taken, said)
    meeting = None
    if said.meeting_id is not None:
        meeting = await meeting_for(session, body.id, said.meeting_id)
        await require_in_time(session, taken, meeting, today)
    index = keys.address_index(ics, "questions", confirmed.email)
    sent = await repository.count_of_person(session, body.id, said.meeting_id, said.kind, index)
    if sent >= taken.most_per_person:
        raise TooManyQuestions(taken.most_per_person)
    number = await repository.next_number(session, body.id, today.year)
    calendar = await working_days.calendar(session)
    question_id = ids()
    sender = Sender(said.name, confirmed.email, said.text)
    question = PublicQuestion(
        ics=ics, id=question_id, body_id=body.id, kind=said.kind, state="received",
        reference=f"{ics}-{body.code}-PQ-{today.year}-{number:04d}",
        meeting_id=said.meeting_id, group_id=question_id, in_person=said.in_person,
        show_name=said.show_name, asked_on=today, version=1,
        due_on=rules.answer_due(taken, today, meeting.held_on if meeting else None, calendar),
        email_index=index,
        **senders.seal(keys, ics, PublicQuestion.__tablename__, question_id, sender),
    )  # fmt: skip
    session.add(question)
    await session.flush()
    await _acknowledge(session, ics, keys, Asked(question, body, meeting), scheme=scheme, now=now)
    return Asked(question, body, meeting)


async def meeting_for(session: ReadSession, body_id: UUID, meeting_id: UUID) -> Meeting:
    """Give a meeting of a body.

    Raises:
        MeetingNotFound: if this system has none with that id.
        Invalid: if it is another body's.
    """
    meeting = await meetings.get(session, meeting_id)
    if meeting.body_id != body_id:
        raise Invalid(
            "The meeting is another body's.",
            fields=(FieldError("body.meeting_id", "is a meeting of another body"),),
        )
    return meeting


async def require_in_time(
    session: ReadSession, taken: Said, meeting: Meeting, today: date
) -> None:  # fmt: skip
    """Refuse what comes too late for a meeting.

    Raises:
        QuestionTooLate: naming the next meeting of the body that still takes it.
    """
    calendar = await working_days.calendar(session)
    if meeting.status == "scheduled" and _in_time(taken, meeting, today, calendar):
        return
    following = [
        one.held_on
        for one in await coming.of_body(session, meeting.body_id, today)
        if _in_time(taken, one, today, calendar)
    ]
    last_day = rules.last_day(taken, meeting.held_on, calendar)
    raise QuestionTooLate(last_day, following[0] if following else None)


async def own(
    session: ReadSession, ics: SystemCode, keys: GovernanceKeys, token: str
) -> Asked:  # fmt: skip
    """Give a question to its sender.

    Raises:
        QuestionNotFound: if the token is forged or of another system.
    """
    question_id = keys.opened_by("question", ics, token)
    found = None if question_id is None else await repository.find(session, question_id)
    if found is None:
        raise QuestionNotFound
    return await with_place(session, found)


async def withdraw(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, token: str
) -> Asked:  # fmt: skip
    """Delete what tells who sent a question; one without an answer is taken back as well.

    Raises:
        QuestionNotFound: if the token is forged or of another system.
    """
    question_id = keys.opened_by("question", ics, token)
    question = None if question_id is None else await repository.for_change(session, question_id)
    if question is None:
        raise QuestionNotFound
    take_back(question)
    await session.flush()
    return await with_place(session, question)


def take_back(question: PublicQuestion) -> None:
    """Delete what tells who sent a question; one without an answer is taken back as well."""
    if question.state in {"received", "accepted"}:
        question.state = "withdrawn"
        question.text = None
    forget(question)
    question.version += 1


async def with_place(session: ReadSession, question: PublicQuestion) -> Asked:
    """Give a question with its body and meeting."""
    body = await bodies.get(session, question.body_id)
    meeting_id = question.meeting_id
    return Asked(question, body, await meetings.get(session, meeting_id) if meeting_id else None)


def forget(question: PublicQuestion) -> None:
    """Delete everything of a question that tells who sent it."""
    senders.forget(question)
    question.email_index = question.contact_sealed = None
    question.shown_name = None
    question.show_name = False


def erase_after(scheme: Scheme | None, on: date) -> date:
    """Give the day on which a sender is forgotten whose question was dealt with on a day."""
    return on + timedelta(days=scheme.kept_days if scheme else 0)


async def forget_due(database: Database, *, clock: Clock = utc_now) -> None:
    """Forget the senders of questions whose answer is old enough, in every system."""
    async with database.reading(None) as reading:
        codes = await vocabularies.systems(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            today = day_in_england(clock())
            for question in await repository.due_for_erasure(session, ics, today):
                forget(question)
                question.version += 1

    await in_each(codes, in_one)


def _in_time(taken: Said, meeting: Meeting, today: date, calendar: WorkingCalendar) -> bool:
    return today <= rules.last_day(taken, meeting.held_on, calendar)


def check_form(taken: Said, said: QuestionText) -> None:
    """Refuse what the body does not take in this form.

    Raises:
        Invalid: if it is too long, or cannot be read out.
    """
    wrong = []
    if len(said.text) > taken.most_characters:
        wrong.append(
            FieldError("body.text", f"must have at most {taken.most_characters} characters")
        )
    if said.in_person and (not taken.in_person or said.meeting_id is None):
        wrong.append(FieldError("body.in_person", "is not offered for this"))
    if wrong:
        raise Invalid("The body does not take it in this form.", fields=tuple(wrong))


async def _acknowledge(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, asked: Asked, *, scheme: Scheme,
    now: datetime,
) -> None:  # fmt: skip
    question, meeting = asked.question, asked.meeting
    said = {
        "kind": question.kind,
        "reference": question.reference,
        "body": asked.body.name,
        "meeting": in_words(meeting.held_on) if meeting else None,
        "written": None if meeting else "yes",
        "due": in_words(question.due_on),
        "kept": str(scheme.kept_days),
    }
    await tell(session, ics, keys, question, kind="question_received", said=said, now=now)


async def tell(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, question: PublicQuestion, *,
    kind: str, said: dict[str, str | None], now: datetime,
) -> None:  # fmt: skip
    """Mail the sender of a question, unless they were forgotten."""
    to = senders.part_of(keys, question, "email")
    if to is None:
        return
    token = keys.token("question", ics, question.id)
    await mails.queue(
        session,
        ics,
        keys,
        kind=kind,
        to=to,
        source=Source("question", question.id),
        said=said,
        path=f"/asked?token={token}",
        now=now,
    )
