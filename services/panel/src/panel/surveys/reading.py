"""Reading surveys for other slices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from panel.surveys import repository
from panel.surveys.models import Survey


async def open_among(
    session: ReadSession, ics: SystemCode, survey_ids: Sequence[UUID], today: date
) -> Mapping[UUID, Survey]:
    """Give those of some surveys that take answers today."""
    found = await repository.open_among(session, ics, survey_ids, today)
    return {survey.id: survey for survey in found}
