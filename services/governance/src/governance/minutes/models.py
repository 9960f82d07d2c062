"""Table of imported minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped

from common.db.base import Identified, Version
from governance.tables import Base


class MinutesImport(Identified, Base):
    """Minutes as they were sent, what was read out of it, and what a person made of that."""

    __tablename__ = "minutes_imports"

    body_id: Mapped[UUID]
    digest: Mapped[bytes]
    """SHA-256 of the text or of the document as it was sent."""
    kind: Mapped[str]
    """text, pdf, docx, html, moderngov_html or moderngov_xml: told by the bytes."""
    source_text: Mapped[str]
    """The text as it was sent, or the lines that were read out of the document."""
    page_starts: Mapped[list[Any]]
    """The number of the first line of each page, from 1; empty where there are no pages."""
    left_out: Mapped[list[Any]]
    """What stands in the document and not in its lines, such as running headers."""
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
