"""SQL of surveys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from asyncpg import Record
from sqlalchemy import and_, or_, select

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.surveys.models import Survey

_READ = """
SELECT id, title, state, places, themes, closes_on, opened_at, closed_at, created_at, version,
       segment_id, purpose, questions, anonymous, languages,
       extend_until
FROM surveys WHERE ics = $1 AND id = $2 AND pilot_of IS NULL
"""

_NO_TRIAL = Survey.pilot_of.is_(None)
"""Trials are no surveys: whoever asks for surveys is given none (`panel.pilots`)."""


async def read(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Record | None:
    """Give a survey to be shown, by its columns' names."""
    connection = await raw_connection(session)
    row: Record | None = await connection.fetchrow(_READ, ics, survey_id)
    return row


async def find(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Survey | None:
    """Give a survey."""
    query = select(Survey).where(Survey.ics == ics, Survey.id == survey_id, _NO_TRIAL)
    return (await session.scalars(query)).one_or_none()


async def find_to_change(session: WriteSession, ics: SystemCode, survey_id: UUID) -> Survey | None:
    """Give a survey, its row locked: answers in flight have ended, and later ones wait."""
    query = select(Survey).where(Survey.ics == ics, Survey.id == survey_id, _NO_TRIAL)
    return (await session.scalars(query.with_for_update())).one_or_none()


async def list_surveys(
    session: ReadSession, ics: SystemCode, page: PageRequest, state: str | None
) -> Page[Survey]:
    """List surveys, the newest first."""
    query = select(Survey).where(Survey.ics == ics, _NO_TRIAL)
    if state is not None:
        query = query.where(Survey.state == state)
    newest = after_cursor(query, [Survey.__table__.c.id], [UUID], page, descending=True)
    rows = (await session.scalars(newest)).all()
    return page_of(rows, page, lambda survey: [survey.id])


async def open_among(
    session: ReadSession, ics: SystemCode, survey_ids: Sequence[UUID], today: date
) -> Sequence[Survey]:
    """Give those of some surveys that take answers today."""
    query = select(Survey).where(
        Survey.ics == ics,
        Survey.id.in_(survey_ids),
        Survey.state == "open",
        _NO_TRIAL,
        or_(Survey.closes_on.is_(None), Survey.closes_on >= today),
    )
    return (await session.scalars(query)).all()


async def to_close(session: ReadSession, ics: SystemCode, today: date) -> Sequence[UUID]:
    """Give the surveys that are to be closed: those handed over, and those whose last day is
    over."""
    over = and_(Survey.state == "open", Survey.closes_on < today)
    query = select(Survey.id).where(
        Survey.ics == ics, or_(Survey.state == "closing", over), _NO_TRIAL
    )
    return (await session.scalars(query)).all()


async def handed_over(session: ReadSession, ics: SystemCode) -> Sequence[UUID]:
    """Give the surveys that take no more answers and whose results are to be made."""
    query = select(Survey.id).where(Survey.ics == ics, Survey.state == "closing", _NO_TRIAL)
    return (await session.scalars(query)).all()


async def is_tried_out(session: ReadSession, ics: SystemCode, survey_id: UUID) -> bool:
    """Say whether a trial of a draft takes answers."""
    query = select(Survey.id).where(
        Survey.ics == ics, Survey.pilot_of == survey_id, Survey.state == "open"
    )
    return (await session.scalars(query)).first() is not None
