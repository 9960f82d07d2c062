"""Tables of uploads, and of rows that wait until all of their file is known to be good."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from common.db.due import Waiting
from insights.tables import Base


class Upload(Waiting, Base):
    """A file of feedback that is coming, or that came and is imported."""

    __tablename__ = "feedback_uploads"

    source_id: Mapped[UUID]
    dry_run: Mapped[bool]
    form: Mapped[str | None]
    encoding: Mapped[str | None]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes | None]
    """As the sender said it; what came is held against it."""
    received: Mapped[int] = mapped_column(BigInteger)
    mapping: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """The source's as it was when the last byte came: every row is read by the same one."""
    batches: Mapped[int]
    """How many batches of rows are staged."""
    rows: Mapped[int]
    staged: Mapped[int]
    blank: Mapped[int]
    rejected: Mapped[int]
    state: Mapped[str]
    """receiving, waiting (to be imported, or being imported), done or refused."""
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    attempts: Mapped[int]
    """How often it was taken up since it last came on."""
    due_at: Mapped[datetime]
    failure: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    completed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]


class UploadPart(Tenanted, Base):
    """Some bytes of an upload, sealed in the file store under ``<ics>/<file_id>``."""

    __tablename__ = "feedback_upload_parts"

    upload_id: Mapped[UUID] = mapped_column(primary_key=True)
    start: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    size: Mapped[int]
    file_id: Mapped[UUID]


class StagedBatch(Tenanted, Base):
    """Some rows of an import, read, with what is wrong in others, sealed."""

    __tablename__ = "feedback_staged_batches"

    upload_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID]
    """What it is sealed for."""
    sealed: Mapped[bytes]
