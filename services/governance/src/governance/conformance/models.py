"""The table of reviews of attendance, append-only."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from common.db.base import Identified
from governance.tables import Base


class AttendanceReview(Identified, Base):
    """The chair reviewed a member's attendance; the circumstances themselves are not kept."""

    __tablename__ = "attendance_reviews"

    body_id: Mapped[UUID]
    post_id: Mapped[UUID]
    until: Mapped[date]
    """Last day of the months that were looked at."""
    meetings: Mapped[int]
    attended: Mapped[int]
    outcome: Mapped[str]
    """A code of the outcomes in the terms of that day."""
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
