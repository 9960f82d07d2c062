"""SQL of extensions."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.extensions.models import Extension


async def of_survey(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Sequence[Extension]:
    """Give the extensions of a survey, in order."""
    query = select(Extension).where(Extension.ics == ics, Extension.survey_id == survey_id)
    return (await session.scalars(query.order_by(Extension.id))).all()
