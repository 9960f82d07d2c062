"""The table of defects, append-only."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from common.db.base import Identified
from governance.tables import Base


class Defect(Identified, Base):
    """Something was wrong with a meeting, as was found afterwards."""

    __tablename__ = "meeting_defects"

    meeting_id: Mapped[UUID]
    kind: Mapped[str]
    """vacancy, calling (of the meeting) or appointment (of somebody who attended)."""
    post_id: Mapped[UUID | None]
    description: Mapped[str]
    found_on: Mapped[date]
    in_good_faith: Mapped[bool]
    decisions_stand: Mapped[bool]
    """What the terms of the meeting's day made of it."""
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
