"""SQL of organisations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Date,
    Uuid,
    any_,
    bindparam,
    case,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.selectable import LateralFromClause

from common.db.compiled import Compiled
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from insights.organisations.models import Organisation, OrganisationSpan

SPANNED = ("name", "kind", "places", "communities")
"""What of an organisation is kept by the day from which on it is so."""


@dataclass(frozen=True)
class Stand:
    """An organisation as it was on a day."""

    id: UUID
    name: str
    kind: str
    places: list[str]
    communities: list[str]
    valid_from: date
    valid_to: date | None
    version: int


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


async def every(session: ReadSession) -> Sequence[Organisation]:
    """Give all organisations, those that have ended too."""
    return (await session.scalars(select(Organisation).order_by(Organisation.id))).all()


async def in_being(session: ReadSession, on: date) -> set[UUID]:
    """Give the organisations that are in being on a day."""
    query = select(Organisation.id).where(
        Organisation.valid_from <= on,
        or_(Organisation.valid_to.is_(None), Organisation.valid_to > on),
    )
    return set((await session.scalars(query)).all())


async def page(
    session: ReadSession, request: PageRequest, *, kind: str | None, on: date | None
) -> Page[Stand]:
    """List organisations by name; with a day, those in being on it, as they were."""
    told: Any = Organisation
    query = select(Organisation)
    if on is not None:
        span = _span_on(on)
        told = span.c
        query = (
            select(Organisation, span)
            .join(span, true())
            .where(
                Organisation.valid_from <= on,
                or_(Organisation.valid_to.is_(None), Organisation.valid_to > on),
            )
        )
    if kind is not None:
        query = query.where(told.kind == kind)
    query = after_cursor(query, (told.name, Organisation.id), (str, UUID), request)  # type: ignore[arg-type]
    rows = [_as_it_was(row) for row in await session.execute(query)]
    return page_of(rows, request, lambda row: (row.name, row.id))


async def get_on(session: ReadSession, organisation_id: UUID, on: date) -> Stand | None:
    """Give one organisation as it was on a day; before its first day, as it began."""
    span = _span_on(on)
    query = select(Organisation, span).join(span, true()).where(Organisation.id == organisation_id)
    row = (await session.execute(query)).one_or_none()
    return None if row is None else _as_it_was(row)


def _span_on(on: date) -> LateralFromClause:
    """Give what an organisation of the query was on a day."""
    since = OrganisationSpan.since
    return (
        select(*(getattr(OrganisationSpan, name) for name in SPANNED))
        .where(OrganisationSpan.organisation_id == Organisation.id)
        .order_by((since <= on).desc(), case((since <= on, since)).desc(), since)
        .limit(1)
        .lateral()
    )


def _as_it_was(row: Any) -> Stand:
    organisation, *then = row
    told = then or [getattr(organisation, name) for name in SPANNED]
    return Stand(
        **dict(zip(SPANNED, told, strict=True)),
        id=organisation.id,
        valid_from=organisation.valid_from,
        valid_to=organisation.valid_to,
        version=organisation.version,
    )


async def spans(session: ReadSession, organisation_id: UUID) -> Sequence[OrganisationSpan]:
    """Give what an organisation was, from the beginning."""
    query = (
        select(OrganisationSpan)
        .where(OrganisationSpan.organisation_id == organisation_id)
        .order_by(OrganisationSpan.since)
    )
    return (await session.scalars(query)).all()


async def last_change(session: ReadSession, organisation_id: UUID) -> date | None:
    """Give the day from which on an organisation is what it is."""
    query = select(func.max(OrganisationSpan.since)).where(
        OrganisationSpan.organisation_id == organisation_id
    )
    return (await session.scalars(query)).one()


async def begin_spans(session: WriteSession, organisation: Organisation) -> None:
    """Let the first of what an organisation was begin on its first day."""
    of_it = OrganisationSpan.organisation_id == organisation.id
    first = select(func.min(OrganisationSpan.since)).where(of_it).scalar_subquery()
    await session.execute(
        update(OrganisationSpan)
        .where(of_it, OrganisationSpan.since == first)
        .values(since=organisation.valid_from)
        .execution_options(synchronize_session=False)
    )


async def put_span(session: WriteSession, organisation: Organisation, since: date) -> None:
    """Write what an organisation is from a day on; what was written of that day is corrected."""
    said = {name: getattr(organisation, name) for name in SPANNED}
    row = {"ics": organisation.ics, "organisation_id": organisation.id, "since": since, **said}
    statement = insert(OrganisationSpan).values(row)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["ics", "organisation_id", "since"], set_=said
        )
    )


async def add(session: WriteSession, organisation: Organisation) -> None:
    """Add an organisation."""
    session.add(organisation)
    await session.flush()


async def add_new(
    session: WriteSession, rows: Sequence[dict[str, object]]
) -> Sequence[Organisation]:
    """Add those that are not there yet; give them."""
    if not rows:
        return []
    statement = insert(Organisation).values([{**row, "version": 1} for row in rows])
    statement = statement.on_conflict_do_nothing(index_elements=["ics", "id"])
    return (await session.scalars(statement.returning(Organisation))).all()
