"""Actions as the API takes and gives them."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from governance.words import Name, Text, Title

Status = Literal["open", "done", "cancelled"]


class ActionIn(Model):
    """An action to keep."""

    body_id: UUID
    meeting_id: UUID | None = None
    item_id: UUID | None = None
    description: Text
    owner_post_id: UUID | None = None
    owner_name: Name | None = None
    due: Title | None = Field(default=None, description="When, in words: the end of June.")
    due_on: date | None = None


class ActionPatch(Model):
    """What to change of an action; what is not sent stays."""

    description: Text | None = None
    owner_post_id: UUID | None = None
    owner_name: Name | None = None
    due: Title | None = None
    due_on: date | None = None
    status: Status | None = None


class ActionOut(Model):
    """An action."""

    id: UUID
    body_id: UUID
    meeting_id: UUID | None
    item_id: UUID | None
    description: str
    owner_post_id: UUID | None
    owner_name: str | None
    due: str | None
    due_on: date | None
    status: Status
    closed_on: date | None
    version: int
