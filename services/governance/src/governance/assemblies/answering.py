"""What an assembly recommends, and what the receiving body answers to each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.events.governance import EvidenceCited
from common.messaging import outbox
from governance.assemblies import events, repository
from governance.assemblies.errors import AssemblyState
from governance.assemblies.models import Assembly, Lottery, Recommendation, RecommendationAnswer
from governance.assemblies.schemas import AnswerIn, RecommendationIn
from governance.assemblies.service import check_decision, refuse_personal_data
from governance.assemblies.standing import Standing, standing
from governance.decisions.service import Clerk
from governance.evidence import service as library
from governance.vocabularies.service import RECOMMENDATION_ANSWER, check_codes


async def report(
    session: WriteSession,
    one: Assembly,
    made: Sequence[RecommendationIn],
    clerk: Clerk,
    *,
    ids: NewId = new_id,
) -> list[Recommendation]:
    """Record recommendations after those that are there, and tell of them; the assembly must be
    locked.

    Raises:
        AssemblyState: if it is cancelled, or its panel was not drawn.
        EvidenceRefused: if a finding is not published, or withdrawn.
        Invalid: if the words bear personal data.
    """
    if one.state == "cancelled":
        raise AssemblyState("An assembly that was cancelled recommends nothing.")
    lottery = await _drawn(session, one)
    refuse_personal_data(
        [(f"body.recommendations[{at}].text", each.text) for at, each in enumerate(made)]
    )
    cited = {
        f"body.recommendations[{at}].finding_id": EvidenceCited(
            finding_id=each.finding_id, version=each.finding_version
        )
        for at, each in enumerate(made)
        if each.finding_id is not None and each.finding_version is not None
    }
    await library.require_citable(session, cited)
    last = await repository.last_number(session, one.id)
    rows = [
        Recommendation(
            ics=one.ics,
            id=ids(),
            assembly_id=one.id,
            number=number,
            reported_at=clerk.now,
            reported_by=clerk.subject,
            **each.model_dump(),
        )
        for number, each in enumerate(made, start=last + 1)
    ]
    session.add_all(rows)
    one.state = "reported"
    one.version += 1
    await session.flush()
    told = await events.reported(session, one, lottery, rows)
    await outbox.record(session, SystemCode(one.ics), told, now=clerk.now)
    return rows


async def answer(
    session: WriteSession,
    one: Assembly,
    said: Sequence[AnswerIn],
    clerk: Clerk,
    *,
    ids: NewId = new_id,
) -> list[RecommendationAnswer]:
    """Publish answers, all or some; a later answer to a recommendation replaces the earlier. The
    assembly must be locked.

    Raises:
        AssemblyState: if it has recommended nothing.
        DecisionNotFound: if this system has no such decision.
        Invalid: where a recommendation, a code or a decision does not fit, or the words bear
            personal data.
    """
    recorded = await repository.recommendations(session, one.id)
    made = {each.id: each for each in await standing(session, recorded) if not each.withdrawn}
    if not made:
        raise AssemblyState("There is no recommendation to answer. POST /recommendations first.")
    _check_named(said, made.keys())
    await check_codes(
        session,
        [
            (f"body.answers[{at}].answer", RECOMMENDATION_ANSWER, each.answer)
            for at, each in enumerate(said)
        ],
        on=day_in_england(clerk.now),
    )
    refuse_personal_data([(f"body.answers[{at}].reason", e.reason) for at, e in enumerate(said)])
    references = [
        await _reference(session, one, each, at, made[each.recommendation_id].made)
        for at, each in enumerate(said)
    ]
    publication_id = ids()
    rows = [
        RecommendationAnswer(
            ics=one.ics,
            id=ids(),
            publication_id=publication_id,
            answered_at=clerk.now,
            answered_by=clerk.subject,
            **each.model_dump(),
        )
        for each in said
    ]
    session.add_all(rows)
    one.version += 1
    await session.flush()
    lottery = await _drawn(session, one)
    whole = [
        (made[row.recommendation_id], row, reference)
        for row, reference in zip(rows, references, strict=True)
    ]
    told = await events.answered(session, one, lottery, whole)
    await outbox.record(session, SystemCode(one.ics), told, now=clerk.now)
    return rows


async def overdue(
    session: ReadSession, on: date, receiving_body_id: UUID | None = None
) -> list[tuple[Assembly, Standing]]:
    """List the recommendations that stand, and were not answered by the promised day."""
    owed = await repository.overdue(session, on, receiving_body_id)
    stand = await standing(session, [made for _, made in owed])
    return [(one, each) for (one, _), each in zip(owed, stand, strict=True) if not each.withdrawn]


def _check_named(said: Sequence[AnswerIn], known: Collection[UUID]) -> None:
    ids = [each.recommendation_id for each in said]
    wrong = [
        FieldError(f"body.answers[{at}].recommendation_id", "is no recommendation of this assembly")
        for at, one in enumerate(ids)
        if one not in known
    ]
    wrong += [
        FieldError(f"body.answers[{at}].recommendation_id", "is answered twice here")
        for at, one in enumerate(ids)
        if one in ids[:at]
    ]
    if wrong:
        raise Invalid("Answer each recommendation of this assembly once.", fields=tuple(wrong))


async def _reference(
    session: ReadSession, one: Assembly, said: AnswerIn, at: int, made: Recommendation
) -> str:
    field = f"body.answers[{at}].decision_id"
    recorded = await check_decision(
        session,
        said.decision_id,
        one.receiving_body_id,
        field,
        not_before=day_in_england(made.reported_at),
    )
    return recorded.decision.reference


async def _drawn(session: ReadSession, one: Assembly) -> Lottery:
    lottery = await repository.lottery(session, one.id)
    if lottery is None or lottery.state == "committed":
        raise AssemblyState(
            "Nobody was drawn for this assembly yet. The panel draws; what it says takes a few "
            "seconds to be known here."
        )
    return lottery
