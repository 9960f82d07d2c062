"""The worker of a service: relay, consumer and periodic jobs in one process.

Each service's ``worker.py`` is its composition root::

    def main() -> None:
        asyncio.run(run_worker(load_settings(PanelSettings), SUBSCRIPTIONS, PERIODIC))
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from common.db.engine import Database
from common.messaging.subscriptions import Subscriptions
from common.settings import ServiceSettings

Job = Callable[[Database], Awaitable[None]]


@dataclass(frozen=True)
class Periodic:
    """A job that runs at the start and then at an interval, in one worker at a time.

    A failure is logged and counted, and the job is tried again at the next interval.
    """

    name: str
    every: timedelta
    job: Job


async def run_worker(
    settings: ServiceSettings,
    subscriptions: Subscriptions | None,
    periodic: Sequence[Periodic] = (),
    on_start: Job | None = None,
) -> None:
    """Run a service's worker until SIGTERM or SIGINT.

    Args:
        subscriptions: what the service consumes; None if it consumes nothing.
        periodic: the service's own jobs, besides the upkeep that every worker does.
        on_start: is awaited with the database before anything else runs.

    Raises:
        SystemExit: with status 1 and a clear line where a part has failed for good.
    """
