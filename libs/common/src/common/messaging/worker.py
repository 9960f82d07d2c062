"""The worker of a service: relay, consumer and periodic jobs in one process.

Each service's ``worker.py`` is its composition root::

    def main() -> None:
        asyncio.run(run_worker(load_settings(PanelSettings), SUBSCRIPTIONS, PERIODIC))
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from importlib import import_module
from typing import Any, NoReturn

from common.db.engine import Database
from common.messaging import housekeeping
from common.messaging.adapters import open_event_log
from common.messaging.consumer import Consumer
from common.messaging.errors import MessagingError
from common.messaging.health import Check, HealthServer
from common.messaging.job_locks import JobLocks
from common.messaging.log import EventLog
from common.messaging.metrics import JOB_FAILURES, JOB_RUNS
from common.messaging.relay import Relay
from common.messaging.subscriptions import Subscriptions
from common.observability.logging import configure, get_logger
from common.settings import ServiceSettings

Job = Callable[[Database], Awaitable[None]]

KEPT_CONNECTIONS = 3
"""For the locks, the consumer and one job: jobs begin all at once when the worker starts, and then
seldom meet."""
READY_LAG = 60.0
"""Seconds that events may wait in the outbox before the worker says that it is not ready."""

log = get_logger()


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
        SystemExit: with status 1 and a clear line where a part has failed for good, with status 78
            where a setting is missing.
    """
    configure(settings, f"{settings.service}-worker")
    relay_url = settings.relay_database_url
    if relay_url is None or not relay_url.get_secret_value():
        _give_up(settings.service, "GT_RELAY_DATABASE_URL: a worker needs it", status=78)
    database = Database(
        settings.database_url.get_secret_value(),
        schema=settings.service,
        # One for the locks of jobs, one for the consumer, beside those that jobs work on.
        pool_size=settings.database_pool + 2,
        kept=KEPT_CONNECTIONS,
    )
    locks = JobLocks(database)
    try:
        if on_start is not None:
            await on_start(database)
        event_log = open_event_log(settings)
        relay = Relay(relay_url.get_secret_value(), settings.service, event_log)
        parts = _parts(settings, relay, event_log, database, locks)
        for job in periodic:
            parts[f"job {job.name}"] = run_periodically(job, database, locks)
        if subscriptions is not None and subscriptions.topics:
            parts["consumer"] = Consumer(subscriptions, event_log, database).run()
        log.info("worker started", parts=sorted(parts))
        await run_until_stopped(parts)
        log.info("worker stopped")
    except PartFailed as failure:
        _give_up(settings.service, str(failure))
    finally:
        await locks.close()
        await database.dispose()


class PartFailed(Exception):
    """A part of the worker ended; the message names it and says why."""


async def run_until_stopped(parts: dict[str, Coroutine[Any, Any, None]]) -> None:
    """Run parts side by side until SIGTERM, SIGINT, or the end of any.

    Raises:
        PartFailed: if a part ended before it was asked to.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    tasks = {asyncio.create_task(part, name=name) for name, part in parts.items()}
    stop = asyncio.create_task(stopping.wait())
    try:
        done, _ = await asyncio.wait({*tasks, stop}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (*tasks, stop):
            task.cancel()
        await asyncio.gather(*tasks, stop, return_exceptions=True)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
    for task in tasks & done:
        raise PartFailed(f"{task.get_name()}: {_told(task)}") from task.exception()


def _parts(
    settings: ServiceSettings,
    relay: Relay,
    event_log: EventLog,
    database: Database,
    locks: JobLocks,
) -> dict[str, Coroutine[Any, Any, None]]:
    """Give what every worker runs: the relay, the upkeep of its schema, health and metrics."""

    async def tidy(_: Database) -> None:
        await housekeeping.tidy(relay.url, settings.service)
        await event_log.trim(housekeeping.KEEP_LOG)

    upkeep = Periodic("housekeeping", housekeeping.EVERY, tidy)
    parts = {"relay": relay.run(), f"job {upkeep.name}": run_periodically(upkeep, database, locks)}
    if settings.metrics_port is not None:
        checks: dict[str, Check] = {
            "database": database.ping,
            "migrations": partial(_check_revision, database, settings.service),
            "event_log": event_log.ping,
            "relay_lag": partial(_check_lag, relay),
        }
        parts["health"] = HealthServer(checks).run(settings.host, settings.metrics_port)
    return parts


async def run_periodically(job: Periodic, database: Database, locks: JobLocks) -> None:
    """Run a job now and then at its interval, unless another worker is at it; until cancelled."""
    while True:
        try:
            async with locks.held(job.name) as ours:
                if ours:
                    await job.job(database)
                    JOB_RUNS.labels(job.name).inc()
        except Exception:
            JOB_FAILURES.labels(job.name).inc()
            log.exception("periodic job failed", job=job.name)
        await asyncio.sleep(job.every.total_seconds())


async def _check_revision(database: Database, service: str) -> None:
    needed: str = import_module(service).SCHEMA_REVISION
    if await database.revision() != needed:
        raise RuntimeError(f"the schema is not at {needed}")


async def _check_lag(relay: Relay) -> None:
    if relay.lag() > READY_LAG:
        raise RuntimeError("the relay lags behind")


def _told(task: asyncio.Task[None]) -> str:
    error = task.exception()
    if error is None:
        return "ended by itself"
    if isinstance(error, MessagingError):
        return str(error)
    log.error("part failed", part=task.get_name(), exc_info=error)
    return type(error).__name__


def _give_up(service: str, reason: str, *, status: int = 1) -> NoReturn:
    sys.stderr.write(f"{service} worker ends: {reason}\n")
    raise SystemExit(status)
