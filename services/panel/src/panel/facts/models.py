"""Tables: findings and decisions, as they were last published."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified
from panel.tables import Base


class KnownFinding(Identified, Base):
    """A public finding of the insights library."""

    __tablename__ = "known_findings"

    fact_version: Mapped[int]
    reference: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    ended: Mapped[str | None] = mapped_column(String(20))
    """superseded or withdrawn; None while it stands."""

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        CheckConstraint("ended IN ('superseded', 'withdrawn')", name="ended"),
    )


class KnownDecision(Identified, Base):
    """A decision that is not confidential."""

    __tablename__ = "known_decisions"

    fact_version: Mapped[int]
    reference: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    """Code, such as agreed_in_principle."""
    body_name: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date]
    recorded_at: Mapped[datetime]

    __table_args__ = (ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),)
