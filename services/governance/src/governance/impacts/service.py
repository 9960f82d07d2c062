"""Further assessments attached to a decision (rule 10): complete, reasoned, every version kept."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.bodies import service as bodies
from governance.decisions import service as decisions
from governance.decisions.service import Clerk
from governance.impacts import kinds, repository
from governance.impacts.errors import ImpactNotFound
from governance.impacts.kinds import Kind
from governance.impacts.models import ImpactAssessment
from governance.impacts.schemas import ImpactIn


@dataclass(frozen=True)
class Impacts:
    """What was assessed of a decision."""

    withheld: bool
    """The decision is withheld from the public."""
    current: list[ImpactAssessment]
    not_assessed: list[Kind]


async def of_decision(session: ReadSession, decision_id: UUID) -> Impacts:
    """Give the current assessments of a decision, and which kinds of its day are wanting.

    Raises:
        DecisionNotFound: if this system has none with that id.
    """
    recorded = await decisions.get(session, decision_id)
    current: dict[str, ImpactAssessment] = {}
    for row in await repository.of_decision(session, decision_id):
        current.setdefault(row.kind, row)
    wanted = kinds.on(recorded.decision.decided_on)
    return Impacts(
        recorded.version.confidential,
        list(current.values()),
        [kind for kind in wanted if kind.code not in current],
    )


async def versions(
    session: ReadSession, decision_id: UUID, kind: str
) -> tuple[bool, list[ImpactAssessment]]:
    """Give every version of an assessment, newest first, and whether the decision is withheld.

    Raises:
        ImpactNotFound: if the decision was not assessed in that way.
    """
    recorded = await decisions.get(session, decision_id)
    found = [row for row in await repository.of_decision(session, decision_id) if row.kind == kind]
    if not found:
        raise ImpactNotFound
    return recorded.version.confidential, found


async def assess(
    session: WriteSession, ics: SystemCode, decision_id: UUID, data: ImpactIn, clerk: Clerk
) -> ImpactAssessment:
    """Record an assessment of a decision, or its next version.

    Raises:
        DecisionNotFound: if this system has no such decision.
        Invalid: if the kind is none of its day, a field is wanting or none of the kind's, a new
            version comes without its reason, or the post is another body's.
    """
    decision = (await decisions.get_for_change(session, decision_id)).decision
    wanted = {kind.code: kind for kind in kinds.on(decision.decided_on)}
    if data.kind not in wanted:
        raise Invalid(
            "That kind of assessment is not asked for on the day of the decision.",
            fields=(FieldError("body.kind", "is no kind of assessment on that day"),),
        )
    kind = wanted[data.kind]
    _check_fields(kind, data)
    before = [
        row for row in await repository.of_decision(session, decision_id) if row.kind == kind.code
    ]
    if bool(before) != (data.reason is not None):
        raise Invalid(
            "A new version says why there is one; a first version has nothing to explain.",
            fields=(FieldError("body.reason", "goes with a new version, and only with it"),),
        )
    if data.post_id is not None:
        post = await bodies.get_post(session, data.post_id)
        if post.body_id != decision.body_id:
            raise Invalid(
                "The post belongs to another body.",
                fields=(FieldError("body.post_id", "is a post of another body"),),
            )
    row = ImpactAssessment(
        ics=ics,
        decision_id=decision_id,
        kind=kind.code,
        version=before[0].version + 1 if before else 1,
        definition=kind.model_dump(mode="json"),
        answers={code: answer.model_dump() for code, answer in data.answers.items()},
        reason=data.reason,
        post_id=data.post_id,
        recorded_at=clerk.now,
        recorded_by=clerk.subject,
    )
    session.add(row)
    await session.flush()
    return row


def _check_fields(kind: Kind, data: ImpactIn) -> None:
    asked = [field.code for field in kind.fields]
    wrong = [FieldError(f"body.answers.{code}", "has to be answered, with its reason")
             for code in asked if code not in data.answers]  # fmt: skip
    if set(data.answers) - set(asked):
        wrong.append(FieldError("body.answers", "has fields that this kind does not ask for"))
    if wrong:
        raise Invalid("Answer every field that the kind asks for.", fields=tuple(wrong))
