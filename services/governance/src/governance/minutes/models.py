"""Table of imported minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped

from common.db.base import Identified, Version
from governance.tables import Base


class MinutesImport(Identified, Base):
    """A text with minutes, what was read out of it, and what a person made of that."""

    __tablename__ = "minutes_imports"

    body_id: Mapped[UUID]
    digest: Mapped[bytes]
    """SHA-256 of the text as it was sent."""
    source_text: Mapped[str]
    status: Mapped[str]
    """draft or recorded."""
    extracted: Mapped[dict[str, Any]]
    """What was read, as it was read; never changed."""
    content: Mapped[dict[str, Any]]
    """The same with corrections applied."""
    corrections: Mapped[list[Any]]
    accepted_doubts: Mapped[list[Any]]
    meeting_id: Mapped[UUID | None]
    imported_by: Mapped[str]
    imported_at: Mapped[datetime]
    recorded_by: Mapped[str | None]
    recorded_at: Mapped[datetime | None]
    version: Mapped[Version]
