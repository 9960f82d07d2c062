"""The worker of the insights library. Run: ``python -m insights.worker``."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

from common.clock import utc_now
from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.messaging.worker import Periodic, run_worker
from common.settings import load_settings
from insights.files import service as files
from insights.files.storage import open_store
from insights.files.upkeep import destroy_orphans
from insights.settings import InsightsSettings
from insights.stories.leaving import expire_ended
from insights.subscriptions import SUBSCRIPTIONS

EXPIRE_EVERY = timedelta(minutes=5)
"""From midnight on nobody is given what has ended; its words are deleted this much later."""
ORPHANS_EVERY = timedelta(minutes=30)


def periodic_jobs(settings: InsightsSettings) -> list[Periodic]:
    """List what the worker does again and again."""
    store = open_store(settings)

    async def destroy(ics: SystemCode, ids: list[UUID]) -> None:
        await files.destroy(store, ics, ids)

    async def end_stories(database: Database) -> None:
        await expire_ended(database, destroy, now=utc_now())

    async def tidy_files(database: Database) -> None:
        await destroy_orphans(database, store, now=utc_now())

    return [
        Periodic("delete stories whose consent has ended", EXPIRE_EVERY, end_stories),
        Periodic("destroy bytes that belong to no file", ORPHANS_EVERY, tidy_files),
    ]


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    settings = load_settings(InsightsSettings)
    asyncio.run(run_worker(settings, SUBSCRIPTIONS, periodic_jobs(settings)))


if __name__ == "__main__":
    main()
