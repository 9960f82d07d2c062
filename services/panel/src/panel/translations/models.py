"""Table: translations of surveys."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from panel.tables import Base


class Translation(Tenanted, Base):
    """A survey's texts in one language; nothing of any person who answers."""

    __tablename__ = "survey_translations"

    survey_id: Mapped[UUID] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    texts: Mapped[dict[str, Any]]
    """English text → its translation."""
    translated_by: Mapped[str] = mapped_column(Text)
    """The agency or team that vouches for it."""
    translated_on: Mapped[date]
    recorded_by: Mapped[str] = mapped_column(Text)
    """Subject of the staff who entered it."""
    recorded_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["ics", "survey_id"], ["panel.surveys.ics", "panel.surveys.id"]),
    )
