"""Tables of what went out, append-only."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted
from governance.tables import Base

_POSTS = ARRAY(Uuid)


class AgendaIssue(Identified, Base):
    """Agenda and supporting papers were issued to members and those in attendance."""

    __tablename__ = "agenda_issues"

    meeting_id: Mapped[UUID]
    issued_on: Mapped[date]
    due_on: Mapped[date]
    """By the terms, as the meeting stood then."""
    post_ids: Mapped[list[UUID]] = mapped_column(_POSTS)
    not_sent: Mapped[list[UUID]] = mapped_column(_POSTS)
    """Filled posts to which it did not go, this time or before."""
    late_reason: Mapped[str | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class Presentation(Tenanted, Base):
    """The record of a meeting, or what came of its votes, was put before a board."""

    __tablename__ = "presentations"

    meeting_id: Mapped[UUID] = mapped_column(primary_key=True)
    board: Mapped[str] = mapped_column(primary_key=True)
    """A code of the boards in the terms."""
    what: Mapped[str] = mapped_column(primary_key=True)
    """record or votes."""
    presented_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
