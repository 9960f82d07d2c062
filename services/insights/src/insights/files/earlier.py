"""Files from before files were looked through (migration 0017): each gets a clean copy, or is
withheld.

Until it had its turn such a file is given to nobody but its owners. The clean copy goes by an id of
its own in the store, so that at any moment the row and the bytes that it names belong together; the
bytes of before belong to nobody from the commit on, and are destroyed.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.clock import Clock, day_in_england, new_id
from common.db.engine import Database, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.inspection.found import Refused
from common.inspection.inspecting import KINDS, Inspection, inspected
from common.observability.logging import get_logger
from insights.files import repository
from insights.files.errors import FileDamaged
from insights.files.giving import verified
from insights.files.models import File
from insights.files.receiving import IN_MEMORY, measured
from insights.files.service import destroy
from insights.files.storage.port import FileStore, key_of
from insights.vocabularies import service as vocabularies

DAMAGED = "The stored file is damaged."
Tell = Callable[[WriteSession, File, datetime], Awaitable[None]]
"""Tells whoever deposited a file what was found in it, where they must do something."""

log = get_logger(__name__)


@dataclass(frozen=True)
class Looker:
    """Looks through files from before, in every system, one at a time."""

    store: FileStore
    tell: Tell
    clock: Clock

    async def look_through(self, database: Database) -> None:
        """Look through all that wait; safe to repeat, and after a crash it goes on."""
        async with database.reading(None) as session:
            systems = await vocabularies.all_systems(session)

        async def in_system(ics: SystemCode) -> None:
            while await self._next(database, ics):
                pass

        await in_each(systems, in_system)

    async def _next(self, database: Database, ics: SystemCode) -> bool:
        async with database.reading(ics) as session:
            file = await repository.earlier(session, KINDS)
        if file is None:
            return False
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as content:
            try:
                async for chunk in verified(self.store.read(key_of(ics, file.kept_as)), file):
                    await asyncio.to_thread(content.write, chunk)
                async with inspected(
                    content, file.media_type, on=day_in_england(self.clock())
                ) as found:
                    await self._replace(database, ics, file, found)
            except Refused as error:
                await self._withhold(database, ics, file.id, error.words)
            except FileDamaged:
                await self._withhold(database, ics, file.id, DAMAGED)
        return True

    async def _replace(
        self, database: Database, ics: SystemCode, file: File, found: Inspection
    ) -> None:
        size, sha256 = await asyncio.to_thread(measured, found.clean)
        fresh = new_id()
        await self.store.put(key_of(ics, fresh), found.clean)
        async with database.transaction(ics) as session:
            row = await repository.lock(session, file.id)
            taken = row is not None and row.original_sha256 is None
            if row is not None and taken:
                row.original_size, row.original_sha256 = row.size, row.sha256
                row.size, row.sha256, row.stored_as = size, sha256, fresh
                row.pages, row.taken_out = found.pages, found.taken_out
                row.failures = [one.model_dump(mode="json") for one in found.failures]
                await session.flush()
                await self.tell(session, row, self.clock())
        await destroy(self.store, ics, [file.kept_as if taken else fresh])
        log.info("looked through a file from before", file_id=str(file.id))

    async def _withhold(
        self, database: Database, ics: SystemCode, file_id: UUID, words: str
    ) -> None:
        async with database.transaction(ics) as session:
            row = await repository.lock(session, file_id)
            if row is None:
                return
            row.withheld = words
            await session.flush()
            await self.tell(session, row, self.clock())
        log.warning("a file from before is withheld", file_id=str(file_id))
