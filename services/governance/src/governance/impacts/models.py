"""The table of further assessments, append-only."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from governance.tables import Base


class ImpactAssessment(Tenanted, Base):
    """One version of an assessment of a kind, of a decision."""

    __tablename__ = "impact_assessments"

    decision_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    definition: Mapped[dict[str, Any]]
    """The kind as it was on the day of the decision: its law, and what it asks."""
    answers: Mapped[dict[str, Any]]
    """For each field its `effect` and `reason`."""
    reason: Mapped[str | None]
    """Why there is this version; None for the first."""
    post_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
