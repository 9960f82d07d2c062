"""Importing a file of feedback: read in a thread, staged while it is read, kept as a whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import IO
from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import WriteSession
from insights.feedback.answers import Answers, of_one_answer
from insights.feedback.cells import Rejection
from insights.feedback.fitting import FittedMapping, Record
from insights.feedback.forms import Form, TableRows, form_of, open_rows
from insights.feedback.mapping import Encoding, Mapping
from insights.feedback.progress import Began, Watch
from insights.feedback.staging import Act, Result, Staging, Tally

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
    claimed: Form | None,
    encoding: Encoding,
    dry_run: bool,
    watch: Watch,
    key: bytes,
) -> UUID:
    """Import a file into a source that is locked, in the session's transaction.

    Each row becomes an item once, however often it comes. Gives the id of the report. A dry run
    keeps nothing but the report.

    Args:
        key: by which rows of the source are known again.

    Raises:
        BrokenFile: if the file as a whole can't be read.
        MappingDoesNotFit: if the mapping names a column that isn't there.
    """
    import_id = new_id()
    staging = await Staging.open(session, act.ics, source_id, import_id)
    form = await asyncio.to_thread(form_of, file, claimed)
    seen, opened = await asyncio.to_thread(open_rows, file, form, encoding, mapping.delimiter)
    with opened as rows:
        entries, fitted = fit(rows, mapping, today=day_in_england(act.now), key=key)
        await watch.begin(Began(import_id, source_id, seen.size, act.now))
        tally = await stage(staging, batches(entries, fitted), watch)
    await watch.keep(tally.rows)
    outcome = await staging.keep(tally.staged, mapping, dry_run=dry_run)
    tally.accepted = outcome.accepted
    tally.rejected += outcome.changed
    result = Result(form, dry_run=dry_run, missing=fitted.missing_columns)
    await staging.report(seen, tally, act, result)
    return import_id


def fit(
    rows: TableRows, mapping: Mapping, *, today: date, key: bytes
) -> tuple[TableRows, FittedMapping]:
    """Join a mapping to the rows of a file; of a file of answers, to the answers.

    Raises:
        MappingDoesNotFit: if the mapping names a column that isn't there.
    """
    one = of_one_answer(mapping) if mapping.answers else mapping
    entries = Answers(rows, mapping) if mapping.answers else rows
    fitted = FittedMapping(one, entries.header, today=today, key=key)
    entries.heed(fitted.used)
    return entries, fitted


def batches(
    rows: TableRows, mapping: FittedMapping, size: int = BATCH, *, after: int = 0
) -> Iterator[Batch]:
    """Read rows in batches, the last one empty or short; ``after`` so many that are passed over."""
    stream = islice(iter(rows), after, None)
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


async def stage(staging: Staging, stream: Iterator[Batch], watch: Watch) -> Tally:
    """Stage every batch, reading the next one in a thread meanwhile."""
    tally = Tally()
    async with aclosing(ahead(stream)) as coming:
        async for batch in coming:
            await staging.add(batch.records, batch.rejections)
            tally.count(len(batch.records), blank=batch.blank, rejected=batch.rejected)
            await watch.read(tally.rows)
    return tally


async def ahead(stream: Iterator[Batch]) -> AsyncGenerator[Batch]:
    """Give batches, reading the next one in a thread while one is worked on."""
    reading = asyncio.create_task(asyncio.to_thread(next, stream, None))
    try:
        while (batch := await reading) is not None:
            reading = asyncio.create_task(asyncio.to_thread(next, stream, None))
            yield batch
    finally:
        # The thread must be out of the file before anybody closes it.
        await asyncio.wait([reading])
