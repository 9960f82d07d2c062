"""Tables of feedback."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import Computed

from common.db.base import Identified, Tenanted, Version
from insights.tables import Base


class FeedbackSource(Identified, Base):
    """Where feedback comes from, and how its files are read."""

    __tablename__ = "feedback_sources"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    organisation_id: Mapped[UUID | None]
    visibility: Mapped[str]
    mapping: Mapped[dict[str, Any]] = mapped_column(JSONB)
    version: Mapped[Version]
    created_at: Mapped[datetime]


class FeedbackImport(Identified, Base):
    """One import of a file, or its dry run, with what became of every row."""

    __tablename__ = "feedback_imports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_id: Mapped[UUID]
    dry_run: Mapped[bool]
    file_sha256: Mapped[bytes]
    file_bytes: Mapped[int]
    form: Mapped[str]
    encoding: Mapped[str]
    rows: Mapped[int]
    accepted: Mapped[int]
    blank: Mapped[int]
    duplicates: Mapped[int]
    rejected: Mapped[int]
    missing_columns: Mapped[list[str]] = mapped_column(ARRAY(Text))
    same_file_as: Mapped[UUID | None]
    imported_at: Mapped[datetime]
    imported_by: Mapped[str]


class FeedbackProgress(Tenanted, Base):
    """How far an import is that has not ended, or came that broke off. Nothing of the file."""

    __tablename__ = "feedback_progress"

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    source_id: Mapped[UUID]
    file_bytes: Mapped[int]
    rows: Mapped[int]
    phase: Mapped[str]
    started_at: Mapped[datetime]
    moved_at: Mapped[datetime]


class FeedbackRejection(Tenanted, Base):
    """A row that wasn't taken: its line, the field at fault, the reason."""

    __tablename__ = "feedback_rejections"

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]


class FeedbackItem(Identified, Base):
    """One thing that somebody said, as it came in a file."""

    __tablename__ = "feedback_items"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_id: Mapped[UUID]
    import_id: Mapped[UUID]
    row_key: Mapped[bytes]
    content_hash: Mapped[bytes]
    raw_hash: Mapped[bytes | None]
    """Of what the row said before it was mapped (`insights.feedback.raw_rows`)."""
    line: Mapped[int]
    said_on: Mapped[date | None]
    service: Mapped[str | None]
    question: Mapped[str | None]
    score: Mapped[int | None] = mapped_column(SmallInteger)
    text: Mapped[str | None]
    themes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    sentiment: Mapped[int | None] = mapped_column(SmallInteger)
    """As a person accepted it of a model."""
    file_sentiment: Mapped[int | None] = mapped_column(SmallInteger)
    """As the file said."""
    read_by: Mapped[str | None]
    search: Mapped[Any] = mapped_column(TSVECTOR, Computed("", persisted=True), deferred=True)
