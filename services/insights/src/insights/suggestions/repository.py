"""SQL of suggestions: what is still to be read, what was proposed, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from insights.audience import Reader, owned_by, visible_to
from insights.feedback.models import FeedbackItem, FeedbackSource
from insights.search.text import any_of
from insights.suggestions.models import ThemeSuggestion
from insights.suggestions.schemas import SuggestionQuery


@dataclass(frozen=True)
class Suggested:
    """A suggestion with the comment that it is for, and whose that is."""

    suggestion: ThemeSuggestion
    item: FeedbackItem
    source: FeedbackSource


async def unread(session: WriteSession, limit: int) -> Sequence[tuple[UUID, str, bool]]:
    """Give comments without themes that no model has read, locked; others' locks are passed by.

    Gives id, words, and whether their file told how they feel.
    """
    query = (
        select(FeedbackItem.id, FeedbackItem.text, FeedbackItem.file_sentiment.is_not(None))
        .where(
            FeedbackItem.read_by.is_(None),
            FeedbackItem.text.is_not(None),
            text("feedback_items.themes = '{}'"),  # as the index says it, without a parameter
            FeedbackItem.sentiment.is_(None),
        )
        .order_by(FeedbackItem.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(row[0], row[1] or "", row[2]) for row in await session.execute(query)]


async def keep(
    session: WriteSession, read: Sequence[UUID], by: str, rows: Sequence[dict[str, object]]
) -> None:
    """Write suggestions, and that the comments were read."""
    if rows:
        await session.execute(insert(ThemeSuggestion).values(list(rows)).on_conflict_do_nothing())
    await session.execute(
        update(FeedbackItem).where(FeedbackItem.id.in_(read)).values(read_by=by),
        execution_options={"synchronize_session": False},
    )


async def page(
    session: ReadSession, reader: Reader, query: SuggestionQuery, request: PageRequest
) -> Page[Suggested]:
    """Give suggestions for comments that the reader may see, the oldest first."""
    found = _joined().where(_readable(reader), *_asked(query))
    ordered = after_cursor(found, (any_of(ThemeSuggestion.id),), (UUID,), request)
    rows = [Suggested(*row) for row in await session.execute(ordered)]
    return page_of(rows, request, lambda row: (row.suggestion.id,))


async def get(session: ReadSession, suggestion_id: UUID, reader: Reader) -> Suggested | None:
    """Give a suggestion if the reader may see its comment."""
    query = _joined().where(ThemeSuggestion.id == suggestion_id, _readable(reader))
    row = (await session.execute(query)).one_or_none()
    return None if row is None else Suggested(*row)


async def lock(session: WriteSession, suggestion_id: UUID) -> Suggested | None:
    """Give a suggestion with its comment, locked: the comment first, so none wait crosswise."""
    of = select(ThemeSuggestion.item_id).where(ThemeSuggestion.id == suggestion_id)
    held = select(FeedbackItem.id).where(FeedbackItem.id == of.scalar_subquery())
    await session.execute(held.with_for_update())
    query = _joined().where(ThemeSuggestion.id == suggestion_id)
    locked = query.with_for_update(of=ThemeSuggestion)
    row = (await session.execute(locked)).one_or_none()
    return None if row is None else Suggested(*row)


async def lock_item(
    session: WriteSession, item_id: UUID
) -> tuple[FeedbackItem, FeedbackSource] | None:
    """Give a comment with its source, locked."""
    query: Any = (
        select(FeedbackItem, FeedbackSource)
        .join(FeedbackSource, FeedbackSource.id == FeedbackItem.source_id)
        .where(FeedbackItem.id == item_id)
    )
    row = (await session.execute(query.with_for_update(of=FeedbackItem))).one_or_none()
    return None if row is None else (row[0], row[1])


async def of_code(
    session: ReadSession, item_id: UUID, kind: str, code: str
) -> ThemeSuggestion | None:
    """Give what was proposed or named for a comment under a code."""
    query = select(ThemeSuggestion).where(
        ThemeSuggestion.item_id == item_id,
        ThemeSuggestion.kind == kind,
        ThemeSuggestion.code == code,
    )
    return (await session.scalars(query)).one_or_none()


async def add(session: WriteSession, suggestion: ThemeSuggestion) -> None:
    """Add what a person named."""
    session.add(suggestion)
    await session.flush()


async def accepted(session: ReadSession, item_id: UUID, kind: str) -> Sequence[ThemeSuggestion]:
    """Give what was accepted for a comment, in the order of the codes."""
    query = (
        select(ThemeSuggestion)
        .where(
            ThemeSuggestion.item_id == item_id,
            ThemeSuggestion.kind == kind,
            ThemeSuggestion.state == "accepted",
        )
        .order_by(ThemeSuggestion.code)
    )
    return (await session.scalars(query)).all()


async def acceptance(
    session: ReadSession, reader: Reader
) -> Sequence[tuple[str, str, str, int, int, int, int]]:
    """Count by model, kind and code: suggested, accepted, rejected, and named by people of what
    the model had read; of comments one may see."""
    read_by: Any = func.coalesce(ThemeSuggestion.model_version, FeedbackItem.read_by)
    keys: list[Any] = [read_by, ThemeSuggestion.kind, ThemeSuggestion.code]
    state: Any = ThemeSuggestion.state
    by_model: Any = ThemeSuggestion.model_version.is_not(None)
    query = (
        select(
            *keys,
            func.count().filter(by_model),
            func.count().filter(by_model, state == "accepted"),
            func.count().filter(by_model, state == "rejected"),
            func.count().filter(~by_model, state == "accepted"),
        )
        .join(FeedbackItem, FeedbackItem.id == ThemeSuggestion.item_id)
        .join(FeedbackSource, FeedbackSource.id == FeedbackItem.source_id)
        .where(_readable(reader), read_by.is_not(None))
        .group_by(*keys)
        .order_by(*keys)
    )
    return [tuple(row) for row in await session.execute(query)]


def _joined() -> Any:
    return (
        select(ThemeSuggestion, FeedbackItem, FeedbackSource)
        .join(FeedbackItem, FeedbackItem.id == ThemeSuggestion.item_id)
        .join(FeedbackSource, FeedbackSource.id == FeedbackItem.source_id)
    )


def _readable(reader: Reader) -> ColumnElement[bool]:
    return or_(
        visible_to(reader, FeedbackSource.visibility, FeedbackSource.organisation_id),
        owned_by(reader, FeedbackSource.organisation_id),
    )


def _asked(query: SuggestionQuery) -> list[ColumnElement[bool]]:
    pairs = (
        (ThemeSuggestion.state, query.state),
        (ThemeSuggestion.kind, query.kind),
        (ThemeSuggestion.code, query.code),
        (ThemeSuggestion.item_id, query.item_id),
        (FeedbackItem.source_id, query.source_id),
    )
    return [any_of(column) == value for column, value in pairs if value is not None]
