"""SQL that reads the library out, a piece at a time, out of one cursor."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Select, Text, and_, cast, func, select

from common.db.engine import ReadSession
from insights.activities.models import Activity
from insights.audience import ANYONE, Reader, visible_to
from insights.feedback.matching import joined
from insights.feedback.matching import matching as matching_feedback
from insights.feedback.models import FeedbackItem, FeedbackSource
from insights.feedback.schemas import FeedbackQuery
from insights.findings.models import Finding
from insights.search.matching import matching as matching_findings
from insights.search.schemas import FindingQuery
from insights.search.text import any_of

PIECE = 1000
"""Rows that are held in memory at once."""

Rows = AsyncIterator[Sequence[Any]]

_content = any_of(Finding.content)
PEOPLE_HEARD = _content["people_heard"].astext.cast(BigInteger)
FINDING = (
    Finding.id,
    Finding.reference,
    Finding.version,
    Finding.title,
    Finding.summary,
    _content["heard_from"].astext.cast(Date),
    Finding.heard_to,
    Finding.communities,
    Finding.places,
    PEOPLE_HEARD,
    Finding.methods,
    _content["spectrum_level"].astext,
    Finding.themes,
    Finding.source,
    Finding.strength,
    _content["recommendations"],
    _content["limits"],
    Finding.first_published_at,
    Finding.published_at,
    Finding.visibility,
    _content["licence"].astext,
    Finding.organisation_id,
)
_FEEDBACK = (
    FeedbackItem.id,
    FeedbackItem.source_id,
    FeedbackSource.name,
    FeedbackItem.said_on,
    FeedbackItem.service,
    FeedbackItem.question,
    FeedbackItem.score,
    FeedbackItem.text,
    FeedbackItem.themes,
    FeedbackItem.sentiment,
    FeedbackItem.file_sentiment,
    FeedbackSource.visibility,
    FeedbackSource.organisation_id,
)
_ACTIVITY = (
    Activity.id,
    Activity.version,
    Activity.title,
    Activity.topic,
    Activity.themes,
    Activity.communities,
    Activity.places,
    Activity.methods,
    Activity.spectrum_level,
    Activity.starts_on,
    Activity.ends_on,
    Activity.status,
    Activity.organisation_id,
)


def open_findings(licences: Sequence[str]) -> ColumnElement[bool]:
    """Give the condition that a finding is for anyone to see, and under one of the licences."""
    return and_(matching_findings(ANYONE, FindingQuery()), _content["licence"].astext.in_(licences))


def findings(session: ReadSession, reader: Reader, query: FindingQuery) -> Rows:
    """Give the findings that a search of the reader would find, by identifier."""
    return _pieces(
        session, select(*FINDING).where(matching_findings(reader, query)).order_by(Finding.id)
    )


def findings_under(session: ReadSession, licences: Sequence[str]) -> Rows:
    """Give the findings that are public and under one of the licences, by identifier."""
    return _pieces(session, select(*FINDING).where(open_findings(licences)).order_by(Finding.id))


def feedback(session: ReadSession, reader: Reader, query: FeedbackQuery) -> Rows:
    """Give the items of feedback that a search of the reader would find, by identifier."""
    rows = joined(any_of(select(*_FEEDBACK))).where(matching_feedback(reader, query))
    return _pieces(session, rows.order_by(FeedbackItem.id))


def activities(session: ReadSession) -> Rows:
    """Give the activities that anyone may see, by identifier."""
    seen = visible_to(ANYONE, Activity.visibility, Activity.organisation_id)
    return _pieces(session, any_of(select(*_ACTIVITY)).where(seen).order_by(Activity.id))


async def counted_by_licence(session: ReadSession) -> dict[str | None, int]:
    """Count the findings that anyone may see by their licence."""
    licence = _content["licence"].astext
    query = (
        select(licence, func.count())
        .where(matching_findings(ANYONE, FindingQuery()))
        .group_by(licence)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def activities_as_they_stand(session: ReadSession) -> tuple[int, str]:
    """Count the activities that anyone may see, and give a checksum of their versions."""
    of_one = func.hashtextextended(cast(Activity.id, Text) + ":" + cast(Activity.version, Text), 0)
    seen = visible_to(ANYONE, Activity.visibility, Activity.organisation_id)
    query = select(func.count(), cast(func.coalesce(func.sum(of_one), 0), Text)).where(seen)
    count, checksum = (await session.execute(query)).one()
    return count, checksum


async def _pieces(session: ReadSession, query: Select[Any]) -> Rows:
    result = await session.stream(query, execution_options={"yield_per": PIECE})
    async for piece in result.partitions():
        yield piece
