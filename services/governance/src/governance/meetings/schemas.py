"""Meetings as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from governance.words import Code, Day, Name, Reason, Title

Kind = Literal["present", "in_attendance", "apologies"]
ChairKind = Literal["opened", "took", "resumed"]
Status = Literal["scheduled", "held", "minutes_approved", "cancelled"]
ItemNumber = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9./() -]+$")]


class MeetingIn(Model):
    """A meeting to schedule."""

    body_id: UUID
    held_on: Day
    starts_at: time | None = Field(default=None, description="Local time in England.")
    place: Title | None = None
    notice_given_on: date | None = None
    format: Code | None = Field(default=None, description="One that the terms name: core.")
    short_notice_reason: Reason | None = Field(
        default=None, description="Why the chair deemed it urgent, of a meeting at short notice."
    )
    remote_agreed: bool = Field(
        default=False, description="It was agreed in advance that members take part from afar."
    )


class PublishedItem(Model):
    """An item of the agenda, as everybody reads it."""

    id: UUID | None = Field(
        default=None, description="Null of agendas published before this was told."
    )
    number: str
    title: str | None = Field(description="Null of an item that is withheld.")
    withheld_reason: str | None


class OrderChange(Model):
    """An agenda was put in another order after it was published."""

    changed_on: date = Field(description="The day in England.")
    reason: str


class Published(Model):
    """What everybody is told of a meeting when it is published."""

    held_on: date
    starts_at: time | None
    ends_at: time | None
    place: str | None
    status: Status
    agenda: list[PublishedItem] | None = Field(
        default=None, description="Null of meetings published before agendas were."
    )
    order_changes: list[OrderChange] = Field(
        default=[], description="When and why a published agenda was put in another order."
    )
    also_on: list[date] = Field(
        default=[], description="Later days on which it goes on, having been adjourned to them."
    )
    approved_on: date | None = Field(
        default=None, description="The day of the meeting that approved its minutes, if recorded."
    )


class MeetingPatch(Model):
    """What to change of a meeting; what is not sent stays."""

    held_on: Day | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    place: Title | None = None
    notice_given_on: date | None = None
    format: Code | None = None
    short_notice_reason: Reason | None = None
    remote_agreed: bool | None = Field(default=None, description="Only before the meeting.")
    status: Status | None = Field(
        default=None, description="scheduled → held → minutes_approved; scheduled → cancelled."
    )
    approved_at_meeting_id: UUID | None = Field(
        default=None, description="The later meeting of the body that approved its minutes."
    )


class ItemIn(Model):
    """An item of the agenda."""

    number: ItemNumber
    title: Title
    first_line: int | None = Field(default=None, ge=1)
    last_line: int | None = Field(default=None, ge=1)
    withheld_reason: Reason | None = Field(
        default=None, description="Why the public is not told its title; published in its place."
    )


class ItemPatch(Model):
    """What to change of an item; what is not sent stays."""

    number: ItemNumber | None = None
    title: Title | None = None
    withheld_reason: Reason | None = Field(
        default=None, description="Withholds the item from the public; null opens it again."
    )


class OrderIn(Model):
    """The whole agenda in another order."""

    item_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)] = Field(
        description="Every item of the agenda, once, in its new order."
    )
    reason: Reason | None = Field(
        default=None,
        description="Why; needed, and published, once the agenda was published.",
    )


class AttendanceIn(Model):
    """One person at a meeting, or absent from it with apologies."""

    kind: Kind
    name: Name
    role: Title | None = None
    organisation: Title | None = None
    in_place_of: Name | None = None
    replaced_by: Name | None = None
    note: Title | None = None
    post_id: UUID | None = Field(default=None, description="The post that the person holds.")


class MeetingOut(Model):
    """A meeting."""

    id: UUID
    body_id: UUID
    held_on: date
    starts_at: time | None
    ends_at: time | None
    place: str | None
    status: Status
    notice_given_on: date | None
    format: str | None
    short_notice_reason: str | None
    remote_agreed: bool
    minutes_import_id: UUID | None
    approved_at_meeting_id: UUID | None = Field(
        description="The later meeting that approved its minutes; null where nothing says so."
    )
    published_version: int | None
    version: int
    created_at: datetime


class ItemOut(Model):
    """An item of the agenda, with its lines in the imported minutes."""

    id: UUID
    position: int
    number: str
    title: str | None = Field(
        description="Null of an item that is withheld, for those who do not keep the record."
    )
    first_line: int | None
    last_line: int | None
    withheld_reason: str | None
    version: int = Field(description="Goes into If-Match.")


class AttendanceOut(Model):
    """One person at a meeting."""

    id: UUID
    position: int
    kind: Kind
    name: str
    role: str | None
    organisation: str | None
    in_place_of: str | None
    replaced_by: str | None
    note: str | None
    post_id: UUID | None


class ItemsOut(Model):
    """The agenda, in order."""

    items: list[ItemOut]


class AttendancesOut(Model):
    """Who came, and who sent apologies."""

    items: list[AttendanceOut]


class ChairIn(Model):
    """Somebody in the chair: from the opening, or from a hand-over on."""

    kind: ChairKind = Field(description="opened the meeting, took the chair over, or resumed it.")
    name: Name
    item_id: UUID | None = Field(
        default=None, description="The item under which the chair changed hands."
    )
    items: Title | None = Field(
        default=None, description="For which items, in the words of the minutes: items 1 to 4."
    )


class ChairOut(ChairIn):
    """Somebody in the chair."""

    id: UUID
    position: int


class ChairsOut(Model):
    """Who was in the chair, in order."""

    items: list[ChairOut]


class PublishedChair(Model):
    """Somebody in the chair of a meeting, as everybody may read it."""

    kind: ChairKind
    name: str
    item_number: str | None
    item_title: str | None
    items: str | None


class ChairsPublishedOut(Model):
    """Who was in the chair of a published meeting, in order."""

    chairs: list[PublishedChair]
