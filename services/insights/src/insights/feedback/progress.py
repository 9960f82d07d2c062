"""How far an import is, for whoever watches it.

An import is one transaction, which nobody sees into before it ends. So its progress is written in
transactions of its own, at most one a second; it never makes an import fail. One that broke off
(a crash, a lost database) kept nothing: its last word stays until the source's next import begins,
and the same file sent again is taken whole, each row once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from common.clock import utc_now
from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.observability.logging import get_logger
from insights.feedback import repository

Phase = Literal["reading", "keeping"]
EVERY_SECONDS = 1.0
AFTER_TROUBLE_SECONDS = 30.0
"""Seconds between two words where the last could not be said."""
QUIET_SECONDS: dict[str, float] = {"reading": 90.0, "keeping": 1_000.0}
"""An import that says nothing for longer has broken off: a batch is read in a second or so, and no
statement may take longer than the second."""

_log = get_logger(__name__)


@dataclass(frozen=True)
class Began:
    """An import that has begun."""

    import_id: UUID
    source_id: UUID
    file_bytes: int
    started_at: datetime


class Watch:
    """Tells how far one import is.

    Args:
        database: gives connections besides that of the import; None where nobody watches.
        every: seconds between two words; `EVERY_SECONDS` if left out.
        monotonic: seconds that only grow; tests set it.
    """

    def __init__(
        self,
        database: Database | None,
        ics: SystemCode,
        *,
        every: float | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._ics = ics
        self._every = EVERY_SECONDS if every is None else every
        self._monotonic = monotonic
        self._began: Began | None = None
        self._next = 0.0

    async def begin(self, began: Began) -> None:
        """Say that the import has begun; what earlier ones of the source left is taken away."""
        self._began = began
        await self._write("reading", 0)

    async def read(self, rows: int) -> None:
        """Say how many rows were read so far."""
        if self._monotonic() >= self._next:
            await self._write("reading", rows)

    async def keep(self, rows: int) -> None:
        """Say that all rows are read, and are being kept."""
        await self._write("keeping", rows)

    async def end(self) -> None:
        """Say that it has ended, well or not."""
        if self._began is None or self._database is None:
            return
        try:
            async with self._database.transaction(self._ics) as session:
                await repository.forget_progress(session, self._began.source_id)
        except (SQLAlchemyError, TimeoutError, OSError) as error:
            _log.warning("progress not told", kind=type(error).__name__)

    async def _write(self, phase: Phase, rows: int) -> None:
        if self._began is None or self._database is None:
            return
        began = self._began
        wait = self._every
        try:
            async with self._database.transaction(self._ics) as session:
                await repository.note_progress(
                    session,
                    {
                        "ics": self._ics,
                        "import_id": began.import_id,
                        "source_id": began.source_id,
                        "file_bytes": began.file_bytes,
                        "rows": rows,
                        "phase": phase,
                        "started_at": began.started_at,
                        "moved_at": utc_now(),
                    },
                )
        except (SQLAlchemyError, TimeoutError, OSError) as error:
            _log.warning("progress not told", kind=type(error).__name__)
            wait = AFTER_TROUBLE_SECONDS
        self._next = self._monotonic() + wait
