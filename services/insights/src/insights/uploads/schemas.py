"""Uploads as the API takes and gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from common.web.schemas import Model

State = Literal["receiving", "waiting", "done", "refused"]


class UploadIn(Model):
    """A file of feedback that is about to come."""

    size: int = Field(ge=1, description="Bytes that the file has.")
    media_type: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(
        description="What the file is, such as text/csv; charset=utf-8."
    )
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        default=None,
        description="SHA-256 of the file in hexadecimal digits: what came is held against it.",
    )
    dry_run: bool = Field(default=False, description="True keeps nothing but the report.")


class UploadOut(Model):
    """Where an upload and its import stand."""

    id: UUID = Field(description="Of the upload, and of the report of its import.")
    source_id: UUID
    dry_run: bool
    state: State = Field(
        description="receiving: bytes are missing. waiting: all are there, the import is on its "
        "way. done: see the report. refused: see the problem; nothing was kept."
    )
    size: int
    received: int = Field(description="Bytes that are kept; go on from there.")
    rows: int = Field(description="Rows that were read so far; a crash loses none of them.")
    problem: dict[str, Any] | None = Field(description="Why it was refused (RFC 9457).")
    report: str | None = Field(description="Address of the report, once it is done.")
    created_at: datetime
    completed_at: datetime | None = Field(description="When the last byte came.")
    expires_at: datetime = Field(
        description="When an upload that is not complete, and its bytes, are destroyed."
    )
