"""The table of insight reports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified
from insights.tables import Base


class InsightReport(Identified, Base):
    """A report as it was composed; only its publication is added."""

    __tablename__ = "insight_reports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID | None]
    visibility: Mapped[str]
    place: Mapped[str | None]
    since: Mapped[date]
    until: Mapped[date]
    step: Mapped[str]
    as_of: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    digest: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    finding_id: Mapped[UUID | None]
    """The item of the library that it is published as."""
    published_at: Mapped[datetime | None]
