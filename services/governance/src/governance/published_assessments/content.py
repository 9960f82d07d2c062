"""What is published of an assessment: its words, and no account of who wrote them."""

from __future__ import annotations

from common.clock import day_in_england
from governance.decisions.service import Recorded
from governance.duty import law, steps, wording
from governance.duty.law import Duty
from governance.duty.models import Limit
from governance.duty.service import Whole, read_answer
from governance.impacts.kinds import Kind
from governance.impacts.models import ImpactAssessment
from governance.published_assessments.schemas import (
    ChangeShown,
    Content,
    Judged,
    LawShown,
    LimitShown,
)


def of_duty(one: Whole) -> Content:
    """Write the newest round of an assessment of the duty to involve; it must be complete."""
    row = one.rounds[0]
    duty = Duty.model_validate(row.law)
    said = one.answers[row.round]
    answers = [read_answer(each) for each in said]
    found = steps.outcome(duty, answers)
    begun_on = day_in_england(row.begun_at)
    return Content(
        name="Duty to involve",
        title=one.assessment.title,
        number=row.round,
        judged_on=day_in_england(said[-1].answered_at),
        again_because=row.reason,
        law=LawShown(
            words=f"Section {duty.section} of the {duty.act}",
            source=duty.source,
            on=begun_on,
            valid_from=duty.valid_from,
            valid_to=duty.valid_to,
        ),
        judged=[
            Judged(
                asked=wording.asked(duty, answer.question),
                answer=wording.told(answer),
                reason=each.reason,
            )
            for answer, each in zip(answers, said, strict=True)
        ],
        engaged=None if found is None else found.engaged,
        explanation=None if found is None else wording.explained(duty, answers, found),
        proposal_sha256=next(p.sha256 for p in one.proposals if p.number == row.proposal),
        limits=[
            LimitShown(
                ground=_ground(each),
                reason=each.reason,
                review_on=each.review_on,
            )
            for each in one.limits
            if each.round == row.round
        ],
        temporary_changes=[
            ChangeShown(
                what=change.what,
                back_on=change.back_on,
                how=came.how if came else None,
                reason=came.reason if came else None,
            )
            for change, came in one.temporary_changes
        ],
    )


def of_impact(row: ImpactAssessment, recorded: Recorded) -> Content:
    """Write one version of a further assessment of a decision."""
    kind = Kind.model_validate(row.definition)
    return Content(
        name=kind.name,
        title=recorded.version.title,
        number=row.version,
        judged_on=day_in_england(row.recorded_at),
        again_because=row.reason,
        law=LawShown(
            words=kind.law,
            source=kind.source,
            on=recorded.decision.decided_on,
            valid_from=kind.valid_from,
            valid_to=kind.valid_to,
        ),
        judged=[
            Judged(
                asked=field.asks,
                answer=row.answers[field.code]["effect"],
                reason=row.answers[field.code]["reason"],
            )
            for field in kind.fields
        ],
        engaged=None,
        explanation=None,
        proposal_sha256=None,
        limits=[],
        temporary_changes=[],
    )


def _ground(limit: Limit) -> str:
    known = law.grounds(day_in_england(limit.recorded_at))
    return next(one.words for one in known if one.code == limit.ground)


def texts(content: Content) -> list[tuple[str, str]]:
    """Give what people wrote in it, each with where it stands."""
    found = [("title", content.title), ("again_because", content.again_because or "")]
    for at, one in enumerate(content.judged):
        found += [(f"judged[{at}].answer", one.answer), (f"judged[{at}].reason", one.reason)]
    found += [(f"limits[{at}].reason", one.reason) for at, one in enumerate(content.limits)]
    for at, change in enumerate(content.temporary_changes):
        found += [
            (f"temporary_changes[{at}].what", change.what),
            (f"temporary_changes[{at}].reason", change.reason or ""),
        ]
    return found
