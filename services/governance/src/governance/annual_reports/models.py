"""Tables of annual reports, and of what shows one of the ten principles."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted, Version
from governance.tables import Base


class AnnualReport(Identified, Base):
    """A report of a body, or of the whole system, on a period; once published it never changes."""

    __tablename__ = "annual_reports"

    body_id: Mapped[UUID | None]
    """None: of every body of the system."""
    since: Mapped[date]
    until: Mapped[date]
    feedback_days: Mapped[int | None]
    """After a decision; None: each answer has its own day."""
    state: Mapped[str]
    """draft, approved or published."""
    notes: Mapped[dict[str, Any]]
    """What people wrote, by section."""
    corrects_id: Mapped[UUID | None]
    correction_reason: Mapped[str | None]
    content: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What it says, from its approval on."""
    digest: Mapped[str | None]
    """SHA-256 of content and notes."""
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None]
    approved_as: Mapped[str | None]
    """The role, which is published; the account is not."""
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    version: Mapped[Version]


class PrincipleEvidence(Tenanted, Base):
    """Something else than a decision shows one of the ten principles; append-only."""

    __tablename__ = "principle_evidence"

    kind: Mapped[str] = mapped_column(primary_key=True)
    """activity, finding, assembly or feedback."""
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    principle: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
