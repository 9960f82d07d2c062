"""The table of principles that decisions show, append-only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from governance.tables import Base


class DecisionPrinciple(Tenanted, Base):
    """A decision shows one of the ten principles."""

    __tablename__ = "decision_principles"

    decision_id: Mapped[UUID] = mapped_column(primary_key=True)
    principle: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
