"""Counting what is outstanding, for those who run the system."""

from __future__ import annotations

from prometheus_client import Gauge

from common.clock import Clock, utc_now
from common.db.engine import Database
from panel.erasures import repository
from panel.systems import service as systems

OUTSTANDING = Gauge("gt_erasures_outstanding", "Erasures that some service has not acknowledged.")
OVERDUE = Gauge("gt_erasures_overdue", "Outstanding erasures that are past their time.")


async def count_outstanding(database: Database, *, clock: Clock = utc_now) -> None:
    """Set the gauges to what is outstanding and overdue in all systems together."""
    async with database.reading(None) as session:
        codes = await systems.system_codes(session)
    outstanding = overdue = 0
    for ics in codes:
        async with database.reading(ics) as session:
            here, late = await repository.count_outstanding(session, ics, clock())
        outstanding, overdue = outstanding + here, overdue + late
    OUTSTANDING.set(outstanding)
    OVERDUE.set(overdue)
