"""SQL of what was published of assessments."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from common.db.engine import ReadSession
from governance.published_assessments.models import AssessmentPublication


async def publications(
    session: ReadSession, kind: str, subject_id: UUID
) -> list[AssessmentPublication]:
    """List what was published of an assessment, newest first."""
    query = select(AssessmentPublication).where(
        AssessmentPublication.kind == kind, AssessmentPublication.subject_id == subject_id
    )
    return list(await session.scalars(query.order_by(AssessmentPublication.number.desc())))


async def newest(session: ReadSession, subject_ids: Sequence[UUID]) -> list[AssessmentPublication]:
    """List the newest publication of each assessment of some subjects, by kind."""
    query = (
        select(AssessmentPublication)
        .where(AssessmentPublication.subject_id.in_(subject_ids))
        .order_by(
            AssessmentPublication.kind,
            AssessmentPublication.subject_id,
            AssessmentPublication.number.desc(),
        )
        .ext(distinct_on(AssessmentPublication.kind, AssessmentPublication.subject_id))
    )
    return list(await session.scalars(query))
