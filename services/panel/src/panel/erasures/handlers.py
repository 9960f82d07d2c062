"""Acknowledgements in."""

from __future__ import annotations

from prometheus_client import Histogram

from common.db.engine import WriteSession
from common.db.tenancy import system_code
from common.events.envelope import Event
from common.events.erasures import ErasureAcknowledged
from panel.erasures import service

COMPLETED = Histogram(
    "gt_erasure_seconds",
    "Time from the asking for an erasure to the last service's having erased.",
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600),
)


async def on_acknowledged(event: Event[ErasureAcknowledged], session: WriteSession) -> None:
    """Note that a service erased; which one, the event's source says."""
    took = await service.acknowledge(
        session,
        system_code(event.ics),
        service=event.source.removeprefix("/"),
        erasure_id=event.data.erasure_id,
        erased=event.data.erased,
        at=event.time,
    )
    if took is not None:
        COMPLETED.observe(took.total_seconds())
