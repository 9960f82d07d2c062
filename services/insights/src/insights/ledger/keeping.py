"""Keeping the ledger in a file, and noticing by it that an older backup was restored.

The file lies outside whatever the database's backups hold, and only grows. What it has and the
database has not, the database was made to forget by a restore: then it is done again.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from common.clock import Clock, utc_now
from common.db.engine import Database
from common.db.ledgers import Signature, read_lines, signature, write_lines
from common.observability.logging import get_logger
from insights.ledger import entries, service
from insights.ledger.repository import Extent
from insights.stories.leaving import Destroy

_log = get_logger(__name__)


class Keeper:
    """Keeps the file and the database alike.

    Args:
        file: of exported lines; made where it is missing, in a folder that must be there.
        destroy: destroys the bytes of files that are taken back again.
    """

    def __init__(self, file: Path, destroy: Destroy, *, clock: Clock = utc_now) -> None:
        self._file = file
        self._destroy = destroy
        self._clock = clock
        self._last: tuple[tuple[Extent, ...], Signature] | None = None

    async def keep(self, database: Database) -> None:
        """Bring both to what either has. While neither has changed, neither is read.

        Raises:
            ValueError: naming the first line of the file that is no entry; it is left as it is.
            OSError: where the file can't be read or written; what it has is taken back all the
                same where it can be read.
            SomeFailed: if it could not be taken back again in some systems; the file has what is
                new all the same.
        """
        extent = await service.extent(database)
        if (extent, await asyncio.to_thread(signature, self._file)) == self._last:
            return
        kept = await asyncio.to_thread(read_lines, self._file)
        entries.entries_of(kept)  # all of them, so that a line is named by its number in the file
        known = await service.export(database)
        there, stands = set(kept), set(known)
        new = [line for line in known if line not in there]
        forgotten = [line for line in kept if line not in stands]
        try:
            # First, so that trouble in one system keeps no line out.
            if new or not self._file.exists():
                await asyncio.to_thread(write_lines, self._file, [*kept, *new])
        finally:  # a full disk leaves nothing before the public that was taken back
            done = await service.reapply(database, forgotten, self._destroy, self._clock())
        if again := sum(one.again for one in done):
            _log.warning("what was taken back before a restore is taken back again", times=again)
        # What was done again has changed the extent: what else ended by it is added the next time.
        self._last = extent, await asyncio.to_thread(signature, self._file)
