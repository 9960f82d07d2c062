"""Table of what came before readers and waits."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from common.db.due import Waiting
from insights.tables import Base

FINDING = "finding"
ACTIVITY = "activity"


class Arrival(Waiting, Base):
    """A finding was published, or an activity registered or changed."""

    __tablename__ = "arrivals"

    kind: Mapped[str]
    subject_id: Mapped[UUID]
    seen_from: Mapped[datetime]
    """From when on it may be seen."""
    state: Mapped[str]
    """waiting, or failed; one that was handled is gone."""
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    failure: Mapped[str | None]
