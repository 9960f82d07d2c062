"""Table of notices: ids alone; what they say is read from what the ids name."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified
from insights.tables import Base


class Notice(Identified, Base):
    """One thing that an owner is told; no organisation means the system's editors."""

    __tablename__ = "notices"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID | None]
    kind: Mapped[str]
    key: Mapped[str]
    """Names what is told, so that it is told once."""
    finding_id: Mapped[UUID | None]
    decision_id: Mapped[UUID | None]
    feedback_id: Mapped[UUID | None]
    activity_id: Mapped[UUID | None]
    own_activity_id: Mapped[UUID | None]
    """Of an overlap: the owner's activity that the other comes near to."""
    saved_search_id: Mapped[UUID | None]
    reply_id: Mapped[UUID | None]
    reasons: Mapped[list[Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    read_by: Mapped[str | None]
    by_mail: Mapped[bool]
    mailed_at: Mapped[datetime | None]
