"""Table of days that are not as the calendar has them; append-only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Mapped

from common.db.base import Identified
from governance.tables import Base


class ChangedDayEntry(Identified, Base):
    """A day was closed, or opened, for a system; the last entry of a day stands."""

    __tablename__ = "changed_days"

    day: Mapped[date]
    working: Mapped[bool]
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
