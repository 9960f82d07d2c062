"""Keeping the ledgers in a file, and noticing by it that an older backup was restored.

The file lies outside whatever the database's backups hold. It only grows: what it has and the
database has not, the database was made to forget by a restore. Then the entries are taken in again,
and whoever the backup brought back is erased again, leaves again, or has their no obeyed again.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from common.clock import Clock, utc_now
from common.db.engine import Database
from common.db.ledgers import Signature, read_lines, signature, write_lines
from common.observability.logging import get_logger
from panel.erasures import ledger
from panel.erasures.ledger import Extent
from panel.erasures.progress import Terms
from panel.keys import PanelKeys

_log = get_logger(__name__)


class Keeper:
    """Keeps the file and the database's ledger alike.

    Args:
        file: of exported lines; made where it is missing, in a folder that must be there.
    """

    def __init__(
        self, keys: PanelKeys, terms: Terms, file: Path, *, clock: Clock = utc_now
    ) -> None:
        self._keys = keys
        self._terms = terms
        self._file = file
        self._clock = clock
        self._began = False
        self._last: tuple[Extent, Signature] | None = None

    async def keep(self, database: Database) -> None:
        """Bring both to what either has. At the first time, and whenever the file had more,
        whoever is in the ledger and in the panel all the same is erased again, and every no obeyed.
        Entries of systems that are not loaded stay in the file until they are. While neither has
        changed, neither is read.

        Raises:
            ValueError: naming the first line of the file that is no entry; it is left as it is.
            OSError: where the file can't be read or written.
        """
        seen = await ledger.extent(database), await asyncio.to_thread(signature, self._file)
        if seen == self._last:
            return
        kept = await asyncio.to_thread(read_lines, self._file)
        others = await ledger.of_others(database, kept)
        known = {*await ledger.export(database), *others}
        forgotten = [line for line in kept if line not in known]
        if forgotten:
            _log.warning("the database has forgotten what was said", entries=len(forgotten))
            await ledger.take_in(database, forgotten)
        if forgotten or not self._began:
            done = await ledger.reapply(database, self._keys, self._terms, self._clock())
            again = sum(one.members + one.signups for one in done)
            if again:
                _log.warning("erased again", members_and_requests=again)
            obeyed = sum(one.withdrawn.all for one in done)
            if obeyed:
                _log.warning("left or withdrawn again", times=obeyed)
            if not self._began:
                await ledger.note_earlier(database, self._keys, self._clock())
            self._began = True
        extent = await ledger.extent(database)
        lines = [*await ledger.export(database), *others]
        if lines != kept:
            await asyncio.to_thread(write_lines, self._file, lines)
        self._last = extent, await asyncio.to_thread(signature, self._file)
