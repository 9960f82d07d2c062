"""The rules of uploads: begun with their size, received bit by bit, kept sealed until imported."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterable, Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from common.clock import Clock, day_in_england, new_id
from common.db.engine import Database, ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import DomainError, Forbidden
from insights.audience import Reader
from insights.feedback import service as feedback
from insights.feedback.errors import SourceNotFound
from insights.feedback.forms import Declared
from insights.feedback.staging import Act
from insights.files import rules
from insights.files import service as files
from insights.files.storage.port import FileStore, key_of
from insights.keys import InsightsKeys
from insights.organisations import service as organisations
from insights.uploads import repository
from insights.uploads.errors import (
    LongerThanSaid,
    TooManyUploads,
    UploadBusy,
    UploadComplete,
    UploadNotFound,
    UploadTooLarge,
    WrongOffset,
)
from insights.uploads.models import Upload, UploadPart
from insights.uploads.schemas import UploadIn
from insights.vocabularies import service as vocabularies

PART = 4 * 1024 * 1024
"""Bytes that are sealed and kept at a time: what a crash of the service costs at most."""
COLUMN = "feedback_upload_parts.file_id"
"""What a part is sealed for."""


@dataclass(frozen=True)
class Inbox:
    """Where the bytes of one system's uploads go."""

    database: Database
    store: FileStore
    keys: InsightsKeys
    ics: SystemCode
    clock: Clock


async def begin(
    session: WriteSession, act: Act, source_id: UUID, data: UploadIn, declared: Declared, *,
    most: int,
) -> Upload:  # fmt: skip
    """Begin an upload into a source of the caller's.

    Args:
        most: bytes that a file may have.

    Raises:
        SourceNotFound: if there is no such source, or the caller may not know of it.
        Forbidden: if it belongs to another organisation.
        OrganisationNotInBeing: if the caller stands for an organisation that is no more.
        UploadTooLarge, TooManyUploads: if it can't be taken.
    """
    source = await feedback.get(session, source_id, act.reader)
    if not act.reader.owns(source.organisation_id):
        raise Forbidden("This source belongs to another organisation.")
    await organisations.require_in_being(session, act.reader, now=act.now)
    if data.size > most:
        raise UploadTooLarge(most)
    rule = await rules.rule_on(session, day_in_england(act.now))
    await repository.hold(session, act.ics, source_id)
    if await repository.unfinished(session, source_id) >= rule.open_uploads:
        raise TooManyUploads(rule.open_uploads)
    upload = Upload(
        ics=act.ics,
        id=new_id(),
        source_id=source_id,
        dry_run=data.dry_run,
        form=declared.form,
        encoding=declared.encoding,
        size=data.size,
        sha256=bytes.fromhex(data.sha256) if data.sha256 else None,
        received=0,
        batches=0,
        rows=0,
        staged=0,
        blank=0,
        rejected=0,
        state="receiving",
        attempts=0,
        due_at=act.now,
        created_at=act.now,
        created_by=act.reader.subject,
        expires_at=act.now + timedelta(hours=rule.upload_hours),
    )
    await repository.add(session, upload)
    return upload


async def get(session: ReadSession, upload_id: UUID, reader: Reader) -> Upload:
    """Give an upload into a source of the reader's own.

    Raises:
        UploadNotFound: if there is none.
    """
    upload = await repository.get(session, upload_id)
    if upload is None:
        raise UploadNotFound
    try:
        source = await feedback.get(session, upload.source_id, reader)
    except SourceNotFound:
        raise UploadNotFound from None
    if not reader.owns(source.organisation_id):
        raise UploadNotFound
    return upload


async def receive(
    inbox: Inbox, upload: Upload, offset: int, chunks: AsyncIterable[bytes]
) -> Upload:
    """Take the next bytes of an upload in, a part at a time: each is kept for good before the
    upload's offset grows. Where the sender breaks off, what came is kept.

    Raises:
        WrongOffset: if the bytes aren't the next ones, or somebody else sent them meanwhile.
        LongerThanSaid: if there are more than the upload has; the parts before are kept.
        UploadComplete, UploadBusy, UploadNotFound: if nothing can be added.
    """
    _check_next(upload, offset)
    coming = bytearray()
    async for chunk in chunks:
        if offset + len(coming) + len(chunk) > upload.size:
            raise LongerThanSaid(upload.size)
        coming += chunk
        while len(coming) >= PART:
            upload = await _keep(inbox, upload.id, offset, bytes(coming[:PART]))
            offset = upload.received
            del coming[:PART]
    if coming:
        upload = await _keep(inbox, upload.id, offset, bytes(coming))
    return upload


async def remove(session: WriteSession, upload_id: UUID, reader: Reader) -> list[UUID]:
    """Take an upload back that is not imported; give the ids whose bytes are to be destroyed.

    Raises:
        UploadNotFound: if there is none of the reader's own.
        UploadBusy: if it is being imported at this moment.
        UploadComplete: if its import is over.
    """
    await get(session, upload_id, reader)
    upload = await repository.lock(session, upload_id)
    if upload is None:
        raise UploadBusy
    if upload.state in repository.ENDED:
        raise UploadComplete
    return await _forget(session, upload)


async def expire(inbox: Inbox) -> None:
    """Destroy what was not finished in time, and forget uploads that are over."""
    async with inbox.database.reading(inbox.ics) as session:
        outdated = await repository.outdated(session, now=inbox.clock())
    for upload_id in outdated:
        async with inbox.database.transaction(inbox.ics) as session:
            upload = await repository.lock(session, upload_id)
            gone = [] if upload is None else await _forget(session, upload)
        await files.destroy(inbox.store, inbox.ics, gone)


async def present(session: ReadSession, ids: Collection[UUID]) -> set[UUID]:
    """Give those of the ids whose bytes belong to an upload."""
    return await repository.present(session, ids)


async def all_systems(session: ReadSession) -> list[SystemCode]:
    """Give every system, whose uploads may be outdated."""
    return await vocabularies.all_systems(session)


def _check_next(upload: Upload, offset: int) -> None:
    if upload.state != "receiving":
        raise UploadComplete
    if offset != upload.received:
        raise WrongOffset(upload.received)


async def _keep(inbox: Inbox, upload_id: UUID, start: int, content: bytes) -> Upload:
    """Keep a part for good. What is stored in vain, the worker destroys."""
    file_id, ics = new_id(), inbox.ics
    sealed = await asyncio.to_thread(inbox.keys.seal_bytes, content, ics, COLUMN, file_id)
    await inbox.store.put(key_of(ics, file_id), io.BytesIO(sealed))
    try:
        async with inbox.database.transaction(ics) as session:
            upload = await _locked(session, upload_id)
            _check_next(upload, start)
            upload.received = start + len(content)
            if upload.received == upload.size:
                upload.state = "waiting"
                upload.completed_at = upload.due_at = inbox.clock()
            part = UploadPart(
                ics=ics, upload_id=upload_id, start=start, size=len(content), file_id=file_id
            )
            await repository.add(session, part)
    except DomainError:
        await files.destroy(inbox.store, ics, [file_id])
        raise
    return upload


async def _locked(session: WriteSession, upload_id: UUID) -> Upload:
    upload = await repository.lock(session, upload_id)
    if upload is None:
        raise UploadBusy if await repository.get(session, upload_id) else UploadNotFound
    return upload


async def _forget(session: WriteSession, upload: Upload) -> list[UUID]:
    gone = await repository.forget_parts(session, upload.id)
    await repository.forget(session, upload.id)
    return gone
