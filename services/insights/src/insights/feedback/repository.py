"""SQL of feedback: sources, reports of imports, and search over items."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Double,
    Select,
    Text,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from insights.audience import Reader
from insights.feedback.matching import joined, matching, readable_by
from insights.feedback.models import (
    FeedbackImport,
    FeedbackItem,
    FeedbackProgress,
    FeedbackRejection,
    FeedbackSource,
)
from insights.feedback.schemas import FeedbackQuery
from insights.frameworks.rollup import Rollup
from insights.search import facets
from insights.search.text import any_of, extract_of, extract_options, words_query

SHOWN_REJECTIONS = 1_000
CONSIDERED = 10_000
"""Comments that a search ranks and counts, at most: the newest of those that match.

More than of findings: how many said something is what comments are searched for."""

_PLAN_FOR_THE_WORDS = text("SET LOCAL plan_cache_mode = force_custom_plan")


async def named(session: ReadSession, name: str) -> FeedbackSource | None:
    """Give the source of a name."""
    query = select(FeedbackSource).where(FeedbackSource.name == name)
    return (await session.scalars(query)).one_or_none()


async def add(session: WriteSession, source: FeedbackSource) -> None:
    """Add a source."""
    session.add(source)
    await session.flush()


async def get(session: ReadSession, source_id: UUID, reader: Reader) -> FeedbackSource | None:
    """Give a source if the reader may see it."""
    query = select(FeedbackSource).where(FeedbackSource.id == source_id, readable_by(reader))
    return (await session.scalars(query)).one_or_none()


async def lock(session: WriteSession, source_id: UUID) -> FeedbackSource | None:
    """Give a source, locked: one import of a source at a time."""
    query = select(FeedbackSource).where(FeedbackSource.id == source_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def sources(
    session: ReadSession, reader: Reader, request: PageRequest
) -> Page[FeedbackSource]:
    """List the sources that the reader may see, newest first."""
    query = select(FeedbackSource).where(readable_by(reader))
    query = after_cursor(query, (any_of(FeedbackSource.id),), (UUID,), request, descending=True)
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda row: (row.id,))


async def report(session: ReadSession, import_id: UUID, reader: Reader) -> FeedbackImport | None:
    """Give the report of an import whose source the reader may see."""
    query = (
        select(FeedbackImport)
        .join(FeedbackSource, FeedbackSource.id == FeedbackImport.source_id)
        .where(FeedbackImport.id == import_id, readable_by(reader))
    )
    return (await session.scalars(query)).one_or_none()


async def reports(
    session: ReadSession, source_id: UUID, request: PageRequest
) -> Page[FeedbackImport]:
    """List the imports of a source, newest first."""
    query = select(FeedbackImport).where(FeedbackImport.source_id == source_id)
    query = after_cursor(query, (any_of(FeedbackImport.id),), (UUID,), request, descending=True)
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda row: (row.id,))


async def first_rejections(session: ReadSession, import_id: UUID) -> Sequence[FeedbackRejection]:
    """Give the first rejections of an import, by line."""
    query = (
        select(FeedbackRejection)
        .where(FeedbackRejection.import_id == import_id)
        .order_by(FeedbackRejection.line, FeedbackRejection.field)
        .limit(SHOWN_REJECTIONS)
    )
    return (await session.scalars(query)).all()


async def rejections(
    session: ReadSession, import_id: UUID, request: PageRequest
) -> Page[FeedbackRejection]:
    """List all rejections of an import, by line."""
    query = select(FeedbackRejection).where(FeedbackRejection.import_id == import_id)
    keys = (any_of(FeedbackRejection.line), any_of(FeedbackRejection.field))
    query = after_cursor(query, keys, (int, str), request)
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda row: (row.line, row.field))


async def items(
    session: ReadSession,
    reader: Reader,
    query: FeedbackQuery,
    request: PageRequest,
    marks: tuple[str, str],
) -> Sequence[tuple[FeedbackItem, tuple[Any, ...], str]]:
    """Give items with their sort keys and extracts, one more than asked for.

    By relevance of the newest `CONSIDERED` where there are words, else all that match, those
    imported last first.
    """
    await session.execute(_PLAN_FOR_THE_WORDS)
    item = any_of(FeedbackItem)
    key: tuple[Any, ...] = (item.id,)
    kinds: tuple[type, ...] = (UUID,)
    if query.by_relevance and query.words is not None:
        newest = _newest(reader, query, item.id, item.search).subquery("newest").c
        rank = cast(func.ts_rank_cd(newest.search, words_query(query.words)), Double)
        key, kinds = (rank, newest.id), (float, UUID)
        picked = any_of(select(*key))
    else:
        picked = joined(any_of(select(*key))).where(matching(reader, query))
    keys = await session.execute(after_cursor(picked, key, kinds, request, descending=True))
    ordered = [tuple(row) for row in keys]
    extract = extract_of(func.coalesce(FeedbackItem.text, ""), query.words, extract_options(marks))
    shown = select(FeedbackItem, extract).where(item.id.in_([key[-1] for key in ordered]))
    by_id = {row[0].id: (row[0], row[1]) for row in await session.execute(shown)}
    return [(by_id[key[-1]][0], key, by_id[key[-1]][1]) for key in ordered]


async def counts(
    session: ReadSession, reader: Reader, query: FeedbackQuery, counted: Rollup
) -> tuple[int, facets.Counts]:
    """Count the newest `CONSIDERED` of what was found, and by theme, own theme, service, score
    and source."""
    item = any_of(FeedbackItem)
    columns = (
        item.themes,
        item.sentiment,
        item.file_sentiment,
        item.service,
        item.score,
        item.source_id,
    )
    newest = _newest(reader, query, *columns).subquery("newest").c
    found = select(
        newest.themes,
        counted.column(newest.themes).label("own_themes"),
        cast(newest.sentiment, Text).label("sentiment"),
        cast(newest.file_sentiment, Text).label("file_sentiment"),
        newest.service,
        cast(newest.score, Text).label("score"),
        cast(newest.source_id, Text).label("source"),
    )
    names = ("service", "score", "sentiment", "file_sentiment", "source")
    singles = {name: name for name in names}
    return await facets.count(
        session, any_of(found), lists={"theme": "themes", "own_theme": "own_themes"},
        singles=singles,
    )  # fmt: skip


def having(reader: Reader, word: str) -> Select[int]:
    """Select the items that have a word, of those that the reader may see."""
    return found_by(reader, FeedbackQuery(words=word))


def found_by(reader: Reader, query: FeedbackQuery) -> Select[int]:
    """Select what a search finds, of what the reader may see."""
    found = any_of(select(literal(1)).select_from(FeedbackItem))
    return joined(found).where(matching(reader, query))


def _newest(reader: Reader, query: FeedbackQuery, *columns: Any) -> Select[Any]:
    """Select what a search ranks and counts: the newest that match, so many at most."""
    found = joined(any_of(select(*columns))).where(matching(reader, query))
    return found.order_by(any_of(FeedbackItem.id).desc()).limit(CONSIDERED)


async def by_own_theme(
    session: ReadSession, reader: Reader, counted: Rollup, themes: Sequence[str]
) -> Sequence[tuple[str, int, date | None]]:
    """Count comments up to the day of the mapping by own theme, each once under each, with the
    last day on which one was made."""
    own = func.unnest(counted.column(FeedbackItem.themes)).table_valued("code").render_derived()
    query = (
        joined(any_of(select(own.c.code, func.count(), func.max(FeedbackItem.said_on))))
        .join(own, true())
        .where(
            readable_by(reader),
            or_(FeedbackItem.said_on.is_(None), FeedbackItem.said_on <= counted.day),
        )
        .group_by(own.c.code)
        .order_by(own.c.code)
    )
    if themes:
        query = query.where(own.c.code.in_(themes))
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]


async def note_progress(session: WriteSession, told: dict[str, object]) -> None:
    """Write how far a source's import is, in the place of what was said of earlier ones."""
    await session.execute(
        delete(FeedbackProgress).where(
            FeedbackProgress.source_id == told["source_id"],
            FeedbackProgress.import_id != told["import_id"],
        )
    )
    statement = insert(FeedbackProgress).values(**told)
    moved = {name: told[name] for name in ("rows", "phase", "moved_at")}
    await session.execute(
        statement.on_conflict_do_update(index_elements=["ics", "import_id"], set_=moved)
    )


async def forget_progress(session: WriteSession, source_id: UUID) -> None:
    """Forget how far a source's import was."""
    await session.execute(delete(FeedbackProgress).where(FeedbackProgress.source_id == source_id))


async def progress(session: ReadSession, source_id: UUID) -> FeedbackProgress | None:
    """Give how far a source's import is that has not ended."""
    query = select(FeedbackProgress).where(FeedbackProgress.source_id == source_id)
    return (await session.scalars(query)).one_or_none()
