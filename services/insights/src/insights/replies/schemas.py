"""Replies as the API takes and gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from insights.replies.shown import ReplyShown
from insights.words import Reason, Text


class ReplyIn(Model):
    """A reply; it is published as it stands, so without personal data."""

    text: Text
    on_behalf_of: UUID | None = Field(
        default=None,
        description="Which of those that the finding speaks about replies; your own organisation "
        "if left out. The system's editors may name any, and so enter the reply of a body.",
    )


class ReplyPatch(Model):
    """A new text; one that was withdrawn is published again with it."""

    text: Text


class ReplyWithdrawal(Model):
    """Why a reply is withdrawn; published in its place."""

    reason: Reason


class ReplyOut(Model):
    """A reply, with where it stands; its text is null where it is withdrawn and not your own."""

    id: UUID
    finding_id: UUID
    replier_kind: Literal["organisation", "body"]
    replier_id: UUID
    replier_name: str
    state: Literal["published", "withdrawn"]
    text: str | None
    version: int
    revision: int = Field(description="Grows with every step; the ETag is made of it.")
    published_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str | None


class ReplyVersionOut(Model):
    """One version of a reply."""

    version: int
    text: str
    published_at: datetime


class PublicReplies(Model):
    """The replies to a finding that is for everybody."""

    finding_id: UUID
    replies: list[ReplyShown]
