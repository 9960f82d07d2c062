"""Attachments of papers (rule 6): they come with a draft, and are published with its text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.inspection.statement import AccessStatement, accessibility
from common.web.ranges import Part
from governance.attachments import kinds, repository
from governance.attachments.errors import (
    AttachmentNotFound,
    AttachmentsUnexplained,
    NotADraft,
    TooManyAttachments,
)
from governance.attachments.models import PaperAttachment
from governance.attachments.receiving import Received
from governance.attachments.schemas import AttachmentOut
from governance.papers.models import Paper


async def attach(
    session: WriteSession, paper: Paper, file: Received, *, now: datetime, by: str,
    ids: NewId = new_id,
) -> PaperAttachment:  # fmt: skip
    """Attach a file to a draft, which must be locked.

    Raises:
        NotADraft: if the paper is final or published.
        TooManyAttachments: if it has as many as it may have.
    """
    _require_draft(paper)
    most = kinds.on(day_in_england(now)).max_files
    if len(await of_version(session, paper.id, paper.text_version)) >= most:
        raise TooManyAttachments(most)
    attachment = PaperAttachment(
        ics=paper.ics, id=ids(), paper_id=paper.id, since_version=paper.text_version,
        removed_version=None, name=file.name, media_type=file.kind.media_type,
        size=len(file.clean), sha256=hashlib.sha256(file.clean).digest(),
        original_size=file.original_size, original_sha256=file.original_sha256, pages=file.pages,
        failures=file.failures, taken_out=file.taken_out, statement=None, withheld_reason=None,
        attached_at=now, attached_by=by,
    )  # fmt: skip
    await repository.add(session, attachment, file.clean)
    return attachment


async def of_version(
    session: ReadSession, paper_id: UUID, version: int
) -> Sequence[PaperAttachment]:
    """List the files of one text of a paper, in the order in which they came."""
    return await repository.of_version(session, paper_id, version)


async def get(
    session: ReadSession, paper_id: UUID, version: int, attachment_id: UUID
) -> PaperAttachment:
    """Give a file of one text of a paper.

    Raises:
        AttachmentNotFound: if that text has none with that id.
    """
    for one in await of_version(session, paper_id, version):
        if one.id == attachment_id:
            return one
    raise AttachmentNotFound


async def content(
    session: ReadSession, attachment: PaperAttachment, part: Part | None = None
) -> bytes:
    """Give the bytes of a clean copy, or of a part of it."""
    return await repository.content(session, attachment.id, part)


async def explain(
    session: WriteSession, attachment: PaperAttachment, statement: AccessStatement
) -> None:
    """Say why a file is published that not everybody can read, and how to ask for another."""
    attachment.statement = statement.model_dump(mode="json")
    await session.flush()


async def remove(session: WriteSession, paper: Paper, attachment: PaperAttachment) -> None:
    """Leave a file out of a draft, which must be locked; what was published keeps it.

    Raises:
        NotADraft: if the paper is final or published.
    """
    _require_draft(paper)
    attachment.removed_version = paper.text_version
    await session.flush()


async def withhold(
    session: WriteSession, paper: Paper, attachment: PaperAttachment, reason: str | None
) -> None:
    """Withhold a file of a draft from the public, or open it again; the draft must be locked. One
    that was published can be read no more from now on.

    Args:
        reason: published in its place; None opens the file once the paper is published again.

    Raises:
        NotADraft: if the paper is final or published.
    """
    _require_draft(paper)
    attachment.withheld_reason = reason
    await session.flush()


async def get_public(
    session: ReadSession, paper_id: UUID, version: int, attachment_id: UUID
) -> PaperAttachment:
    """Give a file of one text of a paper as everybody may.

    Raises:
        AttachmentNotFound: if that text has none with that id, or it is withheld.
    """
    found = await get(session, paper_id, version, attachment_id)
    if found.withheld_reason is not None:
        raise AttachmentNotFound
    return found


async def to_publish(
    session: ReadSession, paper_id: UUID, version: int
) -> Sequence[PaperAttachment]:
    """Give the files that are published with a text.

    Raises:
        AttachmentsUnexplained: if some have serious failures and nothing is said of them.
    """
    found = await of_version(session, paper_id, version)
    open_ = [one for one in found if one.withheld_reason is None]
    bare = [one.id for one in open_ if shown(one).accessibility.needs_statement]
    if bare:
        raise AttachmentsUnexplained(bare)
    return found


def as_published(attachments: Sequence[PaperAttachment]) -> list[dict[str, Any]]:
    """Give files as the content of a publication names them, under its fingerprint: of one that is
    withheld, why."""
    return [
        {"id": str(one.id), "name": one.name, "sha256": one.sha256.hex(),
         "original_sha256": one.original_sha256.hex()}
        if one.withheld_reason is None
        else {"id": str(one.id), "withheld_reason": one.withheld_reason}
        for one in attachments
    ]  # fmt: skip


def without_withheld(
    listed: Sequence[dict[str, Any]], attachments: Sequence[PaperAttachment]
) -> list[dict[str, Any]]:
    """Give files as a publication names them, without what was withheld since."""
    closed = {str(one.id): one.withheld_reason for one in attachments if one.withheld_reason}
    return [
        {"id": one["id"], "withheld_reason": closed[one["id"]]} if one["id"] in closed else one
        for one in listed
    ]


def shown(one: PaperAttachment) -> AttachmentOut:
    """Show a file, without its bytes."""
    told = accessibility(one.failures, one.statement, one.pages)
    assert told is not None  # noqa: S101 - every attachment was looked through
    return AttachmentOut(
        id=one.id, name=one.name, media_type=one.media_type, size=one.size,
        sha256=one.sha256.hex(), original_size=one.original_size,
        original_sha256=one.original_sha256.hex(), taken_out=one.taken_out, accessibility=told,
        withheld_reason=one.withheld_reason, attached_at=one.attached_at,
    )  # fmt: skip


def _require_draft(paper: Paper) -> None:
    if paper.state != "draft":
        raise NotADraft
