"""Tables of files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted
from insights.tables import Base


class FileRule(Tenanted, Base):
    """What files are taken, from a day until the day before another."""

    __tablename__ = "file_rules"

    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    max_files: Mapped[int]
    max_pixels: Mapped[int]
    types: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    upload_hours: Mapped[int]
    open_uploads: Mapped[int]


class File(Identified, Base):
    """A file of a finding or of a story; its bytes are in the file store."""

    __tablename__ = "files"

    finding_id: Mapped[UUID | None]
    story_id: Mapped[UUID | None]
    since_version: Mapped[int]
    """The version of the finding, or of the story's content, that it came with."""
    name: Mapped[str | None]
    description: Mapped[str | None]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes]
    """Of the bytes as they are kept."""
    original_size: Mapped[int | None] = mapped_column(BigInteger)
    original_sha256: Mapped[bytes | None]
    """Of the bytes as they were sent; None of files from before migration 0017 that wait to be
    looked through, or are withheld."""
    pages: Mapped[int | None]
    failures: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    """What keeps somebody from reading it, as judged on its day; None where nobody looked."""
    taken_out: Mapped[dict[str, int]] = mapped_column(JSONB)
    """What the bytes no longer have, and how many of it; never what it said."""
    statement: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What is said to those who cannot read it."""
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[str]
    removed_at: Mapped[datetime | None]
    stored_as: Mapped[UUID | None]
    """What its bytes go by in the store, where that isn't its id: of a clean copy made later."""
    withheld: Mapped[str | None]
    """Why one from before files were looked through is not given out."""

    @property
    def kept_as(self) -> UUID:
        """Give what its bytes go by in the store."""
        return self.stored_as or self.id
