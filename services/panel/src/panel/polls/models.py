"""Tables: open polls, and how many chose each option."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Identified, Tenanted
from panel.tables import Base


class Poll(Identified, Base):
    """One question to anybody; it never changes."""

    __tablename__ = "polls"

    question: Mapped[str] = mapped_column(Text)
    options: Mapped[list[Any]]
    """Code and label of each."""
    state: Mapped[str] = mapped_column(String(10))
    closes_on: Mapped[date | None]
    created_by: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime | None]
    released: Mapped[dict[str, Any] | None]
    """Option (and total) → the published figure, null where suppressed; None before the first."""
    released_at: Mapped[datetime | None]
    basis: Mapped[int] = mapped_column(server_default=text("0"))
    """How many votes the release is of; never leaves the service."""
    created_at: Mapped[CreatedAt]

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        CheckConstraint("state IN ('open', 'closed')", name="state"),
    )


class PollVotes(Tenanted, Base):
    """How many chose one option; nothing of anybody who did."""

    __tablename__ = "poll_votes"

    poll_id: Mapped[UUID] = mapped_column(primary_key=True)
    option: Mapped[str] = mapped_column(String(60), primary_key=True)
    votes: Mapped[int] = mapped_column(server_default=text("0"))

    __table_args__ = (
        ForeignKeyConstraint(["ics", "poll_id"], ["panel.polls.ics", "panel.polls.id"]),
    )
