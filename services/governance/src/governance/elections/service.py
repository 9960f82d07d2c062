"""Pre-election periods: loaded from a system's file, asked for by days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from governance.elections import repository
from governance.elections.models import PreElectionPeriod
from governance.elections.schemas import PeriodRecord


async def touching(session: ReadSession, first: date, last: date) -> list[PreElectionPeriod]:
    """List the periods that have a day from the first up to the last, oldest first."""
    return await repository.touching(session, first, last)


async def load(session: WriteSession, ics: SystemCode, records: Sequence[PeriodRecord]) -> int:
    """Write the periods of a system's file; safe to repeat. Gives their number."""
    for record in records:
        await repository.upsert(session, {"ics": ics, **record.model_dump()})
    return len(records)
