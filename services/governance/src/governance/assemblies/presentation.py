"""Assemblies as the API shows them: to staff and, the same, to everybody."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from governance.assemblies import repository
from governance.assemblies.models import Assembly, RecommendationAnswer
from governance.assemblies.schemas import (
    AnswerOut,
    AssemblyFields,
    AssemblyOut,
    CorrectionOut,
    LotteryOut,
    RecommendationOut,
)
from governance.assemblies.standing import standing
from governance.bodies import service as bodies
from governance.decisions import service as decisions


async def shown(session: ReadSession, one: Assembly, today: date) -> AssemblyOut:
    """Show an assembly. A decision that is withheld by now is not named."""
    lottery = await repository.lottery(session, one.id)
    _, reference = await _open(session, one.decision_id)
    own = ("id", "body_id", "state", "cancelled_reason", "commissioned_at", "version")
    return AssemblyOut(
        **{name: getattr(one, name) for name in (*AssemblyFields.model_fields, *own)},
        body_name=(await bodies.get(session, one.body_id)).name,
        receiving_body_name=(await bodies.get(session, one.receiving_body_id)).name,
        decision_id=one.decision_id if reference else None,
        decision_reference=reference,
        lottery=None if lottery is None else LotteryOut.model_validate(lottery),
        recommendations=await _recommendations(session, one, today),
    )


async def _recommendations(
    session: ReadSession, one: Assembly, today: date
) -> list[RecommendationOut]:
    made = await standing(session, await repository.recommendations(session, one.id))
    answers: dict[UUID, list[AnswerOut]] = defaultdict(list)
    for row in await repository.answers(session, [each.id for each in made]):
        answers[row.recommendation_id].append(await _answer(session, row))
    return [
        RecommendationOut(
            **{name: getattr(each.made, name) for name in ("id", "number", "reported_at")},
            text=each.text,
            withdrawn=each.withdrawn,
            recorded_text=each.made.text,
            corrections=[CorrectionOut.model_validate(row) for row in each.corrections],
            finding_id=each.finding[0],
            finding_version=each.finding[1],
            overdue=not (answers[each.id] or each.withdrawn) and one.answer_due_on < today,
            answers=answers[each.id],
        )
        for each in made
    ]


async def _answer(session: ReadSession, row: RecommendationAnswer) -> AnswerOut:
    decision_id, reference = await _open(session, row.decision_id)
    return AnswerOut(
        answer=row.answer,
        reason=row.reason,
        decision_id=decision_id,
        decision_reference=reference,
        answered_at=row.answered_at,
    )


async def _open(
    session: ReadSession, decision_id: UUID | None
) -> tuple[UUID, str] | tuple[None, None]:
    """Give id and reference of a decision that everybody may read."""
    if decision_id is None:
        return None, None
    recorded = await decisions.get(session, decision_id)
    if recorded.version.confidential:
        return None, None
    return decision_id, recorded.decision.reference
