"""Tables of meetings."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Identified, Tenanted, Version
from governance.tables import Base


class Meeting(Identified, Base):
    """A meeting of a body."""

    __tablename__ = "meetings"

    body_id: Mapped[UUID]
    held_on: Mapped[date]
    starts_at: Mapped[time | None]
    """Local time in England."""
    ends_at: Mapped[time | None]
    place: Mapped[str | None]
    status: Mapped[str]
    """scheduled, held, minutes_approved or cancelled."""
    remote_agreed: Mapped[bool]
    """It was agreed in advance that members may take part from afar."""
    notice_given_on: Mapped[date | None]
    format: Mapped[str | None]
    """One of the formats that the terms name, such as core or workshop."""
    short_notice_reason: Mapped[str | None]
    """Why the chair deemed it urgent enough to call the meeting at short notice."""
    minutes_import_id: Mapped[UUID | None]
    approved_at_meeting_id: Mapped[UUID | None]
    """The later meeting that approved its minutes; None where that is not on record."""
    published_version: Mapped[int | None]
    """The version that the newest `meeting.published` told of."""
    version: Mapped[Version]
    created_at: Mapped[CreatedAt]


class MeetingPublication(Tenanted, Base):
    """A version of a meeting was published; append-only."""

    __tablename__ = "meeting_publications"

    meeting_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    published_at: Mapped[datetime]
    content: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """Its day, times, place, status and agenda as they were published; None of old publications
    that were changed since. Those before migration 0021 have no agenda."""


class AgendaItem(Identified, Base):
    """An item of a meeting's agenda."""

    __tablename__ = "agenda_items"

    meeting_id: Mapped[UUID]
    position: Mapped[int]
    number: Mapped[str]
    """As printed: 27, 4.2, 24/07."""
    title: Mapped[str]
    first_line: Mapped[int | None]
    """Where in the imported minutes it stands."""
    last_line: Mapped[int | None]
    withheld_reason: Mapped[str | None]
    """Why its title is kept from the public; None of a public item."""
    version: Mapped[Version]


class AgendaOrder(Identified, Base):
    """A published agenda was put in another order; append-only."""

    __tablename__ = "agenda_orders"

    meeting_id: Mapped[UUID]
    before: Mapped[list[str]] = mapped_column(JSONB)
    """The ids of its items as they stood before, in order."""
    reason: Mapped[str]
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[str]


class Attendance(Identified, Base):
    """One person at a meeting, or absent from it with apologies."""

    __tablename__ = "attendances"

    meeting_id: Mapped[UUID]
    position: Mapped[int]
    kind: Mapped[str]
    """present, in_attendance or apologies."""
    name: Mapped[str]
    role: Mapped[str | None]
    organisation: Mapped[str | None]
    in_place_of: Mapped[str | None]
    replaced_by: Mapped[str | None]
    note: Mapped[str | None]
    post_id: Mapped[UUID | None]


class MeetingChair(Identified, Base):
    """Who was in the chair: at the opening, or from a hand-over on."""

    __tablename__ = "meeting_chairs"

    meeting_id: Mapped[UUID]
    position: Mapped[int]
    kind: Mapped[str]
    """opened, took or resumed."""
    name: Mapped[str]
    item_id: Mapped[UUID | None]
    """The item under which the chair changed hands."""
    items: Mapped[str | None]
    """For which items, as the minutes say it: "items 1 to 4"."""
