"""What a decision may rely on (rule 7): published by the library, and not withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.errors import FieldError
from common.events.governance import EvidenceCited
from governance.evidence import repository
from governance.evidence.errors import EvidenceRefused
from governance.evidence.models import Activity, Finding

_WHY = {
    None: "is not known here as published",
    "superseded": "was superseded; cite the version that replaces it",
    "withdrawn": "was withdrawn",
}


async def require_citable(
    session: WriteSession, cited: Mapping[str, EvidenceCited], *, on: date | None = None
) -> None:
    """Check versions of findings, and hold them so until the transaction ends.

    Args:
        cited: field of the request → the version that it names.
        on: the day, in England, of the decision that relies on them. What was superseded since may
            be cited if it was the current version on that day; what was withdrawn may not.

    Raises:
        EvidenceRefused: naming each that isn't published, or is superseded or withdrawn.
    """
    wanted = {(c.finding_id, c.version) for c in cited.values()}
    await repository.lock_findings(session, wanted)
    known = await repository.findings(session, wanted)
    wrong = []
    for field, citation in cited.items():
        found = known.get((citation.finding_id, citation.version))
        state = found.state if found else None
        past = found is not None and on is not None and _was_current(found, on)
        if state != "published" and not past:
            wrong.append(FieldError(field, _WHY[state]))
    if wrong:
        raise EvidenceRefused(tuple(wrong))


def _was_current(finding: Finding, on: date) -> bool:
    """Say whether a version that was superseded since was the current one on a day."""
    if finding.state != "superseded" or finding.published_at is None:
        return False
    if finding.superseded_at is None:
        return False
    first = day_in_england(finding.published_at)
    return first <= on <= day_in_england(finding.superseded_at)


async def newest_versions(session: ReadSession, ids: Collection[UUID]) -> dict[UUID, int]:
    """Give the newest published version of each of these findings that has one."""
    return await repository.newest_versions(session, ids)


async def require_known_activities(
    session: ReadSession, ids: Sequence[UUID], *, field: str = "body.activity_ids"
) -> None:
    """Check that the library registered these activities.

    Raises:
        EvidenceRefused: naming each that it didn't.
    """
    known = await repository.known_activities(session, ids)
    wrong = tuple(
        FieldError(f"{field}[{index}]", "is not known here as registered")
        for index, activity in enumerate(ids)
        if activity not in known
    )
    if wrong:
        raise EvidenceRefused(wrong)


async def activities_behind(session: ReadSession, cited: Sequence[EvidenceCited]) -> list[UUID]:
    """Give the activities that versions of findings came from, in a fixed order."""
    known = await repository.findings(session, {(c.finding_id, c.version) for c in cited})
    return sorted({activity for finding in known.values() for activity in finding.activity_ids})


async def activities(session: ReadSession, ids: Sequence[UUID]) -> list[Activity]:
    """Give what is known of activities, by id."""
    return await repository.activities(session, ids)


async def finding_page(
    session: ReadSession, request: PageRequest, state: str | None
) -> Page[Finding]:
    """List the versions of findings that are known."""
    return await repository.finding_page(session, request, state)


async def activity_page(session: ReadSession, request: PageRequest) -> Page[Activity]:
    """List the activities that are known."""
    return await repository.activity_page(session, request)


async def known_findings(
    session: ReadSession, cited: Sequence[EvidenceCited]
) -> dict[EvidenceCited, Finding]:
    """Give what is known of versions of findings that decisions rely on."""
    known = await repository.findings(session, {(c.finding_id, c.version) for c in cited})
    return {c: known[(c.finding_id, c.version)] for c in cited}


async def is_open(session: ReadSession, finding_id: UUID) -> bool:
    """Say whether some version of a finding is published for everybody."""
    return await repository.is_open(session, finding_id)
