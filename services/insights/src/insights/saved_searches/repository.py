"""SQL of saved searches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from common.db import locks
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from insights.audience import Reader, visible_to
from insights.findings.models import Finding
from insights.saved_searches.models import SavedSearch, SavedSearchMatch
from insights.search.text import words_query


def _owned(owner: UUID | None) -> ColumnElement[bool]:
    return SavedSearch.organisation_id.is_not_distinct_from(owner)


async def hold(session: WriteSession, ics: SystemCode, owner: UUID | None) -> None:
    """Let nobody else add to an owner's searches until the transaction ends."""
    await locks.hold(session, "saved searches", "insights", ics, str(owner))


async def count(session: ReadSession, owner: UUID | None) -> int:
    """Count an owner's searches."""
    query = select(func.count()).select_from(SavedSearch).where(_owned(owner))
    return int(await session.scalar(query) or 0)


async def with_name(session: ReadSession, owner: UUID | None, name: str) -> UUID | None:
    """Give the owner's search of a name."""
    query = select(SavedSearch.id).where(_owned(owner), SavedSearch.name == name)
    return (await session.scalars(query)).one_or_none()


async def holds_words(session: ReadSession, words: str) -> bool:
    """Tell whether anything is left to search for, once words such as 'the' are left out."""
    return bool(await session.scalar(select(func.numnode(words_query(words)) > 0)))


async def add(session: WriteSession, search: SavedSearch) -> None:
    """Add a search."""
    session.add(search)
    await session.flush()


async def get(session: ReadSession, search_id: UUID, owner: UUID | None) -> SavedSearch | None:
    """Give a search of an owner."""
    query = select(SavedSearch).where(SavedSearch.id == search_id, _owned(owner))
    return (await session.scalars(query)).one_or_none()


async def lock(session: WriteSession, search_id: UUID, owner: UUID | None) -> SavedSearch | None:
    """Give a search of an owner, locked until the transaction ends."""
    query = select(SavedSearch).where(SavedSearch.id == search_id, _owned(owner))
    return (await session.scalars(query.with_for_update())).one_or_none()


async def remove(session: WriteSession, search: SavedSearch) -> None:
    """Delete a search with its matches and its notices."""
    await session.execute(delete(SavedSearch).where(SavedSearch.id == search.id))


async def page(session: ReadSession, owner: UUID | None, request: PageRequest) -> Page[SavedSearch]:
    """List an owner's searches by name."""
    key: Any = SavedSearch.name
    query = after_cursor(select(SavedSearch).where(_owned(owner)), (key,), (str,), request)
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda row: (row.name,))


async def everyones(session: ReadSession, before: datetime) -> Sequence[SavedSearch]:
    """Give the searches of every owner that were saved by a moment."""
    query = select(SavedSearch).where(SavedSearch.created_at <= before).order_by(SavedSearch.id)
    return (await session.scalars(query)).all()


async def add_matches(session: WriteSession, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Keep what matched a search; give the findings that had not matched it before."""
    if not rows:
        return set()
    statement = (
        insert(SavedSearchMatch)
        .values(list(rows))
        .on_conflict_do_nothing()
        .returning(SavedSearchMatch.finding_id)
    )
    return set((await session.scalars(statement)).all())


async def matches(
    session: ReadSession, search: SavedSearch, reader: Reader, request: PageRequest
) -> Page[tuple[SavedSearchMatch, Finding]]:
    """List what matched, newest first: of it what is published and visible today."""
    match: Any = SavedSearchMatch
    query: Any = (
        select(SavedSearchMatch, Finding)
        .join(Finding, Finding.id == SavedSearchMatch.finding_id)
        .where(
            SavedSearchMatch.saved_search_id == search.id,
            Finding.state == "published",
            visible_to(reader, Finding.visibility, Finding.organisation_id),
        )
    )
    key = (match.matched_at, match.finding_id)
    query = after_cursor(query, key, (datetime, UUID), request, descending=True)
    rows = [(row[0], row[1]) for row in await session.execute(query)]
    return page_of(rows, request, lambda row: (row[0].matched_at, row[0].finding_id))
