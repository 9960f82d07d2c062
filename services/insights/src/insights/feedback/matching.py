"""Which items of feedback somebody may read and means: by search, and as files."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Text, and_, cast, or_

from insights.audience import Reader, owned_by, visible_to
from insights.feedback.models import FeedbackItem, FeedbackSource
from insights.feedback.schemas import FeedbackQuery
from insights.search.text import any_of, words_query


def readable_by(reader: Reader) -> ColumnElement[bool]:
    """Give the condition that a reader may see a source and its items."""
    return or_(
        visible_to(reader, FeedbackSource.visibility, FeedbackSource.organisation_id),
        owned_by(reader, FeedbackSource.organisation_id),
    )


def joined(query: Select[Any]) -> Select[Any]:
    """Join items to their sources, which say who may read them."""
    return query.join(FeedbackSource, FeedbackSource.id == FeedbackItem.source_id)


def matching(reader: Reader, query: FeedbackQuery) -> ColumnElement[bool]:
    """Give the condition that an item may be read and is asked for."""
    conditions: list[Any] = [readable_by(reader)]
    if query.words:
        conditions.append(any_of(FeedbackItem.search).op("@@")(words_query(query.words)))
    if query.source_id is not None:
        conditions.append(FeedbackItem.source_id == query.source_id)
    if query.themes:
        conditions.append(FeedbackItem.themes.overlap(cast(list(query.themes), ARRAY(Text))))
    if query.services:
        conditions.append(FeedbackItem.service.in_(query.services))
    if query.scores:
        conditions.append(FeedbackItem.score.in_(query.scores))
    if query.said_after is not None:
        conditions.append(FeedbackItem.said_on >= query.said_after)
    if query.said_before is not None:
        conditions.append(FeedbackItem.said_on < query.said_before)
    return and_(*conditions)
