"""Tables of call-in, append-only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from governance.tables import Base


class CallIn(Tenanted, Base):
    """A decision was called in."""

    __tablename__ = "call_ins"

    decision_id: Mapped[UUID] = mapped_column(primary_key=True)
    by_post_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    by_body_id: Mapped[UUID | None]
    reason: Mapped[str]
    called_at: Mapped[datetime]
    recorded_by: Mapped[str]


class Outcome(Tenanted, Base):
    """What came of it: first of the committee that looked at it, then of the body."""

    __tablename__ = "call_in_outcomes"

    decision_id: Mapped[UUID] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    """upheld or referred_back; then kept or replaced."""
    reason: Mapped[str]
    replaced_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
