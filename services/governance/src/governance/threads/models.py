"""Tables of threads. Whether one was answered is no column: feedback that was published says so."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted, Version
from governance.tables import Base


class FeedbackThread(Identified, Base):
    """An answer that a body owes to those who spoke, for a decision or for a finding."""

    __tablename__ = "feedback_threads"

    body_id: Mapped[UUID]
    decision_id: Mapped[UUID | None]
    """What opened it: a decision, or else a finding."""
    finding_id: Mapped[UUID | None]
    opened_on: Mapped[date]
    """The day of the decision, or on which the body took the finding up."""
    due_on: Mapped[date]
    """Last day."""
    due_reason: Mapped[str | None]
    """Why the day is another than the standard's."""
    owner_post_id: Mapped[UUID | None]
    answered_by_id: Mapped[UUID | None]
    """Of a finding: the published answer of another body that closes it."""
    standard: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The time and the steps that it was opened under."""
    opened_at: Mapped[datetime]
    opened_by: Mapped[str | None]
    """None where the worker opened it, because of a decision."""
    version: Mapped[Version]


class FeedbackNotice(Tenanted, Base):
    """Whoever sees to an answer was written to; append-only, and of nobody's address."""

    __tablename__ = "feedback_notices"

    thread_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """answer_assigned, answer_due or answer_overdue."""
    occasion: Mapped[str] = mapped_column(primary_key=True)
    """The version of the thread, the day that is due, or the step of the escalation."""
    on_day: Mapped[date]


class FeedbackEscalation(Tenanted, Base):
    """A body heard that an answer is overdue; append-only."""

    __tablename__ = "feedback_escalations"

    thread_id: Mapped[UUID] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    """Of the standard, from 1."""
    body_id: Mapped[UUID]
    """The body that it came to."""
    plan_item_id: Mapped[UUID]
    on_day: Mapped[date]
