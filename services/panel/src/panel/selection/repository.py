"""SQL of selections and their pools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, exists, or_, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.datakeys.models import DataKey
from panel.members.models import Member
from panel.rights.contacting import may_be_asked, may_be_asked_sql
from panel.selection.models import (
    PoolOpening,
    Selection,
    SelectionDocument,
    SelectionEntry,
    SelectionSeat,
)
from panel.vocabularies.codebook import Codebook, answers_of

_KEY = and_(DataKey.ics == SelectionEntry.ics, DataKey.member_id == SelectionEntry.member_id)
EntryWithKey = tuple[SelectionEntry, DataKey | None]
"""A row of a pool and the data key that its values are sealed with."""

_PEOPLE = f"""
SELECT m.id, m.place, {may_be_asked_sql("$3::text", "$4::date", "true")} AS agrees,
    told.*
FROM members m CROSS JOIN LATERAL (
    SELECT array_agg(d.dimension ORDER BY d.dimension) AS dimensions,
        array_agg(d.vocabulary_version ORDER BY d.dimension) AS versions,
        array_agg(d.token ORDER BY d.dimension) AS tokens
    FROM demographics d WHERE d.ics = m.ics AND d.member_id = m.id
) AS told
WHERE m.ics = $1 AND m.left_on IS NULL
    AND ($2::uuid[] IS NULL OR m.id = ANY($2::uuid[])) ORDER BY m.id
"""  # noqa: S608 - of placeholders


@dataclass(frozen=True)
class Person:
    """A member, as preparing a pool needs to know one."""

    member_id: UUID
    place: str | None
    agrees: bool
    told: Mapping[str, tuple[str, str | None]]
    """Question → the term told and the heading that it stands under, if any."""


async def people(
    session: ReadSession,
    ics: SystemCode,
    codebook: Codebook,
    member_ids: Sequence[UUID] | None,
    purpose: str,
    *,
    on: date,
) -> list[Person]:
    """Give the members, or some of them, who have not left."""
    connection = await raw_connection(session)
    ids = None if member_ids is None else list(member_ids)
    rows = await connection.fetch(_PEOPLE, ics, ids, purpose, on)
    return [
        Person(
            row["id"],
            row["place"],
            row["agrees"],
            codebook.told(answers_of(row["dimensions"], row["versions"], row["tokens"])),
        )
        for row in rows
    ]


async def find(session: ReadSession, ics: SystemCode, selection_id: UUID) -> Selection | None:
    """Find a selection."""
    query = select(Selection).where(Selection.ics == ics, Selection.id == selection_id)
    return (await session.scalars(query)).one_or_none()


async def find_to_change(
    session: WriteSession, ics: SystemCode, selection_id: UUID
) -> Selection | None:
    """Find a selection, and lock the row."""
    query = (
        select(Selection)
        .where(Selection.ics == ics, Selection.id == selection_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).one_or_none()


async def list_selections(
    session: ReadSession, ics: SystemCode, page: PageRequest
) -> Page[Selection]:
    """List selections, in the order in which they were prepared."""
    query = select(Selection).where(Selection.ics == ics)
    columns = [Selection.__table__.c.id]
    rows = (await session.scalars(after_cursor(query, columns, [UUID], page))).all()
    return page_of(rows, page, lambda one: [one.id])


async def claim(session: WriteSession, ics: SystemCode, now: datetime) -> Selection | None:
    """Take a selection that is to be calculated: one that no worker took, or one that a worker
    took so long ago that it must have died."""
    query = (
        select(Selection)
        .where(Selection.ics == ics, Selection.state == "calculating")
        .where(or_(Selection.claimed_at.is_(None), Selection.claimed_at < now - timedelta(hours=1)))
        .order_by(Selection.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = (await session.scalars(query)).one_or_none()
    if found is not None:
        found.claimed_at = now
        await session.flush()
    return found


async def is_committed_for(session: ReadSession, ics: SystemCode, assembly_id: UUID) -> bool:
    """Say whether a selection for a commission is committed to."""
    made = exists().where(
        Selection.ics == ics, Selection.assembly_id == assembly_id, Selection.root.is_not(None)
    )
    return bool(await session.scalar(select(made)))


async def still_there(
    session: WriteSession, ics: SystemCode, member_ids: Sequence[UUID], purpose: str, on: date
) -> frozenset[UUID]:
    """Give those of some members who have not left and may be asked, and hold their rows."""
    query = _askable(ics, member_ids, purpose, on).order_by(Member.id)
    return frozenset(await session.scalars(query.with_for_update(read=True, key_share=True)))


async def may_be_asked_still(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID], purpose: str, on: date
) -> frozenset[UUID]:
    """Give those of some members who have not left and may be asked."""
    return frozenset(await session.scalars(_askable(ics, member_ids, purpose, on)))


def _askable(ics: SystemCode, member_ids: Sequence[UUID], purpose: str, on: date) -> Select[UUID]:
    return (
        select(Member.id)
        .where(Member.ics == ics, Member.id.in_(member_ids), Member.left_on.is_(None))
        .where(may_be_asked(purpose, on, chosen=True))
    )


async def able(
    session: ReadSession, ics: SystemCode, selection_id: UUID, purpose: str, on: date
) -> Sequence[EntryWithKey]:
    """Give those in a pool who still may be asked and never had a seat."""
    seat = exists().where(
        SelectionSeat.ics == SelectionEntry.ics,
        SelectionSeat.selection_id == SelectionEntry.selection_id,
        SelectionSeat.pseudonym == SelectionEntry.pseudonym,
    )
    query = (
        select(SelectionEntry, DataKey)
        .outerjoin(DataKey, _KEY)
        .join(Member, (Member.ics == SelectionEntry.ics) & (Member.id == SelectionEntry.member_id))
        .where(SelectionEntry.ics == ics, SelectionEntry.selection_id == selection_id)
        .where(Member.left_on.is_(None), may_be_asked(purpose, on, chosen=True), ~seat)
        .order_by(SelectionEntry.pseudonym)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def entries(
    session: ReadSession,
    ics: SystemCode,
    selection_id: UUID,
    pseudonyms: Sequence[str] | None = None,
) -> Sequence[EntryWithKey]:
    """Give the rows of a pool whose members are still there, or some of them."""
    query = (
        select(SelectionEntry, DataKey)
        .outerjoin(DataKey, _KEY)
        .where(SelectionEntry.ics == ics, SelectionEntry.selection_id == selection_id)
    )
    if pseudonyms is not None:
        query = query.where(SelectionEntry.pseudonym.in_(pseudonyms))
    rows = await session.execute(query.order_by(SelectionEntry.pseudonym))
    return [(row[0], row[1]) for row in rows]


async def entries_of_member(
    session: ReadSession, ics: SystemCode, member_id: UUID
) -> Sequence[tuple[SelectionEntry, DataKey | None, Selection]]:
    """Give a member's rows in every pool."""
    query = (
        select(SelectionEntry, DataKey, Selection)
        .outerjoin(DataKey, _KEY)
        .join(
            Selection,
            (Selection.ics == SelectionEntry.ics) & (Selection.id == SelectionEntry.selection_id),
        )
        .where(SelectionEntry.ics == ics, SelectionEntry.member_id == member_id)
        .order_by(Selection.id)
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]


async def selections_of(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[UUID]:
    """Give the selections in whose pool a member is, in order."""
    query = select(SelectionEntry.selection_id).where(
        SelectionEntry.ics == ics, SelectionEntry.member_id == member_id
    )
    return (await session.scalars(query.order_by(SelectionEntry.selection_id))).all()


async def delete_entries(
    session: WriteSession,
    ics: SystemCode,
    *,
    selection_id: UUID | None = None,
    member_id: UUID | None = None,
) -> list[tuple[UUID, str]]:
    """Delete the rows of a pool, or of a member; give selections and pseudonyms."""
    statement = delete(SelectionEntry).where(SelectionEntry.ics == ics)
    if selection_id is not None:
        statement = statement.where(SelectionEntry.selection_id == selection_id)
    if member_id is not None:
        statement = statement.where(SelectionEntry.member_id == member_id)
    gone = statement.returning(SelectionEntry.selection_id, SelectionEntry.pseudonym)
    return [(row[0], row[1]) for row in await session.execute(gone)]


async def write_entries(session: WriteSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the rows of a pool."""
    await session.execute(insert(SelectionEntry), list(rows))


async def document(
    session: ReadSession, ics: SystemCode, selection_id: UUID
) -> SelectionDocument | None:
    """Give what was calculated of a selection, or published."""
    query = select(SelectionDocument).where(
        SelectionDocument.ics == ics, SelectionDocument.selection_id == selection_id
    )
    return (await session.scalars(query)).one_or_none()


async def write_document(
    session: WriteSession, ics: SystemCode, selection_id: UUID, content: dict[str, Any]
) -> None:
    """Write a draft, in place of an earlier one."""
    statement = insert(SelectionDocument).values(
        ics=ics, selection_id=selection_id, document=content
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["ics", "selection_id"], set_={"document": content}
        )
    )


async def reserves(
    session: ReadSession, ics: SystemCode, selection_id: UUID, digits: str
) -> list[str]:
    """Give the reserves of the panel that three digits pick, in their order."""
    query = select(SelectionDocument.document["reserves"][int(digits)]).where(
        SelectionDocument.ics == ics, SelectionDocument.selection_id == selection_id
    )
    return list((await session.scalars(query)).one_or_none() or [])


async def pool_openings(
    session: ReadSession, ics: SystemCode, selection_id: UUID
) -> Sequence[PoolOpening]:
    """List who opened a pool, the first first."""
    query = (
        select(PoolOpening)
        .where(PoolOpening.ics == ics, PoolOpening.selection_id == selection_id)
        .order_by(PoolOpening.id)
    )
    return (await session.scalars(query)).all()


async def delete_document(session: WriteSession, ics: SystemCode, selection_id: UUID) -> None:
    """Delete a draft."""
    await session.execute(
        delete(SelectionDocument).where(
            SelectionDocument.ics == ics, SelectionDocument.selection_id == selection_id
        )
    )
