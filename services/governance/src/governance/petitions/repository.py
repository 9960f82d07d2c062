"""SQL of petitions and signatures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from governance.meetings.models import AgendaItem, Meeting
from governance.petitions.models import PaperCount, Petition, Signature
from governance.plans.models import Placement, PlanItem

MOST_SHOWN = 200
PUBLIC = ("open", "closed", "answered")


async def find(session: ReadSession, petition_id: UUID) -> Petition | None:
    """Give one petition of the transaction's system."""
    return (await session.scalars(select(Petition).where(Petition.id == petition_id))).one_or_none()


async def for_change(session: WriteSession, petition_id: UUID) -> Petition | None:
    """Give one petition, locked until the transaction ends."""
    query = select(Petition).where(Petition.id == petition_id).with_for_update()
    # What was read before the lock may be old by now.
    fresh = query.execution_options(populate_existing=True)
    return (await session.scalars(fresh)).one_or_none()


async def next_number(session: WriteSession, body_id: UUID, year: int) -> int:
    """Give the next number of a body's references in a year; the body must be locked."""
    query = select(func.count()).where(
        Petition.body_id == body_id, func.extract("year", Petition.asked_on) == year
    )
    return int(await session.scalar(query) or 0) + 1


async def page(session: ReadSession, request: PageRequest, state: str | None) -> Page[Petition]:
    """List petitions, the newest first."""
    query = select(Petition)
    if state is not None:
        query = query.where(Petition.state == state)
    keys: Any = (Petition.id,)
    rows = (
        await session.scalars(after_cursor(query, keys, (UUID,), request, descending=True))
    ).all()
    return page_of(rows, request, lambda row: (row.id,))


async def public(session: ReadSession) -> list[Petition]:
    """List petitions that are or were open, the newest first."""
    query = select(Petition).where(Petition.state.in_(PUBLIC))
    return list(await session.scalars(query.order_by(Petition.id.desc()).limit(MOST_SHOWN)))


async def overdue(session: ReadSession, body_id: UUID, on: date) -> list[Petition]:
    """List petitions that should have been checked or answered before a day."""
    query = select(Petition).where(
        Petition.body_id == body_id,
        Petition.state.in_(("received", "closed")),
        Petition.due_on < on,
    )
    return list(
        await session.scalars(query.order_by(Petition.due_on, Petition.id).limit(MOST_SHOWN))
    )


async def add_signature(session: WriteSession, values: dict[str, Any]) -> UUID | None:
    """Write a signature; None where the address has signed that petition already."""
    statement = insert(Signature).values(values)
    fresh = statement.on_conflict_do_nothing(index_elements=["ics", "petition_id", "address"])
    return await session.scalar(fresh.returning(Signature.id))


async def signature_of(session: ReadSession, petition_id: UUID, address: bytes) -> UUID | None:
    """Give the id of an address's signature."""
    query = select(Signature.id).where(
        Signature.petition_id == petition_id, Signature.address == address
    )
    return await session.scalar(query)


async def signature(session: ReadSession, signature_id: UUID) -> Signature | None:
    """Give one signature."""
    query = select(Signature).where(Signature.id == signature_id)
    return (await session.scalars(query)).one_or_none()


async def remove_signature(session: WriteSession, signature_id: UUID) -> bool:
    """Delete a signature; False if it was taken back meanwhile."""
    statement = delete(Signature).where(Signature.id == signature_id).returning(Signature.id)
    return await session.scalar(statement) is not None


async def shown_names(
    session: ReadSession, petition_id: UUID, until: datetime
) -> list[tuple[UUID, bytes]]:
    """Give the sealed names to be shown of who signed up to a moment, the newest first."""
    query = select(Signature.id, Signature.name_sealed).where(
        Signature.petition_id == petition_id,
        Signature.name_sealed.is_not(None),
        Signature.signed_at <= until,
    )
    order = (Signature.signed_at.desc(), Signature.id)
    rows = await session.execute(query.order_by(*order).limit(MOST_SHOWN))
    return [(row[0], row[1]) for row in rows if row[1] is not None]


async def open_for_change(session: WriteSession, ics: SystemCode) -> list[Petition]:
    """Give the open petitions, locked."""
    query = select(Petition).where(Petition.ics == ics, Petition.state == "open")
    return list(await session.scalars(query.order_by(Petition.id).with_for_update()))


async def due_for_erasure(session: WriteSession, ics: SystemCode, on: date) -> list[Petition]:
    """Give petitions whose people are to be forgotten by a day, locked."""
    query = select(Petition).where(Petition.ics == ics, Petition.erase_on <= on)
    return list(await session.scalars(query.with_for_update(skip_locked=True)))


async def forget_signers(session: WriteSession, petition_id: UUID) -> None:
    """Delete the signatures of a petition; their number stays."""
    await session.execute(delete(Signature).where(Signature.petition_id == petition_id))


async def paper_counts(session: ReadSession, petition_id: UUID) -> list[PaperCount]:
    """List the counts of signatures on paper, in order."""
    query = select(PaperCount).where(PaperCount.petition_id == petition_id)
    return list(await session.scalars(query.order_by(PaperCount.id)))


async def debated_at(session: ReadSession, plan_item_id: UUID) -> list[UUID]:
    """Give the meetings, not cancelled, at which an item of the plan is placed, unless what came of
    it there is withheld."""
    query = (
        select(Placement.meeting_id)
        .join(Meeting, (Meeting.ics == Placement.ics) & (Meeting.id == Placement.meeting_id))
        .outerjoin(
            AgendaItem, (AgendaItem.ics == Placement.ics) & (AgendaItem.id == Placement.item_id)
        )
        .where(
            Placement.plan_item_id == plan_item_id,
            Meeting.status != "cancelled",
            AgendaItem.withheld_reason.is_(None),
        )
        .order_by(Meeting.held_on, Meeting.id)
    )
    return list(await session.scalars(query))


async def debates_waiting(session: WriteSession) -> Sequence[Row[UUID, UUID]]:
    """Give the items, with their bodies, under which petitions are to be debated and that are on no
    agenda yet."""
    query = (
        select(PlanItem.id, PlanItem.body_id)
        .join(
            Petition,
            (Petition.ics == PlanItem.ics) & (Petition.debate_item_id == PlanItem.id),
        )
        .where(PlanItem.state == "waiting", Petition.state.in_(PUBLIC))
        .order_by(PlanItem.id)
    )
    return (await session.execute(query)).all()
