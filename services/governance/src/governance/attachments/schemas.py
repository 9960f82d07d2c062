"""Attachments as the API gives them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from common.inspection.statement import Accessibility
from common.web.schemas import Model


class AttachmentOut(Model):
    """A file of a paper, without its bytes."""

    id: UUID
    name: str
    media_type: str
    size: int = Field(description="Bytes of the clean copy.")
    sha256: str = Field(description="Of the clean copy, which is what is given out.")
    original_size: int
    original_sha256: str = Field(description="Of the file as it was sent.")
    taken_out: dict[str, int] = Field(
        description="What the file told of its makers and the copy does not, and how many of it."
    )
    accessibility: Accessibility
    attached_at: datetime


class AttachmentsOut(Model):
    """The files of a paper's current text, in the order in which they came."""

    items: list[AttachmentOut]
