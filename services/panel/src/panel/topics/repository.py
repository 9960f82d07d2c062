"""SQL of the topics that members chose."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.topics.models import MemberTopic


async def of_member(
    session: ReadSession, ics: SystemCode, member_id: UUID
) -> Sequence[MemberTopic]:
    """Give the topics of a member, in no order that tells anything."""
    query = select(MemberTopic).where(MemberTopic.ics == ics, MemberTopic.member_id == member_id)
    return (await session.scalars(query.order_by(MemberTopic.kind, MemberTopic.token))).all()


async def replace(
    session: WriteSession,
    ics: SystemCode,
    member_id: UUID,
    kind: str,
    rows: Sequence[MemberTopic],
) -> None:
    """Write a member's topics of one kind in place of earlier ones."""
    await session.execute(
        delete(MemberTopic).where(
            MemberTopic.ics == ics, MemberTopic.member_id == member_id, MemberTopic.kind == kind
        )
    )
    session.add_all(rows)
    await session.flush()


async def delete_of_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete every topic of a member."""
    await session.execute(
        delete(MemberTopic).where(MemberTopic.ics == ics, MemberTopic.member_id == member_id)
    )
