"""What of the things that findings name by id a reader may know of today.

A finding is often for more people than each of the activities that it came from, or than the
finding that stands in for it. To those who may not see these, not even their ids are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common.db.engine import ReadSession
from insights.activities import service as activities
from insights.audience import Reader
from insights.findings import repository
from insights.findings.models import Finding


@dataclass(frozen=True)
class Known:
    """Ids of the activities and of the findings that a reader may know of, of those asked for."""

    activities: frozenset[UUID]
    findings: frozenset[UUID] = frozenset()

    def successor(self, finding: Finding) -> UUID | None:
        """Give the finding that stands in for one, if the reader may know of it."""
        return finding.superseded_by if finding.superseded_by in self.findings else None


async def known_of_findings(
    session: ReadSession, reader: Reader, findings: Sequence[Finding]
) -> Known:
    """Give what the reader may know of that findings, as they are in force, name."""
    known = await known_of_contents(session, reader, [one.content for one in findings])
    successors = {one.superseded_by for one in findings if one.superseded_by is not None}
    found = await repository.readable_ids(session, successors, reader)
    return Known(known.activities, frozenset(found))


async def known_of_contents(
    session: ReadSession, reader: Reader, stored: Iterable[dict[str, Any]]
) -> Known:
    """Give what the reader may know of that contents, as they are stored, name."""
    named = {UUID(str(one)) for content in stored for one in content.get("activity_ids", [])}
    return Known(frozenset(await activities.visible_ids(session, named, reader)))
