"""Table: the counters of quotas."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from panel.tables import Base


class QuotaCell(Tenanted, Base):
    """How many of those in one cell have answered, and how many may; nothing of any person."""

    __tablename__ = "survey_quotas"

    survey_id: Mapped[UUID] = mapped_column(primary_key=True)
    cell: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """Keyed hash of what the quota is of (`PanelKeys.quota_cell`)."""
    ceiling: Mapped[int]
    taken: Mapped[int] = mapped_column(server_default=text("0"))
    """0 in an anonymous survey until it closes."""
    taken_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """How many, in an anonymous survey that is open, sealed with its key (`panel.ballots`); stays
    after that where it was altered, and opens no more."""

    __table_args__ = (
        ForeignKeyConstraint(["ics", "survey_id"], ["panel.surveys.ics", "panel.surveys.id"]),
        CheckConstraint("taken BETWEEN 0 AND ceiling", name="taken"),
    )
