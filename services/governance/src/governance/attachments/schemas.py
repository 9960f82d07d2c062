"""Attachments as the API gives them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from common.inspection.statement import Accessibility
from common.web.schemas import Model
from governance.words import Reason


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
    withheld_reason: str | None = Field(description="Null of a file that everybody may read.")
    attached_at: datetime


class WithheldAttachmentOut(Model):
    """A file that everybody may not read, and why."""

    id: UUID
    withheld_reason: str


class WithholdingIn(Model):
    """Whether the public may read a file."""

    withheld_reason: Reason | None = Field(
        description="Why it may not, which is published; null opens the file."
    )


class AttachmentsOut(Model):
    """The files of a paper's current text, in the order in which they came."""

    items: list[AttachmentOut]
