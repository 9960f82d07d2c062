"""SQL of uploads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update

from common.db import due, locks
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from insights.uploads.models import StagedBatch, Upload, UploadPart

ENDED = ("done", "refused")


async def add(session: WriteSession, row: Upload | UploadPart | StagedBatch) -> None:
    """Add an upload, a part of one, or a batch of its rows."""
    session.add(row)
    await session.flush()


async def get(session: ReadSession, upload_id: UUID) -> Upload | None:
    """Give an upload."""
    return (await session.scalars(select(Upload).where(Upload.id == upload_id))).one_or_none()


async def lock(session: WriteSession, upload_id: UUID) -> Upload | None:
    """Give an upload, locked; None where it is gone, or somebody else holds it."""
    query = select(Upload).where(Upload.id == upload_id).with_for_update(skip_locked=True)
    return (await session.scalars(query)).one_or_none()


async def hold(session: WriteSession, ics: SystemCode, source_id: UUID) -> None:
    """Let nobody else begin an upload into a source until the transaction ends. The source's own
    row will not do: an import holds it for as long as it runs."""
    await locks.hold(session, "uploads", "insights", ics, str(source_id))


async def unfinished(session: ReadSession, source_id: UUID) -> int:
    """Count the uploads of a source that have not ended."""
    query = select(func.count()).where(Upload.source_id == source_id, Upload.state.not_in(ENDED))
    return (await session.execute(query)).scalar_one()


async def parts(session: ReadSession, upload_id: UUID) -> Sequence[UploadPart]:
    """Give the parts of an upload in their order."""
    query = select(UploadPart).where(UploadPart.upload_id == upload_id).order_by(UploadPart.start)
    return (await session.scalars(query)).all()


async def present(session: ReadSession, ids: Collection[UUID]) -> set[UUID]:
    """Give those of the ids whose bytes must be kept."""
    query = select(UploadPart.file_id).where(UploadPart.file_id.in_(ids))
    return set(await session.scalars(query))


async def forget_parts(session: WriteSession, upload_id: UUID) -> list[UUID]:
    """Delete the parts of an upload; give the ids whose bytes are to go."""
    gone = delete(UploadPart).where(UploadPart.upload_id == upload_id).returning(UploadPart.file_id)
    return list(await session.scalars(gone))


async def staged(session: ReadSession, upload_id: UUID, number: int) -> StagedBatch | None:
    """Give a batch that was staged."""
    query = select(StagedBatch).where(
        StagedBatch.upload_id == upload_id, StagedBatch.number == number
    )
    return (await session.scalars(query)).one_or_none()


async def forget_staged(session: WriteSession, upload_id: UUID) -> None:
    """Delete what was staged."""
    await session.execute(delete(StagedBatch).where(StagedBatch.upload_id == upload_id))


async def forget(session: WriteSession, upload_id: UUID) -> None:
    """Delete an upload; its parts and what was staged go with it."""
    await session.execute(delete(Upload).where(Upload.id == upload_id))


async def systems(session: ReadSession) -> Sequence[SystemCode]:
    """Give the systems in which an upload waits, due or not."""
    rows = await session.scalars(select(func.insights.systems_with_uploads()))
    return [SystemCode(code) for code in rows.all()]


async def take(session: WriteSession, ics: SystemCode, *, now: datetime) -> Upload | None:
    """Give the upload that is due the longest, and count that it was taken up.

    There is no lease: one worker is at it at a time, and after a crash the next goes on at once.
    """
    none = timedelta(0)
    taken = await due.take(session, Upload, ics, now=now, lease=none, limit=1)
    return taken[0] if taken else None


async def try_later(
    session: WriteSession, ics: SystemCode, upload_id: UUID, *, due_at: datetime, why: str
) -> None:
    """Put an upload back, to be tried again."""
    await due.try_later(session, Upload, ics, upload_id, due_at=due_at, why=why)


async def move(session: WriteSession, upload_id: UUID, tally: dict[str, Any]) -> bool:
    """Write how far an import is; False where it is over. Two that do so at once stage a batch of
    one number, and the key of batches lets one of them."""
    moved = (
        update(Upload)
        .where(Upload.id == upload_id, Upload.state == "waiting")
        .values(attempts=1, **tally)
        .returning(Upload.id)
    )
    return (await session.execute(moved)).one_or_none() is not None


async def outdated(session: ReadSession, *, now: datetime) -> Sequence[UUID]:
    """Give the uploads that are over, or were not finished in time. One that waits is neither."""
    query = select(Upload.id).where(
        Upload.expires_at <= now, or_(Upload.state == "receiving", Upload.state.in_(ENDED))
    )
    return (await session.scalars(query)).all()
