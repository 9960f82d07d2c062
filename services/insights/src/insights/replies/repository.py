"""SQL of replies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import and_, select

from common.db.engine import ReadSession, WriteSession
from insights.replies.models import Reply, ReplyVersion


async def standing(
    session: ReadSession, finding_ids: Collection[UUID]
) -> Sequence[tuple[Reply, ReplyVersion]]:
    """Give the replies to findings that are published, each with its version in force."""
    if not finding_ids:
        return []
    query = (
        select(Reply, ReplyVersion)
        .join(
            ReplyVersion,
            and_(ReplyVersion.reply_id == Reply.id, ReplyVersion.version == Reply.version),
        )
        .where(Reply.finding_id.in_(finding_ids), Reply.state == "published")
        .order_by(Reply.id)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def add(session: WriteSession, reply: Reply, version: ReplyVersion) -> None:
    """Add a reply with its first version."""
    session.add(reply)
    await session.flush()
    session.add(version)
    await session.flush()


async def add_version(session: WriteSession, version: ReplyVersion) -> None:
    """Keep a new version."""
    session.add(version)
    await session.flush()


async def of_replier(session: ReadSession, finding_id: UUID, replier_id: UUID) -> UUID | None:
    """Give the reply of somebody to a finding."""
    query = select(Reply.id).where(Reply.finding_id == finding_id, Reply.replier_id == replier_id)
    return (await session.scalars(query)).one_or_none()


async def get(session: ReadSession, finding_id: UUID, reply_id: UUID) -> Reply | None:
    """Give a reply to a finding."""
    query = select(Reply).where(Reply.id == reply_id, Reply.finding_id == finding_id)
    return (await session.scalars(query)).one_or_none()


async def versions(session: ReadSession, reply_id: UUID) -> Sequence[ReplyVersion]:
    """Give every version, oldest first."""
    query = (
        select(ReplyVersion).where(ReplyVersion.reply_id == reply_id).order_by(ReplyVersion.version)
    )
    return (await session.scalars(query)).all()
