"""Feedback as the API takes and gives it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from governance.words import Text


class FeedbackIn(Model):
    """An answer to those who spoke."""

    you_said: Text
    we_did: Text
    did_not: Text | None = Field(default=None, description="What was not done, and why.")
    corrects_id: UUID | None = Field(
        default=None, description="The published feedback on this decision that it corrects."
    )


class FeedbackPatch(Model):
    """What to change of a draft; what is not sent stays."""

    you_said: Text | None = None
    we_did: Text | None = None
    did_not: Text | None = None


class FeedbackOut(Model):
    """An answer to those who spoke."""

    id: UUID
    decision_id: UUID
    you_said: str
    we_did: str
    did_not: str | None
    corrects_id: UUID | None
    status: Literal["draft", "published"]
    finding_ids: list[UUID] = Field(description="What the decision relied on when it went out.")
    activity_ids: list[UUID] = Field(description="Whose participants it was sent to.")
    published_at: datetime | None
    version: int
    created_at: datetime


class FeedbackListOut(Model):
    """The feedback on a decision, oldest first."""

    items: list[FeedbackOut]
