"""Importing a file of feedback: read in a thread, staged while it is read, kept as a whole."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO
from uuid import UUID

from common.clock import new_id
from common.db.engine import WriteSession
from insights.feedback.mapping import Encoding, FittedMapping, Mapping, Record, Rejection
from insights.feedback.reading import Rows, scan
from insights.feedback.staging import Act, Staging, Tally

BATCH = 2_000
"""Rows that are read ahead: two such batches are all of the file that is in memory."""


@dataclass
class Batch:
    """Some rows of a file, read."""

    records: list[Record] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    rejected: int = 0
    blank: int = 0

    @property
    def rows(self) -> int:
        """Count the rows of the batch."""
        return len(self.records) + self.rejected + self.blank


async def import_file(
    session: WriteSession,
    act: Act,
    source_id: UUID,
    mapping: Mapping,
    file: IO[bytes],
    *,
    encoding: Encoding,
    dry_run: bool,
) -> UUID:
    """Import a file into a source that is locked, in the session's transaction.

    Each row becomes an item once, however often it comes. Gives the id of the report. A dry run
    keeps nothing but the report.

    Raises:
        BrokenFile: if the file as a whole can't be read.
        MappingDoesNotFit: if the mapping names a column that isn't there.
    """
    seen = await asyncio.to_thread(scan, file, encoding)
    rows = await asyncio.to_thread(Rows, file, seen, mapping.delimiter)
    fitted = FittedMapping(mapping, rows.header, today=act.now.date())
    import_id = new_id()
    staging = await Staging.open(session, act.ics, source_id, import_id)
    tally = await stage(staging, batches(rows, fitted))
    with_ids = mapping.external_id is not None
    outcome = await staging.keep(tally.staged, with_ids=with_ids, dry_run=dry_run)
    tally.accepted = outcome.accepted
    tally.rejected += outcome.changed
    await staging.report(seen, tally, act, dry_run=dry_run, missing=fitted.missing_columns)
    return import_id


def batches(rows: Rows, mapping: FittedMapping, size: int = BATCH) -> Iterator[Batch]:
    """Read rows in batches, the last one empty or short."""
    stream = iter(rows)
    while True:
        batch = Batch()
        for entry in islice(stream, size):
            if isinstance(entry, Rejection):
                batch.rejections.append(entry)
                batch.rejected += 1
                continue
            item = mapping.read(*entry)
            if item is None:
                batch.blank += 1
            elif isinstance(item, list):
                batch.rejections += item
                batch.rejected += 1
            else:
                batch.records.append(item)
        yield batch
        if batch.rows < size:
            return


async def stage(staging: Staging, stream: Iterator[Batch]) -> Tally:
    """Stage every batch, reading the next one in a thread meanwhile."""
    tally = Tally()
    reading = asyncio.create_task(asyncio.to_thread(next, stream, None))
    try:
        while (batch := await reading) is not None:
            reading = asyncio.create_task(asyncio.to_thread(next, stream, None))
            await staging.add(batch.records, batch.rejections)
            tally.rows += batch.rows
            tally.staged += len(batch.records)
            tally.blank += batch.blank
            tally.rejected += batch.rejected
    finally:
        # The thread must be out of the file before anybody closes it.
        await asyncio.wait([reading])
    return tally
