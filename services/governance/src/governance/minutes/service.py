"""Minutes import (rule 14): read, corrected by a person, then recorded."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from governance.bodies import service as bodies
from governance.minutes import corrections, doubts, repository
from governance.minutes.content import content_of
from governance.minutes.documents.bounded import ReadDocument, read_document
from governance.minutes.documents.form import Unreadable
from governance.minutes.errors import (
    CorrectionRefused,
    ImportNotFound,
    ImportRecorded,
    refusal,
)
from governance.minutes.models import MinutesImport
from governance.minutes.reading import read_minutes
from governance.minutes.reading.doubts import of_another_body, silent_pages
from governance.minutes.receiving import Received
from governance.minutes.schemas import ImportPatch

MAX_LEFT_OUT = 500
"""Entries of what was left out that are kept with a draft."""


@dataclass(frozen=True)
class Importer:
    """Who imports, corrects or records, and when."""

    subject: str
    now: datetime


async def get(session: ReadSession, import_id: UUID) -> MinutesImport:
    """Give imported minutes.

    Raises:
        ImportNotFound: if this system has none with that id.
    """
    found = await repository.get(session, import_id)
    if found is None:
        raise ImportNotFound
    return found


async def get_for_change(session: WriteSession, import_id: UUID) -> MinutesImport:
    """Give imported minutes, locked.

    Raises:
        ImportNotFound: if this system has none with that id.
    """
    found = await repository.get_for_change(session, import_id)
    if found is None:
        raise ImportNotFound
    return found


async def list_page(
    session: ReadSession, request: PageRequest, body_id: UUID | None
) -> Page[MinutesImport]:
    """List imported minutes, the newest first."""
    return await repository.page(session, request, body_id)


async def known(session: ReadSession, body_id: UUID, received: Received) -> MinutesImport | None:
    """Give the draft of the same bytes for the same body, if there is one.

    Raises:
        BodyNotFound: if there is no such body.
    """
    await bodies.get(session, body_id)
    return await repository.by_digest(session, body_id, received.digest)


async def read(received: Received) -> ReadDocument:
    """Read minutes as text: as they are, or out of a document by a process of its own.

    Raises:
        MinutesTooLarge, NotText: where it is no document.
        DocumentRefused: where it is one that cannot be read.
    """
    if not received.is_document:
        return ReadDocument("text", received.text(), (), (), ())
    try:
        return await read_document(received.file)
    except Unreadable as error:
        raise refusal(error.code, error.words) from None


async def import_read(
    session: WriteSession,
    ics: SystemCode,
    body_id: UUID,
    *,
    received: Received,
    document: ReadDocument,
    importer: Importer,
    ids: NewId = new_id,
) -> tuple[MinutesImport, bool]:
    """Draft minutes that were read; the same bytes again for the same body give the same draft.

    Raises:
        BodyNotFound: if there is no such body.

    Returns:
        The import, and whether it is new.
    """
    # A long pack takes a second or two; others are served meanwhile.
    draft = await asyncio.to_thread(read_minutes, document.text)
    body = await bodies.get(session, body_id)
    draft.doubts = [*of_another_body(draft, body.name), *draft.doubts]
    draft.doubts += silent_pages(document.silent_pages)
    content = content_of(draft)
    fresh = await repository.add(
        session,
        {
            "ics": ics,
            "id": ids(),
            "body_id": body_id,
            "digest": received.digest,
            "kind": document.kind,
            "source_text": document.text,
            "page_starts": list(document.page_starts),
            "left_out": list(document.left_out)[:MAX_LEFT_OUT],
            "status": "draft",
            "extracted": content,
            "content": content,
            "imported_by": importer.subject,
            "imported_at": importer.now,
        },
    )
    found = await repository.by_digest(session, body_id, received.digest)
    if found is None:
        raise ImportNotFound
    return found, fresh


async def correct(
    session: WriteSession, draft: MinutesImport, patch: ImportPatch, importer: Importer
) -> MinutesImport:
    """Apply a person's corrections, all or none; the import must be locked.

    Raises:
        ImportRecorded: if it is no draft any more.
        CorrectionRefused: if one of them does not fit.
    """
    if draft.status == "recorded":
        raise ImportRecorded
    at = importer.now.isoformat()
    corrector = corrections.Corrector(importer.subject, at)
    content = draft.content
    for index, correction in enumerate(patch.corrections):
        content = corrections.apply(content, correction, corrector, f"body.corrections[{index}]")
    for index, code in enumerate(patch.accept_doubts):
        if not doubts.can_be_accepted(content, code):
            raise CorrectionRefused(
                f"body.accept_doubts[{index}]", "is no doubt of this draft that can be accepted"
            )
    mark = {"by": importer.subject, "at": at}
    draft.content = content
    draft.corrections = [
        *draft.corrections,
        *({**c.model_dump(exclude_unset=True), **mark} for c in patch.corrections),
        *({"accepted": code, **mark} for code in patch.accept_doubts),
    ]
    draft.accepted_doubts = sorted({*draft.accepted_doubts, *patch.accept_doubts})
    draft.version += 1
    await session.flush()
    return draft
