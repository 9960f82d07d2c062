"""How a decision is shown: to the public without what is withheld."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from common.db.engine import ReadSession
from governance.decisions.schemas import DecisionOut, EvidenceOut, Part
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
        out = _whole(one, evidence)
        hidden = out.confidential and not withheld_too
        shown.append(_withheld(out) if hidden else out)
    return shown


def _newest(newest: dict[UUID, int], finding_id: UUID | None) -> int | None:
    return None if finding_id is None else newest.get(finding_id)


def _is_public(finding: Finding) -> bool:
    """Say whether everybody may read a finding's words: the library would show them."""
    return finding.visibility == "public" and finding.state != "withdrawn"


def _whole(one: Recorded, evidence: list[EvidenceOut]) -> DecisionOut:
    decision, version = one.decision, one.version
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
        }
    )
