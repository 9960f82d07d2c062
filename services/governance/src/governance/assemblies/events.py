"""What is told of assemblies: published words, and nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from common.db.engine import ReadSession
from common.events.corrections import AssemblyCorrected
from common.events.governance import (
    AssemblyAmended,
    AssemblyAnswered,
    AssemblyCancelled,
    AssemblyCommissioned,
    AssemblyReported,
    EvidenceCited,
    RecommendationAnswer,
    RecommendationMade,
)
from governance.assemblies.models import Assembly, Lottery, Recommendation
from governance.assemblies.models import RecommendationAnswer as Answer
from governance.assemblies.standing import Standing
from governance.bodies import service as bodies
from governance.redaction import without_names


async def commissioned(session: ReadSession, one: Assembly) -> AssemblyCommissioned:
    """Make the event of a commission."""
    said = await _commission(session, one)
    return AssemblyCommissioned(**said, commissioned_at=one.commissioned_at)


async def amended(session: ReadSession, one: Assembly, now: datetime) -> AssemblyAmended:
    """Make the event of an amended commission."""
    return AssemblyAmended(**await _commission(session, one), amended_at=now)


async def cancelled(
    session: ReadSession, one: Assembly, reason: str, now: datetime
) -> AssemblyCancelled:
    """Make the event of a cancelled commission."""
    told = without_names(reason, await names_of(session, one))
    return AssemblyCancelled(**await _about(session, one), reason=told, cancelled_at=now)


async def reported(
    session: ReadSession, one: Assembly, lottery: Lottery, made: Sequence[Recommendation]
) -> AssemblyReported:
    """Make the event of recommendations, those that are new."""
    names = await names_of(session, one)
    return AssemblyReported(
        **await _about(session, one),
        selection_id=lottery.selection_id,
        answer_due_on=one.answer_due_on,
        recommendations=[
            RecommendationMade(
                recommendation_id=each.id,
                number=each.number,
                text=without_names(each.text, names),
                evidence=_evidence(each.finding_id, each.finding_version),
            )
            for each in made
        ],
        reported_at=made[0].reported_at,
    )


async def answered(
    session: ReadSession,
    one: Assembly,
    lottery: Lottery,
    answers: Sequence[tuple[Standing, Answer, str]],
) -> AssemblyAnswered:
    """Make the event of answers that are published together.

    Args:
        answers: each with what it answers, and the reference of its decision.
    """
    names = await names_of(session, one)
    first = answers[0][1]
    return AssemblyAnswered(
        **await _about(session, one),
        publication_id=first.publication_id,
        receiving_body_name=(await bodies.get(session, one.receiving_body_id)).name,
        selection_id=lottery.selection_id,
        answers=[
            RecommendationAnswer(
                recommendation_id=made.id,
                number=made.number,
                text=without_names(made.text, names),
                answer=answer.answer,
                reason=without_names(answer.reason, names),
                decision_id=answer.decision_id,
                decision_reference=reference,
                evidence=_evidence(*made.finding),
            )
            for made, answer, reference in answers
        ],
        answered_at=first.answered_at,
    )


async def corrected(
    session: ReadSession,
    one: Assembly,
    lottery: Lottery,
    stands: Standing,
    answer: Answer | None,
    *,
    withheld: bool,
) -> AssemblyCorrected:
    """Make the event of a corrected recommendation.

    Args:
        answer: the one that stands.
        withheld: whether the decision of that answer is withheld by now, and so is not named.
    """
    names = await names_of(session, one)
    correction = stands.corrections[0]
    answered = {} if answer is None else {
        "answer": answer.answer,
        "answer_reason": without_names(answer.reason, names),
        "decision_id": None if withheld else answer.decision_id,
        "answered_at": answer.answered_at,
    }  # fmt: skip
    return AssemblyCorrected(
        **await _about(session, one),
        receiving_body_name=(await bodies.get(session, one.receiving_body_id)).name,
        selection_id=lottery.selection_id,
        answer_due_on=one.answer_due_on,
        correction_id=correction.id,
        recommendation=RecommendationMade(
            recommendation_id=stands.id,
            number=stands.number,
            text=without_names(stands.text, names),
            evidence=_evidence(*stands.finding),
        ),
        withdrawn=stands.withdrawn,
        reason=without_names(correction.reason, names),
        corrected_at=correction.corrected_at,
        **answered,
    )


async def names_of(session: ReadSession, one: Assembly) -> list[str]:
    """Name everybody known in the two bodies: what events must not carry."""
    ids: set[UUID] = {one.body_id, one.receiving_body_id}
    return [name for body_id in sorted(ids) for name in await bodies.holder_names(session, body_id)]


def _evidence(finding_id: UUID | None, version: int | None) -> EvidenceCited | None:
    if finding_id is None or version is None:
        return None
    return EvidenceCited(finding_id=finding_id, version=version)


async def _about(session: ReadSession, one: Assembly) -> dict[str, Any]:
    return {
        "assembly_id": one.id,
        "version": one.version,
        "title": without_names(one.title, await names_of(session, one)),
        "body_id": one.body_id,
        "body_name": (await bodies.get(session, one.body_id)).name,
    }


async def _commission(session: ReadSession, one: Assembly) -> dict[str, Any]:
    kept = ("kind", "receiving_body_id", "seats", "categories", "spectrum_level", "starts_on",
            "ends_on", "answer_due_on", "decision_id")  # fmt: skip
    return {
        **await _about(session, one),
        **{name: getattr(one, name) for name in kept},
        "question": without_names(one.question, await names_of(session, one)),
        "receiving_body_name": (await bodies.get(session, one.receiving_body_id)).name,
    }
