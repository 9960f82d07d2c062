"""The table of co-options, append-only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from governance.tables import Base


class CoOption(Tenanted, Base):
    """Why and by whom the holder of a post was co-opted."""

    __tablename__ = "co_options"

    post_id: Mapped[UUID] = mapped_column(primary_key=True)
    ground: Mapped[str]
    """A code of the grounds in the terms of that day."""
    chosen_by: Mapped[str]
    """body, by a decision; or chair, at a meeting that lacked a quorum."""
    decision_id: Mapped[UUID | None]
    meeting_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
