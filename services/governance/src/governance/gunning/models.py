"""The table of openings, append-only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from common.db.base import Identified
from governance.tables import Base


class Opening(Identified, Base):
    """A member's post opened the paper of an item, or a finding that was before it."""

    __tablename__ = "openings"

    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID]
    post_id: Mapped[UUID]
    what: Mapped[str]
    """paper or finding."""
    finding_id: Mapped[UUID | None]
    finding_version: Mapped[int | None]
    opened_at: Mapped[datetime]
    recorded_by: Mapped[str]
