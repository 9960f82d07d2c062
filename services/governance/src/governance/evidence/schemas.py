"""Evidence as the API gives it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from common.web.schemas import Model


class FindingOut(Model):
    """One version of a finding that the library has made known."""

    finding_id: UUID
    version: int
    state: str
    reference: str | None
    title: str | None
    activity_ids: list[UUID]
    visibility: str
    published_at: datetime | None


class ActivityOut(Model):
    """An activity that the library has made known."""

    activity_id: UUID
    title: str
    method: str
    spectrum_level: str | None
    survey_id: UUID | None
    status: str
    visibility: str
    starts_on: date | None
    ends_on: date | None
