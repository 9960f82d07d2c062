"""SQL of gatherings and bookings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.datakeys.models import DataKey
from panel.gatherings.models import Booking, Gathering

TAKEN = ("placed", "offered")
"""States of a booking that take a place."""
COMING = ("placed", "offered", "waiting")
"""States of a booking whose member still wants to come."""

_AGREES = """
SELECT EXISTS (SELECT FROM consents c WHERE c.ics = m.ics AND c.member_id = m.id
    AND c.purpose = $3 AND c.withdrawn_at IS NULL) AS agrees
FROM members m WHERE m.ics = $1 AND m.id = $2 AND m.left_on IS NULL
"""
_SHARE = f"{_AGREES} FOR SHARE OF m"
_SHARE_ALL = """
SELECT m.id FROM members m WHERE m.ics = $1 AND m.id = ANY($2::uuid[]) AND m.left_on IS NULL
ORDER BY m.id FOR SHARE
"""


async def find(session: ReadSession, ics: SystemCode, gathering_id: UUID) -> Gathering | None:
    """Give a gathering."""
    return await session.get(Gathering, (gathering_id, ics))


async def lock(session: WriteSession, ics: SystemCode, gathering_id: UUID) -> Gathering | None:
    """Give a gathering as it is now; nobody else changes it or its bookings meanwhile."""
    query = (
        select(Gathering)
        .where(Gathering.ics == ics, Gathering.id == gathering_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).one_or_none()


async def share_member(
    session: WriteSession, ics: SystemCode, member_id: UUID, purpose: str
) -> bool | None:
    """Keep a member from going meanwhile; says whether they agree to a purpose, None if they have
    gone."""
    connection = await raw_connection(session)
    row = await connection.fetchrow(_SHARE, ics, member_id, purpose)
    return None if row is None else bool(row["agrees"])


async def share_members(
    session: WriteSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> list[UUID]:
    """Keep members from going meanwhile; gives those who are there."""
    connection = await raw_connection(session)
    return [row["id"] for row in await connection.fetch(_SHARE_ALL, ics, list(member_ids))]


async def list_gatherings(
    session: ReadSession, ics: SystemCode, page: PageRequest
) -> Page[Gathering]:
    """List gatherings, the newest first."""
    query = select(Gathering).where(Gathering.ics == ics)
    newest = after_cursor(query, [Gathering.__table__.c.id], [UUID], page, descending=True)
    return page_of((await session.scalars(newest)).all(), page, lambda one: [one.id])


async def coming(session: ReadSession, ics: SystemCode, now: datetime) -> Sequence[Gathering]:
    """Give the open gatherings that are not over, by their start."""
    query = select(Gathering).where(
        Gathering.ics == ics, Gathering.state == "open", Gathering.ends_at > now
    )
    return (await session.scalars(query.order_by(Gathering.starts_at, Gathering.id))).all()


async def in_calendar(
    session: ReadSession, ics: SystemCode, since: datetime
) -> Sequence[Gathering]:
    """Give the public gatherings that calendars have to know: what was cancelled too."""
    query = select(Gathering).where(
        Gathering.ics == ics,
        Gathering.public,
        Gathering.state != "draft",
        Gathering.ends_at > since,
    )
    return (await session.scalars(query.order_by(Gathering.starts_at, Gathering.id))).all()


async def taken(
    session: ReadSession, ics: SystemCode, gathering_ids: Sequence[UUID]
) -> dict[UUID, int]:
    """Count the places that are taken at some gatherings; none for one with none."""
    query = (
        select(Booking.gathering_id, func.count())
        .where(Booking.ics == ics, Booking.gathering_id.in_(gathering_ids))
        .where(Booking.state.in_(TAKEN))
        .group_by(Booking.gathering_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def waiting(
    session: ReadSession, ics: SystemCode, gathering_ids: Sequence[UUID]
) -> set[UUID]:
    """Give those of some gatherings for which somebody waits."""
    query = select(Booking.gathering_id).where(
        Booking.ics == ics, Booking.gathering_id.in_(gathering_ids), Booking.state == "waiting"
    )
    return set((await session.scalars(query.distinct())).all())


async def booking_of(
    session: ReadSession, ics: SystemCode, gathering_id: UUID, member_id: UUID
) -> Booking | None:
    """Give a member's booking as it is now."""
    query = (
        select(Booking)
        .where(Booking.ics == ics, Booking.gathering_id == gathering_id)
        .where(Booking.member_id == member_id)
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).one_or_none()


async def bookings_of_member(
    session: ReadSession, ics: SystemCode, member_id: UUID
) -> Sequence[tuple[Booking, Gathering]]:
    """Give a member's bookings with their gatherings, by the start."""
    query = (
        select(Booking, Gathering)
        .join(Gathering, (Gathering.ics == Booking.ics) & (Gathering.id == Booking.gathering_id))
        .where(Booking.ics == ics, Booking.member_id == member_id)
        .order_by(Gathering.starts_at, Gathering.id)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def bookings(
    session: ReadSession, ics: SystemCode, gathering_id: UUID, states: Sequence[str] | None = None
) -> Sequence[Booking]:
    """Give the bookings of a gathering in the order of asking."""
    query = select(Booking).where(Booking.ics == ics, Booking.gathering_id == gathering_id)
    if states is not None:
        query = query.where(Booking.state.in_(states))
    return (await session.scalars(query.order_by(Booking.number))).all()


async def came_to(
    session: ReadSession, ics: SystemCode, activity_ids: Sequence[UUID]
) -> Sequence[UUID]:
    """Give the members who came to the gatherings of some activities."""
    query = (
        select(Booking.member_id)
        .join(Gathering, (Gathering.ics == Booking.ics) & (Gathering.id == Booking.gathering_id))
        .where(
            Booking.ics == ics, Booking.attended.is_(True), Gathering.activity_id.in_(activity_ids)
        )
    )
    return (await session.scalars(query.distinct())).all()


async def with_keys(
    session: ReadSession, ics: SystemCode, booking_ids: Sequence[UUID]
) -> Sequence[tuple[Booking, DataKey]]:
    """Give those of some bookings that say what somebody needs, with the keys of their members."""
    key = (DataKey.ics == Booking.ics) & (DataKey.member_id == Booking.member_id)
    query = (
        select(Booking, DataKey)
        .join(DataKey, key)
        .where(Booking.ics == ics, Booking.id.in_(booking_ids))
        .where(Booking.needs_sealed.is_not(None))
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def next_number(session: ReadSession, ics: SystemCode, gathering_id: UUID) -> int:
    """Give the number of the next who asks."""
    query = select(func.coalesce(func.max(Booking.number), 0) + 1).where(
        Booking.ics == ics, Booking.gathering_id == gathering_id
    )
    return int(await session.scalar(query) or 1)


async def ahead(session: ReadSession, ics: SystemCode, booking: Booking) -> int:
    """Count those who wait before somebody."""
    query = select(func.count()).where(
        Booking.ics == ics,
        Booking.gathering_id == booking.gathering_id,
        Booking.state == "waiting",
        Booking.number < booking.number,
    )
    return int(await session.scalar(query) or 0)


async def to_look_at(session: ReadSession, ics: SystemCode, now: datetime) -> Sequence[UUID]:
    """Give the open gatherings that have not begun."""
    query = select(Gathering.id).where(
        Gathering.ics == ics, Gathering.state == "open", Gathering.starts_at > now
    )
    return (await session.scalars(query.order_by(Gathering.id))).all()


async def forget_needs(session: WriteSession, ics: SystemCode, over_since: datetime) -> None:
    """Delete what people needed at gatherings that ended, or were called off, before a moment."""
    over = select(Gathering.id).where(
        Gathering.ics == ics,
        or_(Gathering.ends_at < over_since, Gathering.state == "cancelled"),
    )
    await session.execute(
        update(Booking)
        .where(Booking.ics == ics, Booking.needs_sealed.is_not(None))
        .where(Booking.gathering_id.in_(over))
        .values(needs_sealed=None)
    )


async def delete_of_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete a member's bookings."""
    await session.execute(delete(Booking).where(Booking.ics == ics, Booking.member_id == member_id))


async def agrees(
    session: ReadSession, ics: SystemCode, member_id: UUID, purpose: str
) -> bool | None:
    """Say whether a member agrees to a purpose; None if they have gone."""
    connection = await raw_connection(session)
    row = await connection.fetchrow(_AGREES, ics, member_id, purpose)
    return None if row is None else bool(row["agrees"])
