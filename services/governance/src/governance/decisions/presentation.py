"""How a decision is shown: to the public without what is withheld."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from common.clock import day_in_england, utc_now
from common.db.engine import ReadSession
from governance.bodies import naming
from governance.decisions import standing
from governance.decisions.schemas import DecisionOut, EvidenceOut, Part, StandingOut
from governance.decisions.service import Recorded
from governance.evidence import service as library
from governance.evidence.models import Finding


async def shown(
    session: ReadSession, recorded: Sequence[Recorded], *, withheld_too: bool
) -> list[DecisionOut]:
    """Give decisions as the API shows them.

    Args:
        withheld_too: the caller may read what is withheld from the public.
    """
    cited = [citation for one in recorded for citation in one.evidence]
    known = await library.known_findings(session, cited)
    replaced = {by for one in known.values() if (by := one.superseded_by) is not None}
    newest = await library.newest_versions(session, replaced)
    called = await _names(session, recorded)
    today = day_in_england(utc_now())
    shown = []
    for one in recorded:
        evidence = [
            EvidenceOut(
                finding_id=citation.finding_id,
                version=citation.version,
                title=known[citation].title
                if withheld_too or _is_public(known[citation])
                else None,
                state=known[citation].state,
                superseded_at=known[citation].superseded_at,
                superseded_by=known[citation].superseded_by,
                superseded_by_version=_newest(newest, known[citation].superseded_by),
            )
            for citation in one.evidence
        ]
        out = _whole(one, evidence, called[one.decision.body_id], today)
        hidden = out.confidential and not withheld_too
        shown.append(_withheld(out) if hidden else out)
    return shown


def _newest(newest: dict[UUID, int], finding_id: UUID | None) -> int | None:
    return None if finding_id is None else newest.get(finding_id)


def _is_public(finding: Finding) -> bool:
    """Say whether everybody may read a finding's words: the library would show them."""
    return finding.visibility == "public" and finding.state != "withdrawn"


async def _names(session: ReadSession, recorded: Sequence[Recorded]) -> dict[UUID, str]:
    ids = {one.decision.body_id for one in recorded}
    return {body_id: (await naming.named(session, body_id)).name for body_id in ids}


def _whole(
    one: Recorded, evidence: list[EvidenceOut], body_name: str, today: date
) -> DecisionOut:  # fmt: skip
    decision, version = one.decision, one.version
    stands = standing.course_of(
        decision.decided_on,
        version.effective_on,
        version.review_on,
        one.course,
        body_name=body_name,
    )
    return DecisionOut(
        id=decision.id,
        reference=decision.reference,
        version=version.version,
        body_id=decision.body_id,
        meeting_id=decision.meeting_id,
        item_id=decision.item_id,
        decided_on=decision.decided_on,
        title=version.title,
        outcome=version.outcome,
        kind_of_activity=version.kind_of_activity,
        parts=[Part.model_validate(part) for part in version.parts],
        involvement_statement=version.involvement_statement,
        evidence=evidence,
        activity_ids=version.activity_ids,
        not_done=version.not_done,
        mover=version.mover,
        seconder=version.seconder,
        effective_on=version.effective_on,
        review_on=version.review_on,
        confidential=version.confidential,
        withheld_reason=version.withheld_reason,
        reason=version.reason,
        source=decision.source,
        recorded_at=version.recorded_at,
        standing=StandingOut.model_validate(standing.on(stands, today)),
        standing_from=[StandingOut.model_validate(each) for each in stands],
        course=None if version.course is None else one.course,
    )


def _withheld(out: DecisionOut) -> DecisionOut:
    """Leave out every word of a decision; that there is one, and why it is withheld, stays."""
    return out.model_copy(
        update={
            "item_id": None,
            "title": None,
            "parts": [],
            "involvement_statement": None,
            "evidence": [],
            "activity_ids": [],
            "not_done": None,
            "mover": None,
            "seconder": None,
            "reason": None,
            "source": None,
            "course": None,
        }
    )
