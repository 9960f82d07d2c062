"""Tables of what became of embargoes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted
from insights.tables import Base


class EmbargoStep(Identified, Base):
    """Something that was done to the embargo of a version; it never changes."""

    __tablename__ = "embargo_steps"

    finding_id: Mapped[UUID]
    version: Mapped[int]
    step: Mapped[str]
    """set, moved, lifted, approved, ended, or withdrawn."""
    until: Mapped[datetime | None]
    """The moment as it stood after the step; of one that is over, the moment that it was."""
    at: Mapped[datetime]
    by: Mapped[str | None]
    """Null: the library itself."""


class EmbargoFailure(Tenanted, Base):
    """A version whose embargo has ended, and which could not be published yet."""

    __tablename__ = "embargo_failures"

    finding_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    attempts: Mapped[int]
    failed_since: Mapped[datetime]
    due_at: Mapped[datetime]
    """When it is tried again."""
    failure: Mapped[str]
    """The name of the error alone: its words may hold what the finding says."""
