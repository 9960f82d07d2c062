"""SQL of organisations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Uuid, any_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import insert

from common.db.compiled import Compiled
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from insights.organisations.models import Organisation


async def get(session: ReadSession, organisation_id: UUID) -> Organisation | None:
    """Give one organisation of the transaction's system."""
    query = select(Organisation).where(Organisation.id == organisation_id)
    return (await session.scalars(query)).one_or_none()


async def get_for_change(session: WriteSession, organisation_id: UUID) -> Organisation | None:
    """Give one organisation, locked until the transaction ends."""
    query = select(Organisation).where(Organisation.id == organisation_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


_TABLE: Any = Organisation.__table__
_NAMES = Compiled(
    select(_TABLE.c.id, _TABLE.c.name).where(
        _TABLE.c.id == any_(bindparam("ids", type_=ARRAY(Uuid)))
    )
)


_TODAY = Compiled(
    select(_TABLE.c.id).where(
        _TABLE.c.id == bindparam("id", type_=Uuid),
        _TABLE.c.valid_from <= bindparam("day", type_=Date),
        or_(_TABLE.c.valid_to.is_(None), _TABLE.c.valid_to > bindparam("day", type_=Date)),
    )
)


async def is_in_being(session: ReadSession, organisation_id: UUID, on: date) -> bool:
    """Tell whether an organisation is one of the system's on a day."""
    return bool(await _TODAY.all(session, {"id": organisation_id, "day": on}))


async def names(session: ReadSession, ids: set[UUID]) -> dict[UUID, str]:
    """Give the names of organisations by id."""
    if not ids:
        return {}
    rows = await _NAMES.all(session, {"ids": list(ids)})
    return {row["id"]: row["name"] for row in rows}


async def all_names(session: ReadSession) -> dict[UUID, str]:
    """Give the names of all organisations by id."""
    rows = await session.execute(select(Organisation.id, Organisation.name))
    return {row.id: row.name for row in rows}


async def in_being(session: ReadSession, on: date) -> set[UUID]:
    """Give the organisations that are in being on a day."""
    query = select(Organisation.id).where(
        Organisation.valid_from <= on,
        or_(Organisation.valid_to.is_(None), Organisation.valid_to > on),
    )
    return set((await session.scalars(query)).all())


async def page(
    session: ReadSession, request: PageRequest, *, kind: str | None, on: date | None
) -> Page[Organisation]:
    """List organisations by name."""
    query = select(Organisation)
    if kind is not None:
        query = query.where(Organisation.kind == kind)
    if on is not None:
        query = query.where(
            Organisation.valid_from <= on,
            or_(Organisation.valid_to.is_(None), Organisation.valid_to > on),
        )
    query = after_cursor(query, (Organisation.name, Organisation.id), (str, UUID), request)  # type: ignore[arg-type]
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda row: (row.name, row.id))


async def add(session: WriteSession, organisation: Organisation) -> None:
    """Add an organisation."""
    session.add(organisation)
    await session.flush()


async def upsert(session: WriteSession, rows: Sequence[dict[str, object]]) -> None:
    """Write organisations of a system's file; a change counts as a new version."""
    if not rows:
        return
    statement = insert(Organisation).values(list(rows))
    new = statement.excluded
    fields = ("name", "kind", "places", "communities", "valid_from", "valid_to")
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["ics", "id"],
            set_={name: new[name] for name in fields} | {"version": Organisation.version + 1},
            where=or_(
                *(getattr(Organisation, name).is_distinct_from(new[name]) for name in fields)
            ),
        )
    )
