"""SQL of meetings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import case, exists, func, or_, select, update

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from governance.decisions.models import Decision
from governance.meetings.models import (
    AgendaItem,
    AgendaOrder,
    Attendance,
    Meeting,
    MeetingChair,
    MeetingPublication,
)
from governance.sittings.models import Adjournment, PresenceEvent, QuorumConfirmation, Vote


async def get(session: ReadSession, meeting_id: UUID) -> Meeting | None:
    """Give one meeting of the transaction's system."""
    return (await session.scalars(select(Meeting).where(Meeting.id == meeting_id))).one_or_none()


async def get_for_change(session: WriteSession, meeting_id: UUID) -> Meeting | None:
    """Give one meeting, locked until the transaction ends."""
    query = select(Meeting).where(Meeting.id == meeting_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def at(
    session: WriteSession, body_id: UUID, held_on: date, starts_at: time | None
) -> Meeting | None:
    """Give the body's meeting at that date and time, locked; cancelled ones aside."""
    query = select(Meeting).where(
        Meeting.body_id == body_id,
        Meeting.held_on == held_on,
        Meeting.starts_at.is_not_distinct_from(starts_at),
        Meeting.status != "cancelled",
    )
    return (await session.scalars(query.with_for_update())).one_or_none()


async def page(session: ReadSession, request: PageRequest, body_id: UUID | None) -> Page[Meeting]:
    """List meetings, newest first."""
    query = select(Meeting)
    if body_id is not None:
        query = query.where(Meeting.body_id == body_id)
    keys: Any = (Meeting.created_at, Meeting.id)
    query = after_cursor(query, keys, (datetime, UUID), request, descending=True)
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda row: (row.created_at, row.id))


async def has_course(session: ReadSession, meeting_id: UUID) -> bool:
    """Say whether something is on record that happened in a meeting: who came, that it was
    adjourned or found quorate, a vote, a decision, or that it approved earlier minutes."""
    kinds = (PresenceEvent, Adjournment, QuorumConfirmation, Vote, Decision)
    approved = exists().where(Meeting.approved_at_meeting_id == meeting_id)
    found = or_(approved, *(exists().where(kind.meeting_id == meeting_id) for kind in kinds))
    return bool(await session.scalar(select(found)))


async def adjournments(session: ReadSession, meeting_id: UUID) -> list[Adjournment]:
    """List when a meeting was adjourned and resumed, in order."""
    query = select(Adjournment).where(Adjournment.meeting_id == meeting_id)
    return list(await session.scalars(query.order_by(Adjournment.at, Adjournment.id)))


async def items(session: ReadSession, meeting_id: UUID) -> list[AgendaItem]:
    """List the agenda, in order."""
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id)
    return list(await session.scalars(query.order_by(AgendaItem.position)))


async def item_for_change(
    session: WriteSession, meeting_id: UUID, item_id: UUID
) -> AgendaItem | None:
    """Give one item of a meeting, locked until the transaction ends."""
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id, AgendaItem.id == item_id)
    fresh = query.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(fresh)).one_or_none()


async def item_kept(
    session: WriteSession, meeting_id: UUID, item_id: UUID
) -> AgendaItem | None:  # fmt: skip
    """Give one item of a meeting, which nobody changes until the transaction ends."""
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id, AgendaItem.id == item_id)
    fresh = query.with_for_update(read=True).execution_options(populate_existing=True)
    return (await session.scalars(fresh)).one_or_none()


async def put_in_order(
    session: WriteSession, meeting_id: UUID, places: Mapping[UUID, tuple[int, str]]
) -> list[AgendaItem]:
    """Give items of a meeting their positions and numbers, all in one statement, since no two may
    have the same position between statements. Gives the agenda as it is then."""
    at = {item: position for item, (position, _) in places.items()}
    printed = {item: number for item, (_, number) in places.items()}
    await session.execute(
        update(AgendaItem)
        .where(AgendaItem.id.in_(places))
        .values(
            position=case(at, value=AgendaItem.id),
            number=case(printed, value=AgendaItem.id),
            version=AgendaItem.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id)
    fresh = query.order_by(AgendaItem.position).execution_options(populate_existing=True)
    return list(await session.scalars(fresh))


async def orders(session: ReadSession, meeting_id: UUID) -> list[AgendaOrder]:
    """List how often a published agenda was put in another order, the first change first."""
    query = select(AgendaOrder).where(AgendaOrder.meeting_id == meeting_id)
    return list(await session.scalars(query.order_by(AgendaOrder.ordered_at, AgendaOrder.id)))


async def publications(session: ReadSession, meeting_id: UUID) -> list[MeetingPublication]:
    """List when a meeting's versions were published, in order."""
    query = select(MeetingPublication).where(MeetingPublication.meeting_id == meeting_id)
    return list(await session.scalars(query.order_by(MeetingPublication.version)))


async def attendances(session: ReadSession, meeting_id: UUID) -> list[Attendance]:
    """List who came, and who sent apologies, in order."""
    query = select(Attendance).where(Attendance.meeting_id == meeting_id)
    return list(await session.scalars(query.order_by(Attendance.position)))


async def chairs(session: ReadSession, meeting_id: UUID) -> list[MeetingChair]:
    """List who was in the chair, in order."""
    query = select(MeetingChair).where(MeetingChair.meeting_id == meeting_id)
    return list(await session.scalars(query.order_by(MeetingChair.position)))


async def next_position(
    session: WriteSession,
    table: type[AgendaItem] | type[Attendance] | type[MeetingChair],
    meeting_id: UUID,
) -> int:
    """Give the position after the last; the meeting's row must be locked."""
    query = select(func.coalesce(func.max(table.position), 0)).where(table.meeting_id == meeting_id)
    return (await session.scalar(query) or 0) + 1


async def held_between(
    session: ReadSession, body_id: UUID, after: date, until: date
) -> list[Meeting]:
    """List the meetings that a body held after a day and up to another, oldest first."""
    query = select(Meeting).where(
        Meeting.body_id == body_id,
        Meeting.status.in_(("held", "minutes_approved")),
        Meeting.held_on > after,
        Meeting.held_on <= until,
    )
    return list(await session.scalars(query.order_by(Meeting.held_on, Meeting.id)))


async def scheduled(session: ReadSession, body_id: UUID, from_day: date) -> list[Meeting]:
    """List a body's scheduled meetings from a day on, the earliest first."""
    query = select(Meeting).where(
        Meeting.body_id == body_id, Meeting.status == "scheduled", Meeting.held_on >= from_day
    )
    order = (Meeting.held_on, Meeting.starts_at.asc().nulls_first(), Meeting.id)
    return list(await session.scalars(query.order_by(*order)))
