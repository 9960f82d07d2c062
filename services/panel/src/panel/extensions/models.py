"""Table: each time that a survey was extended, by whom and why."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified
from panel.tables import Base


class Extension(Identified, Base):
    """The last day of a survey was moved."""

    __tablename__ = "survey_extensions"

    survey_id: Mapped[UUID]
    closed_on_before: Mapped[date]
    closes_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    extended_by: Mapped[str] = mapped_column(Text)
    """The key that was used."""
    extended_at: Mapped[datetime]
    reminded: Mapped[int | None]
    """How many were reminded; None where nobody was to be."""

    __table_args__ = (
        ForeignKeyConstraint(["ics", "survey_id"], ["panel.surveys.ics", "panel.surveys.id"]),
        CheckConstraint("closes_on > closed_on_before", name="later"),
        Index(None, "ics", "survey_id"),
    )
