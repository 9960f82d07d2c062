"""The duty to involve, assessed in three steps (rule 8).

An assessment is about a proposal's text. Changing the text makes it outdated until the steps have
been gone through again; what was said before stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from governance.bodies import service as bodies
from governance.decisions.service import Clerk
from governance.duty import law, repository, steps
from governance.duty.checks import check_item, check_kinds, check_post, duty_of
from governance.duty.errors import (
    AssessmentNotFound,
    AssessmentOpen,
    AssessmentOutdated,
    NoDutyInForce,
    NotTheNextStep,
)
from governance.duty.law import Duty
from governance.duty.models import (
    Assessment,
    Limit,
    Proposal,
    Return,
    Round,
    StepAnswer,
    TemporaryChange,
)
from governance.duty.schemas import AnswerIn, AssessmentIn
from governance.duty.texts import fingerprint, kept_form

State = Literal["open", "complete", "outdated"]


@dataclass(frozen=True)
class Whole:
    """An assessment with everything that was said."""

    assessment: Assessment
    proposals: Sequence[Proposal]
    rounds: Sequence[Round]
    answers: dict[int, list[StepAnswer]]
    limits: Sequence[Limit]
    temporary_changes: Sequence[tuple[TemporaryChange, Return | None]]
    decision_ids: Sequence[UUID]


def state(assessment: Assessment) -> State:
    """Say where an assessment stands."""
    if assessment.round_proposal != assessment.proposal:
        return "outdated"
    return "open" if assessment.engaged is None else "complete"


def require_complete(assessment: Assessment) -> None:
    """Check that something may rest on an assessment.

    Raises:
        AssessmentOutdated: if the proposal has changed since.
        AssessmentOpen: if a step is still to be answered.
    """
    match state(assessment):
        case "outdated":
            raise AssessmentOutdated
        case "open":
            raise AssessmentOpen
        case "complete":
            return


async def get(session: ReadSession, assessment_id: UUID) -> Assessment:
    """Give one assessment.

    Raises:
        AssessmentNotFound: if this system has none with that id.
    """
    found = await repository.get(session, assessment_id)
    if found is None:
        raise AssessmentNotFound
    return found


async def get_for_change(session: WriteSession, assessment_id: UUID) -> Assessment:
    """Give one assessment, locked.

    Raises:
        AssessmentNotFound: if this system has none with that id.
    """
    found = await repository.get_for_change(session, assessment_id)
    if found is None:
        raise AssessmentNotFound
    return found


async def whole(session: ReadSession, assessment: Assessment) -> Whole:
    """Give an assessment with everything that was said."""
    one = assessment.id
    return Whole(
        assessment,
        await repository.proposals(session, one),
        await repository.rounds(session, one),
        await repository.answers(session, one),
        await repository.limits(session, one),
        await repository.temporary_changes(session, one),
        await repository.decision_ids(session, one),
    )


async def begin(
    session: WriteSession, ics: SystemCode, data: AssessmentIn, clerk: Clerk, *, ids: NewId = new_id
) -> Assessment:
    """Begin an assessment, under the law of the day for the body's kind.

    Raises:
        NoDutyInForce: if no law binds that kind of body on that day.
    """
    body = await bodies.get(session, data.body_id)
    await check_item(session, data)
    kind, duty = await duty_of(session, body, data.acting_for, day_in_england(clerk.now))
    assessment = Assessment(
        ics=ics,
        id=ids(),
        body_id=body.id,
        title=data.title,
        acting_for=kind,
        meeting_id=data.meeting_id,
        item_id=data.item_id,
        proposal=1,
        round=1,
        round_proposal=1,
        engaged=None,
        created_at=clerk.now,
        created_by=clerk.subject,
        version=1,
    )
    session.add(assessment)
    await session.flush()
    session.add(_proposal(assessment, data.proposal, clerk))
    await session.flush()
    session.add(_round(assessment, duty, clerk, None))
    await session.flush()
    return assessment


async def propose(
    session: WriteSession, assessment: Assessment, text: str, clerk: Clerk
) -> Assessment:
    """Record what is proposed now; the same text again changes nothing. It must be locked."""
    before = await repository.proposal(session, assessment.id, assessment.proposal)
    if before.sha256 == fingerprint(text):
        return assessment
    assessment.proposal += 1
    assessment.version += 1
    await session.flush()
    session.add(_proposal(assessment, text, clerk))
    await session.flush()
    return assessment


async def reassess(
    session: WriteSession, assessment: Assessment, reason: str, clerk: Clerk
) -> Assessment:
    """Go through the steps again, on the newest text and under today's law. It must be locked.

    Raises:
        NoDutyInForce: if no law binds that kind of body any more.
    """
    duty = law.in_force(assessment.acting_for, day_in_england(clerk.now))
    if duty is None:
        raise NoDutyInForce
    assessment.round += 1
    assessment.round_proposal = assessment.proposal
    assessment.engaged = None
    assessment.version += 1
    await session.flush()
    session.add(_round(assessment, duty, clerk, reason))
    await session.flush()
    return assessment


async def answer(
    session: WriteSession, assessment: Assessment, data: AnswerIn, clerk: Clerk
) -> Assessment:
    """Answer the next step; with the last one the outcome follows. It must be locked.

    Raises:
        AssessmentOutdated: if the proposal has changed since this round began.
        NotTheNextStep: if another question is to be answered now, or none.
        Invalid: if a kind of activity is none of the law's, or the post another body's.
    """
    if state(assessment) == "outdated":
        raise AssessmentOutdated
    [current, *_] = await repository.rounds(session, assessment.id)
    duty = Duty.model_validate(current.law)
    said = (await repository.answers(session, assessment.id)).get(current.round, [])
    given = [read_answer(row) for row in said]
    expected = steps.next_question(duty, given)
    if data.question != expected:
        raise NotTheNextStep(expected)
    check_kinds(duty, data)
    await check_post(session, assessment.body_id, data.post_id)
    row = StepAnswer(
        ics=assessment.ics,
        assessment_id=assessment.id,
        round=current.round,
        step=len(said) + 1,
        question=data.question,
        answer=data.model_dump(exclude={"question", "reason", "post_id"}),
        reason=data.reason,
        post_id=data.post_id,
        answered_at=clerk.now,
        answered_by=clerk.subject,
    )
    session.add(row)
    found = steps.outcome(duty, [*given, read_answer(row)])
    assessment.engaged = None if found is None else found.engaged
    assessment.version += 1
    await session.flush()
    return assessment


def read_answer(row: StepAnswer) -> steps.Answer:
    """Read an answer as it was kept."""
    match row.question:
        case "health_services":
            return steps.Services(row.answer["related"])
        case "kinds":
            return steps.Kinds(tuple(row.answer["codes"]))
        case _:
            return steps.Impact(row.answer["manner"], row.answer["range"])


def _proposal(assessment: Assessment, text: str, clerk: Clerk) -> Proposal:
    return Proposal(
        ics=assessment.ics,
        assessment_id=assessment.id,
        number=assessment.proposal,
        text=kept_form(text),
        sha256=fingerprint(text),
        recorded_at=clerk.now,
        recorded_by=clerk.subject,
    )


def _round(assessment: Assessment, duty: Duty, clerk: Clerk, reason: str | None) -> Round:
    return Round(
        ics=assessment.ics,
        assessment_id=assessment.id,
        round=assessment.round,
        proposal=assessment.proposal,
        law=duty.model_dump(mode="json"),
        reason=reason,
        begun_at=clerk.now,
        begun_by=clerk.subject,
    )
