"""Table of what comes back; append-only."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from governance.tables import Base


class Report(Tenanted, Base):
    """A decision comes back to its body under an item of the forward plan."""

    __tablename__ = "decision_reports"

    decision_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """delegation, urgent or review."""
    body_id: Mapped[UUID]
    plan_item_id: Mapped[UUID] = mapped_column(primary_key=True)
    """A review comes back again, under another item, once its day is another one."""
    on_day: Mapped[date]
    """The day on which it was taken; of a review, its day."""
