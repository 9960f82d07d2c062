"""SQL of motions."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import any_, exists, literal, or_, select

from common.db.engine import ReadSession, WriteSession
from governance.motions.models import Amendment, Disposal, Motion

Moved = tuple[Amendment, Disposal | None]


async def get(session: ReadSession, motion_id: UUID) -> Motion | None:
    """Give one motion."""
    return (await session.scalars(select(Motion).where(Motion.id == motion_id))).one_or_none()


async def get_for_change(session: WriteSession, motion_id: UUID) -> Motion | None:
    """Give one motion, locked until the transaction ends."""
    query = select(Motion).where(Motion.id == motion_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def of_meeting(session: ReadSession, meeting_id: UUID) -> list[Motion]:
    """List the motions of a meeting in the order in which they were moved."""
    query = select(Motion).where(Motion.meeting_id == meeting_id)
    return list(await session.scalars(query.order_by(Motion.moved_at, Motion.id)))


async def amendments(
    session: ReadSession, motion_ids: Sequence[UUID]
) -> dict[UUID, list[Moved]]:  # fmt: skip
    """Give the amendments of motions by their number, with what became of each."""
    found: dict[UUID, list[Moved]] = {motion_id: [] for motion_id in motion_ids}
    query = (
        select(Amendment, Disposal)
        .outerjoin(
            Disposal, (Disposal.ics == Amendment.ics) & (Disposal.amendment_id == Amendment.id)
        )
        .where(Amendment.motion_id.in_(motion_ids))
        .order_by(Amendment.motion_id, Amendment.number)
    )
    for amendment, disposal in (await session.execute(query)).all():
        found[amendment.motion_id].append((amendment, disposal))
    return found


async def is_used(session: ReadSession, vote_id: UUID) -> bool:
    """Say whether a vote decided on a motion or an amendment already."""
    query = select(
        or_(
            exists().where(Motion.vote_id == vote_id),
            exists().where(literal(vote_id) == any_(Motion.part_vote_ids)),
            exists().where(Disposal.vote_id == vote_id),
        )
    )
    return bool(await session.scalar(query))
