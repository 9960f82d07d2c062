"""Having Postgres forget the keys of surveys that have closed, by the worker.

A row that was changed or deleted stays on its page until Postgres vacuums the table, and its bytes
may stay after that. So the row of a key that was taken out is kept, empty, until the table was
vacuumed with no old version left, and written anew to another file.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from common.db.engine import Database
from common.db.systems import SomeFailed, in_each
from common.db.tenancy import SystemCode
from panel.ballots import repository
from panel.systems import service as systems


async def wipe_spent_keys(database: Database) -> None:
    """Wipe the keys that were taken out. Where a transaction from before may still read one, or
    the table is held, that is left to the next time.

    Raises:
        MayNotRewriteKeys
        SomeFailed: if some systems could not be read or written, once all others are done.
    """
    async with database.reading(None) as reading:
        codes = await systems.system_codes(reading)
    spent: dict[SystemCode, Sequence[UUID]] = {}

    async def look(ics: SystemCode) -> None:
        async with database.reading(ics) as reading:
            spent[ics] = await repository.spent(reading, ics)

    async def forget(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            await repository.forget_spent(session, ics, spent[ics])

    unread: SomeFailed | None = None
    try:
        await in_each(codes, look)
    except SomeFailed as failed:
        unread = failed
    if any(spent.values()) and await repository.rewrite_keys(database):
        await in_each(spent, forget)
    if unread is not None:
        raise unread
