"""SQL of bodies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from asyncpg import Record
from sqlalchemy import Select, func, or_, select, union_all
from sqlalchemy.dialects.postgresql import insert

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from governance.bodies.models import Body, Holder, HolderApproval, Post, SeatEntry, TermsOfReference
from governance.meetings.models import Meeting
from governance.offices.models import OfficeTerm
from governance.sittings.models import PresenceEvent, QuorumConfirmation, Vote

_NAMED = """
SELECT code, name, (
    SELECT terms.content -> 'call_in' FROM terms_of_reference terms
    WHERE terms.ics = bodies.ics AND terms.body_id = bodies.id AND terms.valid_from <= $2::date
        AND (terms.valid_to IS NULL OR terms.valid_to > $2::date)
    ORDER BY terms.valid_from DESC LIMIT 1
) AS call_in
FROM bodies WHERE id = $1
"""
_HOLDER_NAMES = """
SELECT holders.name FROM holders
JOIN posts ON posts.ics = holders.ics AND posts.id = holders.post_id
WHERE posts.body_id = $1
"""


async def get(session: ReadSession, body_id: UUID) -> Body | None:
    """Give one body of the transaction's system."""
    return (await session.scalars(select(Body).where(Body.id == body_id))).one_or_none()


async def named(session: ReadSession, body_id: UUID, on: date | None) -> Record | None:
    """Give what one body of the transaction's system is called: its code and name; and how its
    decisions are called in by the terms of a day."""
    connection = await raw_connection(session)
    row: Record | None = await connection.fetchrow(_NAMED, body_id, on)
    return row


async def get_for_change(session: WriteSession, body_id: UUID) -> Body | None:
    """Give one body, locked until the transaction ends; what names it is entered meanwhile."""
    query = select(Body).where(Body.id == body_id).with_for_update(key_share=True)
    return (await session.scalars(query)).one_or_none()


async def code_taken(session: ReadSession, code: str) -> bool:
    """Say whether a body bears this code."""
    return await session.scalar(select(Body.id).where(Body.code == code)) is not None


async def by_code(session: ReadSession, code: str) -> Body | None:
    """Give the body that bears a code."""
    return (await session.scalars(select(Body).where(Body.code == code))).one_or_none()


async def page(session: ReadSession, request: PageRequest, on: date | None) -> Page[Body]:
    """List bodies by name, those in being on a day if one is given."""
    query = select(Body)
    if on is not None:
        query = query.where(Body.valid_from <= on, or_(Body.valid_to.is_(None), Body.valid_to > on))
    keys: Any = (Body.name, Body.id)
    rows = (await session.scalars(after_cursor(query, keys, (str, UUID), request))).all()
    return page_of(rows, request, lambda body: (body.name, body.id))


async def terms(session: ReadSession, body_id: UUID) -> list[TermsOfReference]:
    """List the terms of reference of a body, newest first."""
    query = (
        select(TermsOfReference)
        .where(TermsOfReference.body_id == body_id)
        .order_by(TermsOfReference.valid_from.desc())
    )
    return list(await session.scalars(query))


async def posts(session: ReadSession, body_id: UUID) -> list[Post]:
    """List the posts of a body in the order in which they were made."""
    query = select(Post).where(Post.body_id == body_id).order_by(Post.title, Post.id)
    return list(await session.scalars(query))


async def post(session: ReadSession, post_id: UUID) -> Post | None:
    """Give one post."""
    return (await session.scalars(select(Post).where(Post.id == post_id))).one_or_none()


async def post_for_change(session: WriteSession, post_id: UUID) -> Post | None:
    """Give one post, locked until the transaction ends."""
    query = select(Post).where(Post.id == post_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def hold_of_post(session: WriteSession, post_id: UUID) -> None:
    """Lock the body that has a post until the transaction ends."""
    query = select(Body.id).join(Post, (Post.ics == Body.ics) & (Post.body_id == Body.id))
    locked = query.where(Post.id == post_id).with_for_update(of=Body, key_share=True)
    await session.execute(locked)


async def hold_of_meeting(session: WriteSession, meeting_id: UUID) -> UUID | None:
    """Lock the body that has a meeting until the transaction ends; gives its id."""
    query = select(Body.id).join(Meeting, (Meeting.ics == Body.ics) & (Meeting.body_id == Body.id))
    found: UUID | None = await session.scalar(
        query.where(Meeting.id == meeting_id).with_for_update(of=Body, key_share=True)
    )
    return found


async def last_recorded(session: ReadSession, body_id: UUID) -> datetime | None:
    """Give the last moment at which anything was put on record of who is on a body, of what it
    voted or of its quorum."""
    seats = (
        select(SeatEntry.recorded_at)
        .join(Post, (Post.ics == SeatEntry.ics) & (Post.id == SeatEntry.post_id))
        .where(Post.body_id == body_id)
    )
    return await _last(session, seats, *_of_meetings(body_id, "recorded_at"))


async def last_ruled_on(session: ReadSession, body_id: UUID) -> datetime | None:
    """Give the last moment at which a body voted, or its quorum was confirmed."""
    return await _last(session, *_of_meetings(body_id, "at"))


async def last_met(session: ReadSession, body_id: UUID) -> date | None:
    """Give the last day of which it is on record that a body met."""
    came = _of_meetings(body_id, "at", PresenceEvent, Vote, QuorumConfirmation)
    moment = await _last(session, *came)
    held = await session.scalar(
        select(func.max(Meeting.held_on)).where(
            Meeting.body_id == body_id, Meeting.status.in_(("held", "minutes_approved"))
        )
    )
    days = [held, None if moment is None else day_in_england(moment)]
    return max((day for day in days if day is not None), default=None)


def _of_meetings(
    body_id: UUID, column: str, *kinds: type[PresenceEvent | Vote | QuorumConfirmation]
) -> list[Select[Any]]:
    return [
        select(getattr(kind, column))
        .join(Meeting, (Meeting.ics == kind.ics) & (Meeting.id == kind.meeting_id))
        .where(Meeting.body_id == body_id)
        for kind in kinds or (Vote, QuorumConfirmation)
    ]


async def _last(session: ReadSession, *moments: Select[Any]) -> datetime | None:
    all_ = union_all(*moments).subquery()
    found: datetime | None = await session.scalar(select(func.max(all_.c[0])))
    return found


async def approvals(session: ReadSession, holder_ids: Sequence[UUID]) -> list[HolderApproval]:
    """List who approved holders, in the order of their approval."""
    query = (
        select(HolderApproval)
        .where(HolderApproval.holder_id.in_(holder_ids))
        .order_by(HolderApproval.approved_on, HolderApproval.approved_by)
    )
    return list(await session.scalars(query))


async def holders(session: ReadSession, post_ids: Sequence[UUID]) -> list[Holder]:
    """List the holders of posts, newest first."""
    query = (
        select(Holder)
        .where(Holder.post_id.in_(post_ids))
        .order_by(Holder.valid_from.desc(), Holder.id)
    )
    return list(await session.scalars(query))


async def office_terms(session: ReadSession, post_ids: Sequence[UUID]) -> list[OfficeTerm]:
    """List the terms for which posts hold offices, the earliest first."""
    query = select(OfficeTerm).where(OfficeTerm.post_id.in_(post_ids))
    return list(await session.scalars(query.order_by(OfficeTerm.valid_from, OfficeTerm.id)))


async def seat_entries(
    session: ReadSession, post_ids: Sequence[UUID]
) -> dict[UUID, list[SeatEntry]]:
    """Give what was put on record of posts, their holders and their terms of offices, in order, by
    the id of each."""
    query = (
        select(SeatEntry)
        .where(SeatEntry.post_id.in_(post_ids))
        .order_by(SeatEntry.recorded_at.asc().nulls_first(), SeatEntry.id)
    )
    found: dict[UUID, list[SeatEntry]] = defaultdict(list)
    for one in await session.scalars(query):
        found[one.holder_id or one.office_term_id or one.post_id].append(one)
    return found


async def holder_for_change(session: WriteSession, post_id: UUID, holder_id: UUID) -> Holder | None:
    """Give one holder of a post, locked until the transaction ends."""
    query = select(Holder).where(Holder.id == holder_id, Holder.post_id == post_id)
    return (await session.scalars(query.with_for_update())).one_or_none()


async def holder_names(session: ReadSession, body_id: UUID) -> list[str]:
    """Name everybody who holds or held a post of a body."""
    connection = await raw_connection(session)
    return [row["name"] for row in await connection.fetch(_HOLDER_NAMES, body_id)]


async def upsert(
    session: WriteSession, table: type[Any], key: Sequence[str], row: Mapping[str, Any]
) -> None:
    """Write a row of a system's file over the one with the same key, if there is one."""
    statement = insert(table).values(dict(row))
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=list(key),
            set_={name: statement.excluded[name] for name in row if name not in key},
        )
    )
    session.expire_all()  # what it holds of the row is of before
