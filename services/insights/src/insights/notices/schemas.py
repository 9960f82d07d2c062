"""Notices as they are told and as the API gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model

Kind = Literal[
    "search_matched",
    "decision_cited",
    "feedback_published",
    "activity_near",
    "finding_withdrawn",
    "file_withheld",
    "file_unexplained",
    "embargo_ended",
    "embargo_failing",
    "reply_published",
    "reply_withdrawn",
    "mail_given_up",
]


@dataclass(frozen=True)
class Telling:
    """Something to tell an owner: of what, and under which key, so that it is told once."""

    kind: Kind
    organisation_id: UUID | None
    key: str
    finding_id: UUID | None = None
    decision_id: UUID | None = None
    feedback_id: UUID | None = None
    activity_id: UUID | None = None
    own_activity_id: UUID | None = None
    saved_search_id: UUID | None = None
    reply_id: UUID | None = None
    reasons: Sequence[str] = field(default=())
    by_mail: bool = True


class FindingNamed(Model):
    """The finding that a notice is about."""

    id: UUID
    reference: str
    title: str


class DecisionNamed(Model):
    """The decision that used it; its title is null where it is confidential."""

    id: UUID
    reference: str
    title: str | None
    body_name: str
    decided_on: date


class FeedbackNamed(Model):
    """What was said to those who spoke."""

    id: UUID
    decision_reference: str
    we_did: str
    did_not: str | None
    corrects_id: UUID | None = Field(description="The earlier answer whose place it takes.")
    corrected_at: datetime | None = Field(
        description="When another answer took its place; null of one that stands."
    )


class ActivityNamed(Model):
    """The activity of another organisation that comes near to one of yours."""

    id: UUID
    title: str
    organisation_name: str | None
    starts_on: date | None
    ends_on: date | None
    status: str


class NoticeOut(Model):
    """Something that your organisation is told, as it may be seen today."""

    id: UUID
    kind: Kind
    title: str = Field(description="What happened, in a line.")
    text: str = Field(description="More of it; empty where the title says it all.")
    finding: FindingNamed | None
    decision: DecisionNamed | None
    feedback: FeedbackNamed | None
    activity: ActivityNamed | None
    own_activity_id: UUID | None
    saved_search_id: UUID | None
    saved_search_name: str | None
    reply_id: UUID | None
    reasons: list[str] = Field(
        description="Of an activity: why it is near to yours. Of mail: whose was given up."
    )
    created_at: datetime
    read_at: datetime | None


class ReadIn(Model):
    """Up to which notice everything was read."""

    until: UUID = Field(description="The newest notice that was read; older ones are, too.")


class UnreadOut(Model):
    """How many notices wait to be read."""

    unread: int
