"""Noting what came before readers, in the transaction that shows it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.clock import new_id
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from insights.arrivals import repository
from insights.arrivals.models import ACTIVITY, FINDING, Arrival


async def of_finding(
    session: WriteSession, ics: SystemCode, finding_id: UUID, *, seen_from: datetime
) -> None:
    """Note that a version of a finding was published.

    Args:
        seen_from: when it may be seen first; whoever it matches is told then and not before.
    """
    await _note(session, ics, FINDING, finding_id, seen_from)


async def of_activity(
    session: WriteSession, ics: SystemCode, activity_id: UUID, *, now: datetime
) -> None:
    """Note that an activity was registered, or is another one than before."""
    await _note(session, ics, ACTIVITY, activity_id, now)


async def _note(
    session: WriteSession, ics: SystemCode, kind: str, subject_id: UUID, seen_from: datetime
) -> None:
    arrival = Arrival(
        ics=ics,
        id=new_id(),
        kind=kind,
        subject_id=subject_id,
        seen_from=seen_from,
        state="waiting",
        attempts=0,
        due_at=seen_from,
    )
    await repository.add(session, arrival)
