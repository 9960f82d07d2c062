"""Table of suggestions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Version
from insights.tables import Base


class ThemeSuggestion(Identified, Base):
    """What a model proposed for an item of feedback, and what a person made of it; or a theme that
    a person named, which has neither probability nor model."""

    __tablename__ = "theme_suggestions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    item_id: Mapped[UUID]
    kind: Mapped[str]
    framework: Mapped[str]
    code: Mapped[str]
    probability: Mapped[float | None]
    words: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    model_version: Mapped[str | None]
    suggested_at: Mapped[datetime]
    state: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    version: Mapped[Version]
