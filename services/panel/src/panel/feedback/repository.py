"""SQL of activities that are surveys, and of feedback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import any_, select, update
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.feedback.models import ActivitySurvey, Feedback
from panel.surveys.models import Survey


async def link_activity(
    session: WriteSession, ics: SystemCode, activity_id: UUID, survey_id: UUID
) -> None:
    """Note which survey an activity is; nothing happens if it is no survey of this panel."""
    known = select(Survey.ics, Survey.id).where(Survey.ics == ics, Survey.id == survey_id)
    if (await session.execute(known)).one_or_none() is None:
        return
    statement = insert(ActivitySurvey).values(ics=ics, activity_id=activity_id, survey_id=survey_id)
    await session.execute(statement.on_conflict_do_nothing())


async def surveys_of(
    session: ReadSession, ics: SystemCode, activity_ids: Sequence[UUID]
) -> Sequence[UUID]:
    """Give the surveys that some activities are."""
    query = select(ActivitySurvey.survey_id).where(
        ActivitySurvey.ics == ics, ActivitySurvey.activity_id.in_(activity_ids)
    )
    return (await session.scalars(query)).all()


async def keep(session: WriteSession, ics: SystemCode, feedback_id: UUID, said: Any) -> None:
    """Keep a feedback; the same one again changes nothing."""
    statement = insert(Feedback).values(ics=ics, id=feedback_id, withheld=False, **said)
    await session.execute(statement.on_conflict_do_nothing())


async def mark_corrected(
    session: WriteSession, ics: SystemCode, feedback_id: UUID, at: datetime
) -> None:
    """Note when another answer took the place of one; nothing happens if it is not known."""
    await session.execute(
        update(Feedback)
        .where(Feedback.ics == ics, Feedback.id == feedback_id)
        .values(corrected_at=at)
    )


async def withhold(
    session: WriteSession, ics: SystemCode, decision_id: UUID, *, withheld: bool
) -> Sequence[UUID]:
    """Note whether a decision is withheld; gives its feedback for which that changed."""
    changed = update(Feedback).where(
        Feedback.ics == ics, Feedback.decision_id == decision_id, Feedback.withheld != withheld
    )
    changed = changed.values(withheld=withheld)
    return (await session.scalars(changed.returning(Feedback.id))).all()


async def about_activity(
    session: ReadSession, ics: SystemCode, activity_id: UUID
) -> Sequence[Feedback]:
    """Give the feedback that came for an activity before the activity was known here."""
    query = select(Feedback).where(
        Feedback.ics == ics, Feedback.activity_ids.contains([activity_id]), ~Feedback.withheld
    )
    return (await session.scalars(query)).all()


async def about_surveys(
    session: ReadSession, ics: SystemCode, survey_ids: Sequence[UUID]
) -> Sequence[tuple[UUID, Feedback]]:
    """Give the feedback that answers each of some surveys, as (survey, feedback), the oldest
    first."""
    query = (
        select(ActivitySurvey.survey_id, Feedback)
        .join(Feedback, ActivitySurvey.activity_id == any_(Feedback.activity_ids))
        .where(ActivitySurvey.ics == ics, Feedback.ics == ics, ~Feedback.withheld)
        .where(ActivitySurvey.survey_id.in_(survey_ids))
        .order_by(Feedback.published_at, Feedback.id)
        .distinct()
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def find(session: ReadSession, ics: SystemCode, feedback_id: UUID) -> Feedback | None:
    """Give a feedback."""
    return await session.get(Feedback, (feedback_id, ics))


async def some(session: ReadSession, ics: SystemCode, ids: Sequence[UUID]) -> Sequence[Feedback]:
    """Give those of some feedback that may be shown, also if corrected since."""
    query = select(Feedback).where(Feedback.ics == ics, Feedback.id.in_(ids), ~Feedback.withheld)
    return (await session.scalars(query)).all()


async def list_standing(session: ReadSession, ics: SystemCode, page: PageRequest) -> Page[Feedback]:
    """List the feedback that may be shown and stands, the newest first."""
    query = select(Feedback).where(
        Feedback.ics == ics, ~Feedback.withheld, Feedback.corrected_at.is_(None)
    )
    newest = after_cursor(query, [Feedback.__table__.c.id], [UUID], page, descending=True)
    return page_of((await session.scalars(newest)).all(), page, lambda one: [one.id])
