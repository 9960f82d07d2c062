"""Table: surveys with their questions, and their frozen published results."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, Text, false, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Identified, Version
from panel.tables import Base


class Survey(Identified, Base):
    """A survey; its questions are one document, since they never change once it is open."""

    __tablename__ = "surveys"

    title: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    """Why it is asked, in words shown to those who are asked."""
    themes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Codes of the places whose members are asked; empty means the whole system."""
    questions: Mapped[list[Any]]
    """See `panel.surveys.questions`."""
    state: Mapped[str] = mapped_column(String(10))
    closes_on: Mapped[date | None]
    extend_until: Mapped[date | None]
    """The day beyond which ``closes_on`` is never moved; None where there is none."""
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    published: Mapped[dict[str, Any] | None]
    """The results after disclosure control, frozen when the survey closed."""
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    """Languages besides English that it is offered in, as it was opened."""
    segment_id: Mapped[UUID | None]
    """The segment that it was opened to, if to one."""
    breakdowns: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    """By which groups its results are published on closing (`panel.breakdowns`)."""
    quotas: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    """How many answers it takes from each of some groups at most (`panel.quotas`)."""
    anonymous: Mapped[bool] = mapped_column(server_default=false())
    """No key joins its answers to members (`panel.answers.service`)."""
    gathering_id: Mapped[UUID | None]
    """The gathering whose guests it asks, if it does."""
    pilot_of: Mapped[UUID | None]
    """The draft that this is a trial of (`panel.pilots`). No route of surveys knows a trial."""
    piloted_by: Mapped[str | None] = mapped_column(Text)
    """Of a trial: the key with which it was begun."""
    created_at: Mapped[CreatedAt]
    version: Mapped[Version]
    unopened: Mapped[int] = mapped_column(server_default=text("0"))
    """Of an anonymous survey that has closed: ballots that were altered and did not open."""

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        ForeignKeyConstraint(["ics", "segment_id"], ["panel.segments.ics", "panel.segments.id"]),
        ForeignKeyConstraint(["ics", "pilot_of"], ["panel.surveys.ics", "panel.surveys.id"]),
        CheckConstraint("(pilot_of IS NULL) = (piloted_by IS NULL)", name="piloted_by"),
        Index(None, "ics", "pilot_of"),
        CheckConstraint("state IN ('draft', 'open', 'closing', 'closed')", name="state"),
        CheckConstraint("(state = 'draft') = (opened_at IS NULL)", name="opened_at"),
        CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL AND published IS NOT NULL)", name="closed"
        ),
    )
