"""Tables of the duty to involve. All are append-only; of an assessment only counters move on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted, Version
from governance.tables import Base


class Assessment(Identified, Base):
    """An activity whose duty to involve is assessed, and where that stands."""

    __tablename__ = "duty_assessments"

    body_id: Mapped[UUID]
    title: Mapped[str]
    acting_for: Mapped[str]
    """The kind of body whose duty it is: the body's own, or that of the one it acts for."""
    meeting_id: Mapped[UUID | None]
    item_id: Mapped[UUID | None]
    proposal: Mapped[int]
    """Number of the newest text of the proposal."""
    round: Mapped[int]
    """Number of the newest round of answers."""
    round_proposal: Mapped[int]
    """Number of the text that this round is about."""
    engaged: Mapped[bool | None]
    """The outcome of this round, derived; None while it is open."""
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    version: Mapped[Version]


class Proposal(Tenanted, Base):
    """What is proposed, in one text, with its SHA-256."""

    __tablename__ = "duty_proposals"

    assessment_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    sha256: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class Round(Tenanted, Base):
    """One going through the steps, under the law of its day."""

    __tablename__ = "duty_rounds"

    assessment_id: Mapped[UUID] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    proposal: Mapped[int]
    law: Mapped[dict[str, Any]]
    reason: Mapped[str | None]
    """Why it is assessed again; None for the first round."""
    begun_at: Mapped[datetime]
    begun_by: Mapped[str]


class StepAnswer(Tenanted, Base):
    """The answer to one step."""

    __tablename__ = "duty_answers"

    assessment_id: Mapped[UUID] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str]
    answer: Mapped[dict[str, Any]]
    reason: Mapped[str]
    post_id: Mapped[UUID | None]
    answered_at: Mapped[datetime]
    answered_by: Mapped[str]


class Limit(Identified, Base):
    """Urgency limits involvement, for a reason of its own, until it is reviewed."""

    __tablename__ = "duty_limits"

    assessment_id: Mapped[UUID]
    round: Mapped[int]
    ground: Mapped[str]
    reason: Mapped[str]
    review_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class TemporaryChange(Identified, Base):
    """A change for a time, which comes back on a day."""

    __tablename__ = "duty_temporary_changes"

    assessment_id: Mapped[UUID]
    round: Mapped[int]
    what: Mapped[str]
    back_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class Return(Tenanted, Base):
    """What became of a temporary change when it came back."""

    __tablename__ = "duty_returns"

    change_id: Mapped[UUID] = mapped_column(primary_key=True)
    how: Mapped[str]
    """ended, extended or made_permanent."""
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class DecisionDuty(Tenanted, Base):
    """The round of an assessment that a decision rests on."""

    __tablename__ = "decision_duties"

    decision_id: Mapped[UUID] = mapped_column(primary_key=True)
    assessment_id: Mapped[UUID]
    round: Mapped[int]
    linked_at: Mapped[datetime]
    linked_by: Mapped[str]
