"""Tables of attachments."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted
from governance.tables import Base


class PaperAttachment(Identified, Base):
    """A file of a paper: since which of its texts, until which."""

    __tablename__ = "paper_attachments"

    paper_id: Mapped[UUID]
    since_version: Mapped[int]
    removed_version: Mapped[int | None]
    """The first text that no longer has it."""
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[bytes]
    """Of the clean copy, which is what is kept."""
    original_size: Mapped[int]
    original_sha256: Mapped[bytes]
    pages: Mapped[int | None]
    failures: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """What keeps somebody from reading it, as judged on the day on which it came."""
    taken_out: Mapped[dict[str, int]] = mapped_column(JSONB)
    """What the copy no longer has, and how many of it; never what it said."""
    statement: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What is said to those who cannot read it."""
    withheld_reason: Mapped[str | None]
    """Why the public may not read it; None of a file that it may."""
    attached_at: Mapped[datetime]
    attached_by: Mapped[str]


class PaperAttachmentContent(Tenanted, Base):
    """The bytes of a clean copy; never changed."""

    __tablename__ = "paper_attachment_contents"

    attachment_id: Mapped[UUID] = mapped_column(primary_key=True)
    content: Mapped[bytes]
