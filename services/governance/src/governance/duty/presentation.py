"""How assessments are shown."""

from __future__ import annotations

from governance.duty import steps, wording
from governance.duty.attachments import Rest
from governance.duty.law import Duty
from governance.duty.models import Round
from governance.duty.schemas import (
    AssessmentOut,
    DecisionDutyOut,
    LimitOut,
    ProposalOut,
    QuestionOut,
    RoundOut,
    StepOut,
    TemporaryChangeOut,
)
from governance.duty.service import Whole, read_answer, state


def shown(one: Whole) -> AssessmentOut:
    """Give an assessment as the API shows it."""
    assessment = one.assessment
    rounds = [_round(one, each) for each in one.rounds]
    newest = rounds[0]
    now = state(assessment)
    return AssessmentOut(
        id=assessment.id,
        body_id=assessment.body_id,
        title=assessment.title,
        acting_for=assessment.acting_for,
        meeting_id=assessment.meeting_id,
        item_id=assessment.item_id,
        state=now,
        engaged=assessment.engaged,
        explanation=newest.explanation,
        next_question=_next(one, newest.law) if now == "open" else None,
        law=newest.law,
        rounds=rounds,
        proposals=[ProposalOut.model_validate(text) for text in one.proposals],
        limits=[LimitOut.model_validate(each) for each in one.limits],
        temporary_changes=[
            TemporaryChangeOut(
                id=change.id,
                round=change.round,
                what=change.what,
                back_on=change.back_on,
                recorded_at=change.recorded_at,
                how=came.how if came else None,
                returned_reason=came.reason if came else None,
                returned_at=came.recorded_at if came else None,
            )
            for change, came in one.temporary_changes
        ],
        decision_ids=list(one.decision_ids),
        version=assessment.version,
        created_at=assessment.created_at,
    )


def for_assurance(one: AssessmentOut) -> AssessmentOut:
    """Give an assessment to those who give assurance of the record and do not keep it."""
    rounds = [
        each.model_copy(
            update={
                "answers": [said.model_copy(update={"answered_by": None}) for said in each.answers]
            }
        )
        for each in one.rounds
    ]
    proposals = [each.model_copy(update={"text": None}) for each in one.proposals]
    return one.model_copy(update={"rounds": rounds, "proposals": proposals})


def of_decision(rest: Rest, *, withheld_too: bool) -> DecisionDutyOut:
    """Give what a decision rests on.

    Args:
        withheld_too: the caller may read what is withheld from the public, and who answered.
    """
    assessment = rest.whole.assessment
    row = next(one for one in rest.whole.rounds if one.round == rest.link.round)
    found = _round(rest.whole, row)
    if not withheld_too:
        hidden: dict[str, object] = {"answered_by": None}
        if rest.withheld:
            hidden["reason"] = None
        answers = [one.model_copy(update=hidden) for one in found.answers]
        found = found.model_copy(update={"answers": answers, "reason": None})
    return DecisionDutyOut(
        decision_id=rest.link.decision_id,
        assessment_id=assessment.id,
        linked_at=rest.link.linked_at,
        outdated=row.proposal != assessment.proposal,
        round=found,
    )


def _round(one: Whole, row: Round) -> RoundOut:
    duty = Duty.model_validate(row.law)
    said = one.answers.get(row.round, [])
    answers = [read_answer(each) for each in said]
    found = steps.outcome(duty, answers)
    return RoundOut(
        round=row.round,
        proposal=row.proposal,
        sha256=next(text.sha256 for text in one.proposals if text.number == row.proposal),
        law=duty,
        reason=row.reason,
        begun_at=row.begun_at,
        answers=[StepOut.model_validate(each) for each in said],
        engaged=found.engaged if found else None,
        explanation=wording.explained(duty, answers, found) if found else None,
    )


def _next(one: Whole, duty: Duty) -> QuestionOut | None:
    said = one.answers.get(one.assessment.round, [])
    question = steps.next_question(duty, [read_answer(each) for each in said])
    if question is None:
        return None
    return QuestionOut(
        question=question,
        words=wording.asked(duty, question),
        codes=list(duty.engaged_by) if question == "kinds" else [],
    )
