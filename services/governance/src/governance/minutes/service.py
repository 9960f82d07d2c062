"""Minutes import (rule 14): read, corrected by a person, then recorded."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from governance.bodies import service as bodies
from governance.minutes import corrections, doubts, repository
from governance.minutes.content import content_of
from governance.minutes.errors import (
    CorrectionRefused,
    ImportNotFound,
    ImportRecorded,
    NotText,
)
from governance.minutes.models import MinutesImport
from governance.minutes.reading import read_minutes
from governance.minutes.schemas import ImportPatch

MAX_BYTES = 2 * 1024 * 1024
"""Bytes that a text may have: a pack of some 600 pages."""
MAX_LINES = 20_000
MAX_LINE = 20_000
"""Characters that a line may have: a paragraph of some seven pages."""

_SIGNATURES = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a Word document or another archive",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "a rich text document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"II*\x00": "an image",
    b"MM\x00*": "an image",
}


@dataclass(frozen=True)
class Importer:
    """Who imports, corrects or records, and when."""

    subject: str
    now: datetime


def text_of(data: bytes) -> str:
    """Read the body of a request as the text of minutes.

    Raises:
        NotText: saying what it is instead.
    """
    start = data.lstrip()[:8]
    for signature, what in _SIGNATURES.items():
        if start.startswith(signature):
            raise NotText(what)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotText("not in UTF-8") from None
    if "\x00" in text:
        raise NotText("not text: it has NUL characters")
    if not any(character.isalpha() for character in text):
        raise NotText("without any words")
    if text.count("\n") >= MAX_LINES:
        raise NotText(f"longer than {MAX_LINES} lines")
    if max(map(len, text.splitlines()), default=0) > MAX_LINE:
        raise NotText(f"without line breaks: a line is longer than {MAX_LINE} characters")
    return text


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


async def import_text(
    session: WriteSession,
    ics: SystemCode,
    body_id: UUID,
    text: str,
    importer: Importer,
    *,
    ids: NewId = new_id,
) -> tuple[MinutesImport, bool]:
    """Read minutes into a draft; the same text again for the same body gives the same draft.

    Returns:
        The import, and whether it is new.
    """
    await bodies.get(session, body_id)
    digest = sha256(text.encode()).digest()
    known = await repository.by_digest(session, body_id, digest)
    if known is not None:
        return known, False
    # A long pack takes a second or two; others are served meanwhile.
    content = content_of(await asyncio.to_thread(read_minutes, text))
    fresh = await repository.add(
        session,
        {
            "ics": ics,
            "id": ids(),
            "body_id": body_id,
            "digest": digest,
            "source_text": text,
            "status": "draft",
            "extracted": content,
            "content": content,
            "imported_by": importer.subject,
            "imported_at": importer.now,
        },
    )
    found = await repository.by_digest(session, body_id, digest)
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
