"""Table of feedback."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Identified, Version
from governance.tables import Base


class Feedback(Identified, Base):
    """One answer to those who spoke; once published it never changes."""

    __tablename__ = "feedback"

    decision_id: Mapped[UUID]
    you_said: Mapped[str]
    we_did: Mapped[str]
    did_not: Mapped[str | None]
    """What was not done, and why."""
    corrects_id: Mapped[UUID | None]
    """The published answer that this one corrects."""
    status: Mapped[str]
    """draft or published."""
    finding_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    activity_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    published_at: Mapped[datetime | None]
    version: Mapped[Version]
    created_at: Mapped[CreatedAt]
