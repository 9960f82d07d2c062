"""Destroying bytes that belong to no file: of uploads that came to nothing, of what was removed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

from common.db.engine import Database, ReadSession
from common.observability.logging import get_logger
from insights.files import repository
from insights.files.storage.port import FileStore, parts_of

GRACE = timedelta(hours=1)
"""Longer than any transaction that stores a file may take: what is younger may still be in one."""
_AT_ONCE = 500

Present = Callable[[ReadSession, Collection[UUID]], Awaitable[set[UUID]]]
"""Gives those of some ids whose bytes must be kept."""

log = get_logger(__name__)


async def destroy_orphans(
    database: Database, store: FileStore, *others: Present, now: datetime
) -> int:
    """Destroy what is in the store and in no system's files; give how many.

    Args:
        others: who else keeps bytes in the store.
    """
    keepers = (repository.present, *others)
    destroyed = 0
    batch: list[str] = []
    async for name in store.older_than(now - GRACE):
        batch.append(name)
        if len(batch) == _AT_ONCE:
            destroyed += await _destroy(database, store, batch, keepers)
            batch = []
    destroyed += await _destroy(database, store, batch, keepers)
    if destroyed:
        log.info("destroyed bytes that belong to no file", number=destroyed)
    return destroyed


async def _destroy(
    database: Database, store: FileStore, names: list[str], keepers: Collection[Present]
) -> int:
    orphans = [name for name in names if parts_of(name) is None]
    known = [parts for name in names if (parts := parts_of(name)) is not None]
    for ics in {parts[0] for parts in known}:
        ids = {file_id for system, file_id in known if system == ics}
        async with database.reading(ics) as session:
            for present in keepers:
                ids -= await present(session, ids)
        orphans += [f"{ics}/{i}" for i in ids]
    for name in orphans:
        await store.delete(name)
    return len(orphans)
