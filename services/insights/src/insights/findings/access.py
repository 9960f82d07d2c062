"""Who may change a finding, and from which revision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.web.versions import check_version
from insights.audience import Reader
from insights.findings import repository
from insights.findings.errors import FindingNotFound, NotInThatState, NotYours
from insights.findings.lifecycle import State
from insights.findings.models import Finding


@dataclass(frozen=True)
class Act:
    """Who does something to a finding, in which system, when."""

    ics: SystemCode
    reader: Reader
    now: datetime

    @property
    def today(self) -> date:
        """The day in England on which it is done."""
        return day_in_england(self.now)


async def own(session: WriteSession, act: Act, finding_id: UUID, expected: int | None) -> Finding:
    """Give a finding that is the caller's own to change, locked.

    Raises:
        FindingNotFound, NotYours, PreconditionFailed: see `checked`.
    """
    locked = await repository.lock(session, {finding_id})
    return checked(locked.get(finding_id), act, expected)


async def draft_of(session: WriteSession, act: Act, finding_id: UUID) -> tuple[Finding, int]:
    """Give a finding of the caller's own, locked, and the number of its version in draft.

    Raises:
        FindingNotFound, NotYours: see `checked`.
        NotInThatState: if no version is in draft.
    """
    finding = await own(session, act, finding_id, None)
    if finding.pending_version is not None:
        version, state = finding.pending_version, finding.pending_state
    else:
        version, state = finding.version, finding.state
    if state != State.DRAFT:
        raise NotInThatState("given files", state or finding.state)
    return finding, version


def checked(finding: Finding | None, act: Act, expected: int | None) -> Finding:
    """Refuse what the caller may not see, then what isn't theirs, then what has changed.

    Raises:
        FindingNotFound: if there is none, or the caller may not know of it.
        NotYours: if it belongs to another organisation.
        PreconditionFailed: if its revision isn't the expected one.
    """
    if finding is None:
        raise FindingNotFound
    if not act.reader.owns(finding.organisation_id):
        seen = finding.published_version is not None and act.reader.may_see(
            finding.visibility, finding.organisation_id
        )
        raise NotYours if seen else FindingNotFound
    if expected is not None:
        check_version(finding.revision, expected)
    return finding
