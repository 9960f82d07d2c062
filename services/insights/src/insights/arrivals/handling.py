"""Telling whom an arrival concerns: those whose saved search it matches, and leads nearby.

What an arrival leads to is written in the transaction that takes the arrival away, and each thing
that is written has a key of its own, so it happens once, even where two workers hold one arrival.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from common.clock import Clock, utc_now
from common.db import due
from common.db.engine import Database
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.observability.logging import get_logger
from insights.activities import overlaps
from insights.arrivals import repository
from insights.arrivals.models import ACTIVITY, FINDING, Arrival
from insights.saved_searches import matching

ROUND = 100
LEASE = timedelta(minutes=5)
"""How long a worker that took arrivals has; then another may take them."""
MAX_ATTEMPTS = 8

_log = get_logger(__name__)


@dataclass(frozen=True)
class Usher:
    """Handles arrivals: a job of the worker."""

    clock: Clock = utc_now

    async def handle_due(self, database: Database) -> None:
        """Handle all that is due, in every system."""
        async with database.reading(None) as session:
            waiting = await repository.systems(session)

        async def handle(ics: SystemCode) -> None:
            handled = ROUND
            while handled == ROUND:
                handled = await self._round(database, ics)

        await in_each(waiting, handle)

    async def _round(self, database: Database, ics: SystemCode) -> int:
        async with database.transaction(ics) as session:
            now = self.clock()
            taken = await repository.take(session, ics, now=now, lease=LEASE, limit=ROUND)
        if taken and not await self._handled(database, ics, taken):
            for arrival in taken:  # one of them cannot be handled: the others must not wait for it
                await self._handled(database, ics, [arrival])
        return len(taken)

    async def _handled(
        self, database: Database, ics: SystemCode, arrivals: Sequence[Arrival]
    ) -> bool:
        try:
            async with database.transaction(ics) as session:
                now = self.clock()
                findings = [one for one in arrivals if one.kind == FINDING]
                seen_from = {one.subject_id: one.seen_from for one in findings}
                await matching.match(session, ics, seen_from, now=now)
                for one in arrivals:
                    if one.kind == ACTIVITY:
                        await overlaps.tell_leads(session, ics, one.subject_id, now=now)
                await repository.remove(session, [one.id for one in arrivals])
        except Exception as error:
            if len(arrivals) == 1:
                await self._put_back(database, ics, arrivals[0], type(error).__name__)
            return False
        return True

    async def _put_back(
        self, database: Database, ics: SystemCode, arrival: Arrival, why: str
    ) -> None:
        _log.warning("arrival not handled", arrival_id=arrival.id, why=why)
        async with database.transaction(ics) as session:
            if arrival.attempts >= MAX_ATTEMPTS:
                await repository.give_up(session, arrival.id, why)
                return
            due_at = self.clock() + due.pause(arrival.attempts)
            await repository.try_later(session, ics, arrival.id, due_at=due_at, why=why)
