"""SQL of files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from insights.files.models import File, FileRule

_KEPT_AS = func.coalesce(File.stored_as, File.id)


async def rule_in_force(session: ReadSession, on: date) -> FileRule | None:
    """Give the rule that is valid on a day; where two are, the younger."""
    query = (
        select(FileRule)
        .where(FileRule.valid_from <= on, or_(FileRule.valid_to.is_(None), FileRule.valid_to > on))
        .order_by(FileRule.valid_from.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def upsert_rules(session: WriteSession, rows: Sequence[dict[str, object]]) -> None:
    """Write rules by their first day."""
    statement = insert(FileRule).values(list(rows))
    fresh = [name for name in rows[0] if name not in {"ics", "valid_from"}]
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["ics", "valid_from"],
            set_={name: statement.excluded[name] for name in fresh},
        )
    )


async def add(session: WriteSession, file: File) -> None:
    """Add a file."""
    session.add(file)
    await session.flush()


async def of(session: ReadSession, owner: ColumnElement[bool]) -> Sequence[File]:
    """List the files of a finding or of a story, oldest first."""
    return (await session.scalars(select(File).where(owner).order_by(File.id))).all()


async def of_stories(session: ReadSession, ids: Collection[UUID]) -> Sequence[File]:
    """List the files of several stories, oldest first."""
    query = select(File).where(File.story_id.in_(ids)).order_by(File.id)
    return (await session.scalars(query)).all()


async def get(session: ReadSession, owner: ColumnElement[bool], file_id: UUID) -> File | None:
    """Give one of them."""
    return (await session.scalars(select(File).where(owner, File.id == file_id))).one_or_none()


async def count(session: ReadSession, owner: ColumnElement[bool]) -> int:
    """Count those that are there."""
    query = select(func.count()).select_from(File).where(owner, File.removed_at.is_(None))
    return (await session.execute(query)).scalar_one()


async def delete_rows(session: WriteSession, owner: ColumnElement[bool]) -> list[UUID]:
    """Delete files without a trace; give what their bytes go by in the store."""
    gone = delete(File).where(owner).returning(_KEPT_AS)
    return list(await session.scalars(gone))


async def present(session: ReadSession, ids: Collection[UUID]) -> set[UUID]:
    """Give those of the ids whose bytes must be kept."""
    query = select(_KEPT_AS).where(_KEPT_AS.in_(ids), File.removed_at.is_(None))
    return set(await session.scalars(query))


async def earlier(session: ReadSession, kinds: Collection[str]) -> File | None:
    """Give a file of some media types that came before files were looked through, if any waits."""
    query = (
        select(File)
        .where(
            File.original_sha256.is_(None),
            File.withheld.is_(None),
            File.removed_at.is_(None),
            File.media_type.in_(kinds),
        )
        .order_by(File.id)
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def lock(session: WriteSession, file_id: UUID) -> File | None:
    """Give a file that is there, locked."""
    query = select(File).where(File.id == file_id, File.removed_at.is_(None)).with_for_update()
    return (await session.scalars(query)).one_or_none()
