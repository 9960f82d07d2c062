"""SQL of plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import delete, exists, select

from common.db.engine import ReadSession, WriteSession
from governance.meetings.models import AgendaItem, Meeting
from governance.plans.models import Appraisal, Placement, PlanItem


async def item_for_change(session: WriteSession, item_id: UUID) -> PlanItem | None:
    """Give one item of a plan, locked until the transaction ends."""
    query = select(PlanItem).where(PlanItem.id == item_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def item(session: ReadSession, item_id: UUID) -> PlanItem | None:
    """Give one item of a plan."""
    return (await session.scalars(select(PlanItem).where(PlanItem.id == item_id))).one_or_none()


async def items(session: ReadSession, body_id: UUID) -> list[PlanItem]:
    """List a body's plan by priority, then in the order of entry."""
    query = select(PlanItem).where(PlanItem.body_id == body_id)
    return list(await session.scalars(query.order_by(PlanItem.priority, PlanItem.id)))


async def sittings(session: ReadSession, body_id: UUID) -> list[Meeting]:
    """List a body's meetings that were not cancelled, the earliest first."""
    query = select(Meeting).where(Meeting.body_id == body_id, Meeting.status != "cancelled")
    order = (Meeting.held_on, Meeting.starts_at.asc().nulls_first(), Meeting.id)
    return list(await session.scalars(query.order_by(*order)))


async def placements(session: ReadSession, item_ids: Sequence[UUID]) -> list[Placement]:
    """List the placements of items."""
    query = select(Placement).where(Placement.plan_item_id.in_(item_ids))
    return list(await session.scalars(query.order_by(Placement.id)))


async def placement(session: ReadSession, placement_id: UUID) -> Placement | None:
    """Give one placement."""
    return (
        await session.scalars(select(Placement).where(Placement.id == placement_id))
    ).one_or_none()


async def placement_for_change(session: WriteSession, placement_id: UUID) -> Placement | None:
    """Give one placement as it is now, locked until the transaction ends."""
    query = select(Placement).where(Placement.id == placement_id).with_for_update()
    fresh = query.execution_options(populate_existing=True)
    return (await session.scalars(fresh)).one_or_none()


async def forget_drafts(session: WriteSession, item_ids: Sequence[UUID]) -> None:
    """Take away the placements that nobody made by hand and that are on no agenda."""
    await session.execute(
        delete(Placement).where(
            Placement.plan_item_id.in_(item_ids),
            Placement.item_id.is_(None),
            Placement.by_hand.is_(False),
        )
    )


async def appraisals(session: ReadSession, item_id: UUID) -> list[Appraisal]:
    """List the appraisals of an item, newest first."""
    query = select(Appraisal).where(Appraisal.plan_item_id == item_id)
    return list(await session.scalars(query.order_by(Appraisal.id.desc())))


async def in_days(session: ReadSession, body_id: UUID, first: date, last: date) -> list[Meeting]:
    """List a body's meetings from one day to another, the earliest first."""
    return [one for one in await sittings(session, body_id) if first <= one.held_on <= last]


async def days(session: ReadSession, item_ids: Sequence[UUID]) -> dict[UUID, list[date]]:
    """Give the days of the meetings to be held that items are placed at, the earliest first."""
    query = (
        select(Placement.plan_item_id, Meeting.held_on)
        .join(Meeting, Meeting.id == Placement.meeting_id)
        .where(Placement.plan_item_id.in_(item_ids), Meeting.status == "scheduled")
        .order_by(Meeting.held_on)
    )
    found: dict[UUID, list[date]] = {}
    for item_id, day in await session.execute(query):
        found.setdefault(item_id, []).append(day)
    return found


async def of_agenda_item(session: WriteSession, agenda_item_id: UUID) -> list[PlanItem]:
    """Give the item that an item of an agenda came of, if any, locked."""
    query = (
        select(PlanItem)
        .join(Placement, Placement.plan_item_id == PlanItem.id)
        .where(Placement.item_id == agenda_item_id)
    )
    return list(await session.scalars(query.with_for_update(of=PlanItem)))


async def at_meeting(session: WriteSession, meeting_id: UUID) -> list[PlanItem]:
    """Give the items that are placed at a meeting, locked."""
    here = exists().where(
        Placement.ics == PlanItem.ics,
        Placement.plan_item_id == PlanItem.id,
        Placement.meeting_id == meeting_id,
    )
    query = select(PlanItem).where(here).order_by(PlanItem.id).with_for_update()
    return list(await session.scalars(query))


async def on_agendas(session: ReadSession, item_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Give those of items that are on the agenda of a meeting that was not cancelled."""
    query = (
        select(Placement.plan_item_id)
        .join(Meeting, Meeting.id == Placement.meeting_id)
        .where(
            Placement.plan_item_id.in_(item_ids),
            Placement.item_id.is_not(None),
            Meeting.status != "cancelled",
        )
    )
    return frozenset(await session.scalars(query))


async def withheld(session: ReadSession, item_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Give those of items of which something came onto an agenda that is withheld there."""
    query = (
        select(Placement.plan_item_id)
        .join(AgendaItem, AgendaItem.id == Placement.item_id)
        .where(Placement.plan_item_id.in_(item_ids), AgendaItem.withheld_reason.is_not(None))
    )
    return frozenset(await session.scalars(query))
