"""Importing what was uploaded: a job of the worker, which goes on where it stopped.

Rows are staged in batches, each in the transaction that writes how far the import is. So after a
crash, of the worker or of the database, the next one reads on from the row after the last batch.
Once the file was read to its end, its rows become items all together, with the report, in one
transaction: nobody ever sees half of a file, and of one that can't be read nothing is kept.
"""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import IO, Any, cast
from uuid import UUID

from common.clock import Clock, day_in_england, new_id, utc_now
from common.crypto.sealing import CannotOpen
from common.db import due
from common.db.engine import Database, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.errors import TYPE_PREFIX, DomainError, Unavailable
from common.observability.logging import get_logger
from insights.audience import Reader
from insights.feedback import importing
from insights.feedback import service as feedback
from insights.feedback.forms import Form, form_of, open_rows
from insights.feedback.importing import Batch
from insights.feedback.mapping import Mapping
from insights.feedback.progress import Began, Watch
from insights.feedback.reading import Scan
from insights.feedback.staging import Act, Result, Staging, Tally
from insights.files import service as files
from insights.files.storage.port import FileStore, NotStored, key_of
from insights.keys import InsightsKeys
from insights.uploads import repository
from insights.uploads.errors import ImportGivenUp, UploadDamaged
from insights.uploads.models import StagedBatch, Upload
from insights.uploads.packing import packed, unpacked
from insights.uploads.service import COLUMN

BATCH = 5_000
"""Rows that are staged in one transaction: what a crash costs at most."""
MAX_ATTEMPTS = 8
"""How often an import is taken up without coming on before it is given up."""

_log = get_logger(__name__)


class Superseded(Exception):
    """The upload was taken back, or somebody else is at it."""


@dataclass(frozen=True)
class Importer:
    """Imports uploads: a job of the worker."""

    store: FileStore
    keys: InsightsKeys
    clock: Clock = utc_now

    async def import_waiting(self, database: Database) -> None:
        """Import all that is due, in every system, the longest due first."""
        async with database.reading(None) as session:
            systems = await repository.systems(session)

        async def run(ics: SystemCode) -> None:
            while (upload := await self._taken(database, ics)) is not None:
                await self._import(database, ics, upload)

        await in_each(systems, run)

    async def _taken(self, database: Database, ics: SystemCode) -> Upload | None:
        """Take an upload up. At the first time it is fixed by which mapping all of it is read."""
        async with database.transaction(ics) as session:
            upload = await repository.take(session, ics, now=self.clock())
            if upload is not None and upload.mapping is None:
                source = await feedback.hold(session, upload.source_id)
                upload.mapping = source.mapping
            return upload

    async def _import(self, database: Database, ics: SystemCode, upload: Upload) -> None:
        try:
            if upload.attempts > MAX_ATTEMPTS:
                raise ImportGivenUp
            await _Run(self, database, ics, upload).run()
        except Exception as error:
            if isinstance(error, DomainError) and not isinstance(error, Unavailable):
                await self._refuse(database, ics, upload, error)
                return
            why = type(error).__name__
            _log.warning("import put off", upload_id=str(upload.id), why=why)
            due_at = self.clock() + due.pause(upload.attempts)
            async with database.transaction(ics) as session:
                await repository.try_later(session, ics, upload.id, due_at=due_at, why=why)

    async def _refuse(
        self, database: Database, ics: SystemCode, upload: Upload, error: DomainError
    ) -> None:
        """Say why nothing is kept; the file is destroyed."""
        gone: list[UUID] = []
        async with database.transaction(ics) as session:
            held = await repository.lock(session, upload.id)
            if held is not None and held.state == "waiting":
                held.state, held.problem = "refused", _problem(error)
                gone = await repository.forget_parts(session, upload.id)
                await repository.forget_staged(session, upload.id)
        await files.destroy(self.store, ics, gone)


class _Run:
    """One taking-up of one upload."""

    def __init__(
        self, importer: Importer, database: Database, ics: SystemCode, upload: Upload
    ) -> None:
        self._importer = importer
        self._database = database
        self._ics = ics
        self._upload = upload
        self._mapping = Mapping.model_validate(upload.mapping)
        self._watch = Watch(database, ics)
        self._batches = upload.batches
        self._tally = Tally(upload.rows, upload.staged, upload.blank, upload.rejected)

    async def run(self) -> None:
        """Read the file from where the last run stopped, and keep its rows."""
        upload, mapping = self._upload, self._mapping
        try:
            async with self._whole() as file:
                form = await asyncio.to_thread(form_of, file, cast("Form | None", upload.form))
                encoding: Any = upload.encoding or mapping.encoding
                seen, opened = await asyncio.to_thread(
                    open_rows, file, form, encoding, mapping.delimiter
                )
                with opened as rows:
                    # The day is the upload's, so that a run after midnight judges rows alike.
                    day = day_in_england(upload.completed_at or upload.created_at)
                    key = self._importer.keys.row_key(upload.source_id)
                    entries, fitted = importing.fit(rows, mapping, today=day, key=key)
                    await self._watch.begin(
                        Began(upload.id, upload.source_id, seen.size, self._importer.clock())
                    )
                    after = self._tally.rows
                    await self._stage(importing.batches(entries, fitted, BATCH, after=after))
                await self._watch.keep(self._tally.rows)
                await self._keep(seen, form, fitted.missing_columns)
        finally:
            await self._watch.end()

    @asynccontextmanager
    async def _whole(self) -> AsyncIterator[IO[bytes]]:
        """Put the parts together, opened, in a file without a name, and check what they make.

        Raises:
            UploadDamaged: if a part is gone or altered, or the whole isn't what was to be sent.
        """
        async with self._database.reading(self._ics) as session:
            parts = await repository.parts(session, self._upload.id)
        digest, keys = hashlib.sha256(), self._importer.keys
        with tempfile.TemporaryFile() as file:
            for part in parts:
                sealed = bytearray()
                try:
                    async for chunk in self._importer.store.read(key_of(self._ics, part.file_id)):
                        sealed += chunk
                    content = await asyncio.to_thread(
                        keys.open_bytes, bytes(sealed), self._ics, COLUMN, part.file_id
                    )
                except (NotStored, CannotOpen):
                    raise UploadDamaged("was damaged where it was kept") from None
                digest.update(content)
                await asyncio.to_thread(file.write, content)
            if self._upload.sha256 not in {None, digest.digest()}:
                raise UploadDamaged("has another checksum than was said")
            yield file

    async def _stage(self, stream: Iterator[Batch]) -> None:
        """Stage every batch, each in the transaction that writes how far the import is."""
        tally, keys = self._tally, self._importer.keys
        async with aclosing(importing.ahead(stream)) as coming:
            async for batch in coming:
                number = self._batches
                tally.count(len(batch.records), blank=batch.blank, rejected=batch.rejected)
                self._batches += 1
                identity = new_id()
                sealed = await asyncio.to_thread(packed, keys, batch, self._ics, identity)
                async with self._database.transaction(self._ics) as session:
                    await self._move(session)
                    row = StagedBatch(
                        ics=self._ics, upload_id=self._upload.id, number=number, id=identity,
                        sealed=sealed,
                    )  # fmt: skip
                    await repository.add(session, row)
                await self._watch.read(tally.rows)

    async def _move(self, session: WriteSession) -> None:
        tally = self._tally
        told = {
            "batches": self._batches,
            "rows": tally.rows,
            "staged": tally.staged,
            "blank": tally.blank,
            "rejected": tally.rejected,
        }
        if not await repository.move(session, self._upload.id, told):
            raise Superseded

    async def _keep(self, seen: Scan, form: Form, missing: list[str]) -> None:
        """Turn all rows into items, write the report, and let go of the file."""
        tally, upload = self._tally, self._upload
        act = Act(self._ics, Reader(upload.created_by, None, frozenset()), self._importer.clock())
        async with self._database.transaction(self._ics) as session:
            held = await repository.lock(session, upload.id)
            if held is None or held.state != "waiting":
                raise Superseded
            await feedback.hold(session, upload.source_id)
            staging = await Staging.open(session, self._ics, upload.source_id, upload.id)
            await self._bring(session, staging)
            outcome = await staging.keep(tally.staged, self._mapping, dry_run=upload.dry_run)
            tally.accepted = outcome.accepted
            tally.rejected += outcome.changed
            result = Result(form, dry_run=upload.dry_run, missing=missing)
            await staging.report(seen, tally, act, result)
            await repository.forget_staged(session, upload.id)
            held.state = "done"
            gone = await repository.forget_parts(session, upload.id)
        await files.destroy(self._importer.store, self._ics, gone)

    async def _bring(self, session: WriteSession, staging: Staging) -> None:
        """Give all rows that were staged to the transaction that keeps them, in their order.

        Raises:
            UploadDamaged: if some are gone or can't be opened.
        """
        keys = self._importer.keys
        for number in range(self._batches):
            row = await repository.staged(session, self._upload.id, number)
            try:
                if row is None:
                    raise CannotOpen("a batch is gone")
                records, rejections = await asyncio.to_thread(
                    unpacked, keys, row.sealed, self._ics, row.id
                )
            except CannotOpen:
                raise UploadDamaged("was damaged where its rows were kept") from None
            session.expunge(row)
            await staging.add(records, rejections)


def _problem(error: DomainError) -> dict[str, Any]:
    return {
        "type": TYPE_PREFIX + error.code,
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "errors": [{"field": one.field, "message": one.message} for one in error.fields],
    }
