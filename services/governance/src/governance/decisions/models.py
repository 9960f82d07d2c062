"""Tables of decisions. Versions and their evidence are append-only, by grant and by trigger."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted, Version
from governance.tables import Base


class DecisionCounter(Tenanted, Base):
    """How many decisions of a body bear a reference of a year."""

    __tablename__ = "decision_counters"

    body_id: Mapped[UUID] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Decision(Identified, Base):
    """A decision: what never changes about it, and which version is current."""

    __tablename__ = "decisions"

    body_id: Mapped[UUID]
    meeting_id: Mapped[UUID | None]
    item_id: Mapped[UUID | None]
    reference: Mapped[str]
    """QE1-ICP-2024-0001: system, body, year of the decision, number in that year."""
    decided_on: Mapped[date]
    source: Mapped[dict[str, Any] | None]
    """The minutes import and the lines that it came from."""
    version: Mapped[Version]


class DecisionVersion(Tenanted, Base):
    """What a decision says, in one version."""

    __tablename__ = "decision_versions"

    decision_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    outcome: Mapped[str]
    kind_of_activity: Mapped[str | None]
    parts: Mapped[list[Any]]
    involvement_statement: Mapped[str | None]
    activity_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    not_done: Mapped[str | None]
    mover: Mapped[str | None]
    seconder: Mapped[str | None]
    effective_on: Mapped[date | None]
    review_on: Mapped[date | None]
    confidential: Mapped[bool]
    withheld_reason: Mapped[str | None]
    reason: Mapped[str | None]
    """Why there is this version; None for the first."""
    course: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """How it came about and stands (`decisions.course`); None of what a meeting simply decided."""
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class DecisionEvidence(Tenanted, Base):
    """One finding, in one version, that a version of a decision relies on."""

    __tablename__ = "decision_evidence"

    decision_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(primary_key=True)
    finding_version: Mapped[int]
