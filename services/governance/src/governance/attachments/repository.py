"""SQL of attachments."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, or_, select

from common.db.engine import ReadSession, WriteSession
from common.web.ranges import Part
from governance.attachments.models import PaperAttachment, PaperAttachmentContent


async def of_version(
    session: ReadSession, paper_id: UUID, version: int
) -> Sequence[PaperAttachment]:
    """List the files of one text of a paper, in the order in which they came."""
    query = select(PaperAttachment).where(
        PaperAttachment.paper_id == paper_id,
        PaperAttachment.since_version <= version,
        or_(PaperAttachment.removed_version.is_(None), PaperAttachment.removed_version > version),
    )
    return (await session.scalars(query.order_by(PaperAttachment.id))).all()


async def content(session: ReadSession, attachment_id: UUID, part: Part | None) -> bytes:
    """Give the bytes of a file, or of a part of it; they must be there."""
    column = PaperAttachmentContent.content
    # Postgres counts bytes from 1.
    query = select(column if part is None else func.substring(column, part.start + 1, part.length))
    query = query.where(PaperAttachmentContent.attachment_id == attachment_id)
    found: bytes = (await session.scalars(query)).one()
    return found


async def add(session: WriteSession, attachment: PaperAttachment, content: bytes) -> None:
    """Write a file."""
    session.add(attachment)
    await session.flush()
    session.add(
        PaperAttachmentContent(ics=attachment.ics, attachment_id=attachment.id, content=content)
    )
    await session.flush()
