"""SQL of trials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.answers.models import Invitation
from panel.surveys.models import Survey


async def find(
    session: ReadSession, ics: SystemCode, survey_id: UUID, pilot_id: UUID
) -> Survey | None:
    """Give a trial of a survey."""
    query = select(Survey).where(
        Survey.ics == ics, Survey.id == pilot_id, Survey.pilot_of == survey_id
    )
    return (await session.scalars(query)).one_or_none()


async def find_to_change(
    session: WriteSession, ics: SystemCode, survey_id: UUID, pilot_id: UUID
) -> Survey | None:
    """Give a trial, its row locked: answers in flight have ended, and later ones wait."""
    query = select(Survey).where(
        Survey.ics == ics, Survey.id == pilot_id, Survey.pilot_of == survey_id
    )
    return (await session.scalars(query.with_for_update())).one_or_none()


async def of_survey(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Sequence[Survey]:
    """Give the trials of a survey, the latest first."""
    query = select(Survey).where(Survey.ics == ics, Survey.pilot_of == survey_id)
    return (await session.scalars(query.order_by(Survey.id.desc()))).all()


async def overdue(
    session: ReadSession, ics: SystemCode, today: date
) -> Sequence[tuple[UUID, UUID]]:
    """Give (survey, trial) of the trials whose last day is over."""
    query = select(Survey.pilot_of, Survey.id).where(
        Survey.ics == ics,
        Survey.pilot_of.is_not(None),
        Survey.state == "open",
        Survey.closes_on < today,
    )
    rows = await session.execute(query)
    return [(row[0], row[1]) for row in rows if row[0] is not None]


async def people(
    session: ReadSession, ics: SystemCode, pilot_ids: Sequence[UUID]
) -> Mapping[UUID, tuple[int, int]]:
    """Count who was asked in some trials and who has answered, but for those who left since."""
    answered = func.count().filter(Invitation.answered)
    query = (
        select(Invitation.survey_id, func.count(), answered)
        .where(Invitation.ics == ics, Invitation.survey_id.in_(pilot_ids))
        .group_by(Invitation.survey_id)
    )
    return {row[0]: (row[1], row[2]) for row in await session.execute(query)}
