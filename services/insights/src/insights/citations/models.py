"""Tables of what governance said: decisions, the evidence that they cite, the feedback given."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted
from insights.tables import Base


class Decision(Identified, Base):
    """The newest version of a decision, as far as the library needs it."""

    __tablename__ = "decisions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    reference: Mapped[str]
    title: Mapped[str]
    outcome: Mapped[str]
    body_name: Mapped[str]
    decided_on: Mapped[date]
    confidential: Mapped[bool]


class DecisionEvidence(Tenanted, Base):
    """A decision cites a version of a finding."""

    __tablename__ = "decision_evidence"

    decision_id: Mapped[UUID] = mapped_column(primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(primary_key=True)
    finding_version: Mapped[int] = mapped_column(primary_key=True)


class DecisionFeedback(Identified, Base):
    """What was said to those who spoke, about a decision."""

    __tablename__ = "decision_feedback"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    decision_id: Mapped[UUID]
    decision_reference: Mapped[str]
    decision_title: Mapped[str]
    you_said: Mapped[str]
    we_did: Mapped[str]
    did_not: Mapped[str | None]
    finding_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    published_at: Mapped[datetime]
    corrects_id: Mapped[UUID | None]
    """The earlier answer whose place it takes."""
    corrected_at: Mapped[datetime | None]
    """When another took its own place; None of one that stands."""
