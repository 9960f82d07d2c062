"""Tables: gatherings, and who has asked for a place at one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Identified, Version
from panel.tables import Base


class Gathering(Identified, Base):
    """A session that members may come to; nothing of any person."""

    __tablename__ = "gatherings"

    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    form: Mapped[str] = mapped_column(String(20))
    """in_person, online or hybrid."""
    venue: Mapped[str | None] = mapped_column(Text)
    online_link: Mapped[str | None] = mapped_column(Text)
    """Shown to those who have a place, and to nobody else."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    sign_up_until: Mapped[datetime]
    capacity: Mapped[int]
    access_offered: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Codes of the vocabulary access_arrangement."""
    places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Codes of the places whose members may come; empty means the whole system."""
    segment_id: Mapped[UUID | None]
    public: Mapped[bool]
    """Listed on the public pages and in the calendar."""
    activity_id: Mapped[UUID | None]
    """The activity of the insights library that it is part of: what came of that came of it."""
    offer_hours: Mapped[int]
    """How long a freed place is kept for the one to whom it is offered."""
    remind_hours: Mapped[int]
    """How long before the start those who have a place are reminded."""
    state: Mapped[str] = mapped_column(String(10))
    sequence: Mapped[int]
    """Revision that calendars know it by (RFC 5545, 3.8.7.4): grows with time, place and state."""
    groups: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Terms of the segment's demographics when it was opened; empty means everybody."""
    asked_places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Where those live who were invited, by places and segment; empty means anywhere."""
    audience: Mapped[dict[str, Any] | None]
    """Of the invitation: fit, unreachable, no_usable_format, rested, asked, spare; exact, never
    leaves without panel:personal. None before it is opened."""
    opened_at: Mapped[datetime | None]
    invited_on: Mapped[date | None]
    """When members were invited, which draws on the budget of their communities; None if nobody
    was."""
    reminded_at: Mapped[datetime | None]
    came: Mapped[int | None]
    """How many came, as published: after disclosure control, frozen; None while hidden."""
    feedback_survey_id: Mapped[UUID | None]
    created_at: Mapped[CreatedAt]
    changed_at: Mapped[datetime]
    version: Mapped[Version]

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        ForeignKeyConstraint(["ics", "segment_id"], ["panel.segments.ics", "panel.segments.id"]),
        ForeignKeyConstraint(
            ["ics", "feedback_survey_id"], ["panel.surveys.ics", "panel.surveys.id"]
        ),
        CheckConstraint("form IN ('in_person', 'online', 'hybrid')", name="form"),
        CheckConstraint("state IN ('draft', 'open', 'held', 'cancelled')", name="state"),
        CheckConstraint("(state = 'draft') = (opened_at IS NULL)", name="opened_at"),
        CheckConstraint("form = 'online' OR venue IS NOT NULL", name="venue"),
        CheckConstraint("ends_at > starts_at AND sign_up_until <= starts_at", name="times"),
        CheckConstraint("capacity >= 1 AND offer_hours >= 1 AND remind_hours >= 1", name="numbers"),
        Index(None, "ics", "starts_at"),
    )


class Booking(Identified, Base):
    """One member who asked for a place at one gathering. Goes with the member."""

    __tablename__ = "gathering_bookings"

    gathering_id: Mapped[UUID]
    member_id: Mapped[UUID]
    number: Mapped[int]
    """The order of asking; who asks again gets a new one."""
    state: Mapped[str] = mapped_column(String(10))
    """placed, waiting, offered, lapsed or given_up."""
    offered_until: Mapped[datetime | None]
    needs_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The arrangements that they ask for, sealed; deleted soon after, and when they give up."""
    attended: Mapped[bool | None]
    means: Mapped[str | None] = mapped_column(String(20))
    """How they last said that they come, where staff entered it: telephone, paper, face_to_face."""
    witness: Mapped[str | None] = mapped_column(String(40))
    """Reference of who was there; never a name."""
    entered_by: Mapped[str | None] = mapped_column(Text)
    """The key that was used."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "gathering_id"], ["panel.gatherings.ics", "panel.gatherings.id"]
        ),
        ForeignKeyConstraint(
            ["ics", "member_id"], ["panel.members.ics", "panel.members.id"], ondelete="CASCADE"
        ),
        CheckConstraint(
            "state IN ('placed', 'waiting', 'offered', 'lapsed', 'given_up')", name="state"
        ),
        CheckConstraint("(state = 'offered') = (offered_until IS NOT NULL)", name="offered_until"),
        CheckConstraint(
            "needs_sealed IS NULL OR state IN ('placed', 'waiting', 'offered')", name="needs"
        ),
        CheckConstraint(
            "(means IS NULL) = (entered_by IS NULL) AND (means IS NULL) = (witness IS NULL)",
            name="entered",
        ),
        CheckConstraint("means IN ('telephone', 'paper', 'face_to_face')", name="means"),
        Index(None, "ics", "gathering_id", "member_id", unique=True),
        Index(None, "ics", "gathering_id", "number", unique=True),
        Index(None, "ics", "member_id"),
    )
