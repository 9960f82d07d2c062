"""The public register as everybody reads it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from governance.conformance.schemas import Check
from governance.meetings.schemas import OrderChange, PublishedItem, Status

When = Literal["coming", "past"]


class PublishedMeetingSummary(Model):
    """A published meeting in a list."""

    id: UUID
    body_id: UUID
    body_name: str
    held_on: date
    starts_at: time | None
    ends_at: time | None
    place: str | None
    status: Status
    published_at: datetime


class PublishedMeetingOut(PublishedMeetingSummary):
    """A meeting as it was published last."""

    in_public: bool | None = Field(description="Null where the body's terms do not say.")
    agenda: list[PublishedItem] | None = Field(
        description="Null of meetings published before agendas were."
    )
    order_changes: list[OrderChange] = Field(
        description="When and why a published agenda was put in another order."
    )
    also_on: list[date] = Field(
        description="Later days on which it goes on, having been adjourned to them."
    )
    approved_on: date | None = Field(
        description="The day of the meeting that approved its minutes; null where not recorded."
    )


class PublishedBodySummary(Model):
    """A body in being, in a list."""

    id: UUID
    code: str
    name: str
    kind: str


class PublishedBodiesOut(Model):
    """The bodies in being, by name."""

    items: list[PublishedBodySummary]


class PublishedMemberOut(Model):
    """A post on a body, and who holds it."""

    title: str
    sector: str | None
    organisation: str | None
    standing: str = Field(description="full, co_opted, or in_attendance, which has no vote.")
    holders: list[str] = Field(description="Empty where the post is vacant.")
    deputies: list[str]


class PublishedBodyOut(PublishedBodySummary):
    """A body as it is today: its terms in short, and its posts."""

    parent_id: UUID | None
    parent_name: str | None
    terms_from: date | None = Field(description="Null of a body without terms of reference.")
    purpose: str | None
    meets_in_public: bool | None
    meetings_per_year: int | None
    notice_working_days: int | None
    review_due: date | None
    members: list[PublishedMemberOut]


class PublishedCheckOut(Model):
    """One thing that the terms ask, and whether the body keeps to it."""

    check: Check
    clause: str | None
    holds: bool
    asked: str
    meetings: list[PublishedMeetingSummary] = Field(
        description="The published meetings at which it does not hold."
    )
    other_meetings: int = Field(description="Meetings at which it does not hold, not published.")
    offices: list[str]
    boards: list[str]


class PublishedConformanceOut(Model):
    """Whether a body keeps to its terms today. How often single members came is not told."""

    body_id: UUID
    body_name: str
    on: date
    terms_from: date
    keeps_to_them: bool
    items: list[PublishedCheckOut]
