"""Questions that came by telephone, by letter or in person: staff take them down (rule 5).

Name and contact are held with the sender's consent alone, sealed, and deleted as those of others
are. Nothing is mailed: an address that nobody confirmed may be a stranger's. Staff tell the sender
themselves, and record that they did.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.bodies import service as bodies
from governance.keys import GovernanceKeys
from governance.questions import repository, service
from governance.questions.errors import QuestionNotFound, QuestionState, TooManyQuestions
from governance.questions.models import PublicQuestion
from governance.questions.schemas import AssistedIn, AssistedPersonIn
from governance.schemes import rules
from governance.schemes import service as schemes
from governance.schemes.rules import Assisted
from governance.schemes.service import NotTaken
from governance.senders import service as senders
from governance.senders.service import Sender
from governance.working_days import service as working_days
from governance.working_days.calendar import WorkingCalendar


async def enter(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, said: AssistedIn, now: datetime,
    *, entered_by: str, ids: NewId = new_id,
) -> PublicQuestion:  # fmt: skip
    """Take down a question or statement as of the day on which it came.

    Raises:
        NotTaken: if the body does not take it by its terms of that day.
        QuestionTooLate: if the meeting took no more on that day, naming the next that does.
        TooManyQuestions: if the sender has sent as many as one person may.
        Invalid: if the day or the channel is none that the scheme allows, it is too long, it cannot
            be read out, or the sender did not consent.
    """
    body = await bodies.get_for_change(session, said.body_id)
    scheme = await schemes.require(session, body.id, said.received_on)
    taken = scheme.said(said.kind)
    if taken is None or scheme.assisted is None:
        raise NotTaken
    calendar = await working_days.calendar(session)
    _check(scheme.assisted, said, day_in_england(now), calendar)
    service.check_form(taken, said)
    meeting = None
    if said.meeting_id is not None:
        meeting = await service.meeting_for(session, body.id, said.meeting_id)
        await service.require_in_time(session, taken, meeting, said.received_on)
    index = None
    if said.person is not None:
        index = keys.address_index(ics, "questions", "".join(said.person.contact.split()))
        sent = await repository.count_of_person(session, body.id, said.meeting_id, said.kind, index)
        if sent >= taken.most_per_person:
            raise TooManyQuestions(taken.most_per_person)
    year = said.received_on.year
    number = await repository.next_number(session, body.id, year)
    question_id = ids()
    held_on = meeting.held_on if meeting else None
    question = PublicQuestion(
        ics=ics, id=question_id, body_id=body.id, kind=said.kind, state="received",
        reference=f"{ics}-{body.code}-PQ-{year}-{number:04d}", meeting_id=said.meeting_id,
        group_id=question_id, in_person=said.in_person, show_name=False,
        asked_on=said.received_on, version=1, channel=said.channel, entered_by=entered_by,
        due_on=rules.answer_due(taken, said.received_on, held_on, calendar), email_index=index,
        **senders.seal(
            keys, ics, PublicQuestion.__tablename__, question_id, _sender(said.text, said.person)
        ),
    )  # fmt: skip
    if said.person is not None:
        question.show_name, question.consented_on = said.person.show_name, said.received_on
    session.add(question)
    await session.flush()
    await session.refresh(question)
    return question


async def told(
    session: WriteSession, question_id: UUID, on: date, now: datetime
) -> PublicQuestion:  # fmt: skip
    """Record that staff gave the sender the answer, or said why it was refused.

    Raises:
        QuestionNotFound: if this system has none with that id.
        QuestionState: if there is nobody to tell, nothing to tell yet, or it was recorded.
        Invalid: if the day lies in the future, or before the answer.
    """
    question = await _for_change(session, question_id)
    if question.contact_sealed is None:
        raise QuestionState("Nothing is held of its sender by which staff could tell them.")
    if question.state not in repository.TO_TELL:
        raise QuestionState("There is nothing to tell yet: it is neither answered in public nor "
                            "refused.")  # fmt: skip
    if question.told_on is not None:
        raise QuestionState("That is on record already.")
    first = question.answered_on or question.asked_on
    if not first <= on <= day_in_england(now):
        raise Invalid(
            "They were told after the answer, and not in the future.",
            fields=(FieldError("body.on", "must lie between the answer and today"),),
        )
    question.told_on = on
    question.version += 1
    await session.flush()
    return question


async def take_back(session: WriteSession, question_id: UUID) -> PublicQuestion:
    """Delete what tells who sent a question, on their word to staff; one that is not answered yet
    is taken back as well.

    Raises:
        QuestionNotFound: if this system has none with that id.
    """
    question = await _for_change(session, question_id)
    service.take_back(question)
    await session.flush()
    return question


def _check(assisted: Assisted, said: AssistedIn, today: date, calendar: WorkingCalendar) -> None:
    wrong = []
    if not assisted.has(said.channel):
        wrong.append(FieldError("body.channel", "is no channel of the body's scheme"))
    if said.received_on > today:
        wrong.append(FieldError("body.received_on", "must not be in the future"))
    elif calendar.after(said.received_on, assisted.enter_within_working_days) < today:
        days = assisted.enter_within_working_days
        wrong.append(FieldError("body.received_on", f"is more than {days} working days ago"))
    if said.person is not None and not said.person.consent:
        wrong.append(
            FieldError("body.person.consent", "must be given; without it, leave out person")
        )
    if said.person is None and said.in_person:
        wrong.append(FieldError("body.in_person", "needs to know who reads it out"))
    if wrong:
        raise Invalid("It cannot be taken down like this.", fields=tuple(wrong))


def _sender(text: str, person: AssistedPersonIn | None) -> Sender:
    if person is None:
        return Sender(None, None, text)
    return Sender(person.name, None, text, person.contact)


async def _for_change(session: WriteSession, question_id: UUID) -> PublicQuestion:
    question = await repository.for_change(session, question_id)
    if question is None:
        raise QuestionNotFound
    return question
