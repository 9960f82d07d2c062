"""Correcting a recommendation that was recorded wrongly: a new entry, with its reason.

Nothing that was published is changed. The latest correction stands, and all before it, with what
was recorded first, are read beside it.
"""

from __future__ import annotations

from uuid import UUID

from common.clock import NewId, new_id
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.errors import Invalid
from common.events.corrections import AssemblyCorrected
from common.events.governance import EvidenceCited
from common.messaging import outbox
from governance.assemblies import events, repository
from governance.assemblies.errors import AssemblyState, RecommendationNotFound
from governance.assemblies.models import Assembly, RecommendationCorrection
from governance.assemblies.schemas import CorrectionIn
from governance.assemblies.service import refuse_personal_data
from governance.assemblies.standing import Standing, standing
from governance.decisions import service as decisions
from governance.decisions.service import Clerk
from governance.evidence import service as library


async def correct(
    session: WriteSession,
    one: Assembly,
    recommendation_id: UUID,
    data: CorrectionIn,
    clerk: Clerk,
    *,
    ids: NewId = new_id,
) -> RecommendationCorrection:
    """Record a correction, and tell of it; the assembly must be locked.

    Raises:
        RecommendationNotFound: if the assembly has none with that id.
        EvidenceRefused: if a finding is not published, or withdrawn.
        Invalid: if it says what stands already, or the words bear personal data.
    """
    made = await repository.recommendations(session, one.id)
    before = {each.id: each for each in await standing(session, made)}.get(recommendation_id)
    if before is None:
        raise RecommendationNotFound
    _refuse_the_same(before, data)
    texts = [("body.reason", data.reason)]
    texts += [("body.text", data.text)] if data.text is not None else []
    refuse_personal_data(texts)
    if data.finding_id is not None and data.finding_version is not None:
        cited = EvidenceCited(finding_id=data.finding_id, version=data.finding_version)
        await library.require_citable(session, {"body.finding_id": cited})
    row = RecommendationCorrection(
        ics=one.ics,
        id=ids(),
        recommendation_id=recommendation_id,
        corrected_at=clerk.now,
        corrected_by=clerk.subject,
        **data.model_dump(),
    )
    session.add(row)
    one.version += 1
    await session.flush()
    after = Standing(before.made, [row, *before.corrections])
    told = await _told(session, one, after)
    await outbox.record(session, SystemCode(one.ics), told, now=clerk.now)
    return row


async def _told(session: WriteSession, one: Assembly, after: Standing) -> AssemblyCorrected:
    lottery = await repository.lottery(session, one.id)
    if lottery is None:
        raise AssemblyState("Nobody was drawn for this assembly.")
    answers = await repository.answers(session, [after.id])
    answer, withheld = (answers[0] if answers else None), False
    if answer is not None:
        withheld = (await decisions.get(session, answer.decision_id)).version.confidential
    return await events.corrected(session, one, lottery, after, answer, withheld=withheld)


def _refuse_the_same(before: Standing, data: CorrectionIn) -> None:
    stands = None if before.withdrawn else (before.text, *before.finding)
    said = None if data.text is None else (data.text, data.finding_id, data.finding_version)
    if said == stands:
        raise Invalid("This is what stands already. Send what the assembly recommended instead.")
