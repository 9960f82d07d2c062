"""Tables: selections, what is published of them, their pools and who opened them, their seats."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted, Version
from panel.tables import Base

_SELECTION = ["panel.selections.ics", "panel.selections.id"]


class Selection(Identified, Base):
    """The selection of one assembly or jury by civic lottery."""

    __tablename__ = "selections"

    title: Mapped[str] = mapped_column(Text)
    seats: Mapped[int]
    quotas: Mapped[list[Any]]
    """Rows of category, value, minimum, maximum."""
    segment_id: Mapped[UUID | None]
    assembly_id: Mapped[UUID | None]
    """The commission that it is made for; None of one that no body commissioned."""
    seconds: Mapped[int]
    """The time limit of the calculation."""
    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    """When a worker began to calculate."""
    inputs: Mapped[str | None] = mapped_column(String(64))
    """Keyed hash of what the panels were calculated from; None before they are, and of selections
    that were calculated before it was kept."""
    counts: Mapped[dict[str, Any] | None]
    """pool, not_agreed, not_known: exact, never leaves without panel:personal."""
    outcome: Mapped[dict[str, Any] | None]
    """Least and greatest probability, bound, gap, levels; or why there is none."""
    changes: Mapped[list[Any] | None]
    """Where quotas can't be met: the smallest changes, exact; numbers need panel:personal."""
    source: Mapped[str | None] = mapped_column(Text)
    draw_on: Mapped[date | None]
    root: Mapped[str | None] = mapped_column(String(64))
    committed_at: Mapped[datetime | None]
    digits: Mapped[str | None] = mapped_column(String(3))
    evidence: Mapped[str | None] = mapped_column(Text)
    drawn_at: Mapped[datetime | None]
    completed_on: Mapped[date | None]
    version: Mapped[Version]

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        ForeignKeyConstraint(
            ["ics", "assembly_id"], ["panel.commissions.ics", "panel.commissions.id"]
        ),
        Index(
            "ix_selections_one_committed",
            "ics",
            "assembly_id",
            unique=True,
            postgresql_where=text("root IS NOT NULL"),
        ),
        CheckConstraint(
            "state IN ('calculating', 'calculated', 'infeasible', 'failed', 'committed', 'drawn', "
            "'completed')",
            name="state",
        ),
        CheckConstraint("digits IS NULL OR root IS NOT NULL", name="committed_before_drawn"),
    )


class SelectionDraw(Tenanted, Base):
    """Digits as somebody entered them: the first entry, or a correction of one; all of them stay.

    A correction has no effect until somebody else has confirmed it.
    """

    __tablename__ = "selection_draws"

    selection_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    digits: Mapped[str] = mapped_column(String(3))
    evidence: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str | None] = mapped_column(Text)
    """None of draws recorded before this was kept."""
    reason: Mapped[str | None] = mapped_column(Text)
    """Why the entry before was wrong; None of the first."""
    told: Mapped[str | None] = mapped_column(Text)
    """Where people were invited by the entry before: what they are told. None where nobody was."""
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None] = mapped_column(Text)
    lost: Mapped[int | None]
    """How many lost a seat by it."""
    gained: Mapped[int | None]
    """How many were given a seat by it."""

    __table_args__ = (
        ForeignKeyConstraint(["ics", "selection_id"], _SELECTION),
        CheckConstraint("(number = 1) = (reason IS NULL)", name="corrected_with_reason"),
        CheckConstraint("number = 1 OR recorded_by IS NOT NULL", name="corrected_by"),
        CheckConstraint("confirmed_by <> recorded_by", name="four_eyes"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed"),
    )


class SelectionDocument(Tenanted, Base):
    """Pool by pseudonym and 1,000 panels; with the terms, once committed, what is published."""

    __tablename__ = "selection_documents"

    selection_id: Mapped[UUID] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)

    __table_args__ = (ForeignKeyConstraint(["ics", "selection_id"], _SELECTION),)


class SelectionEntry(Identified, Base):
    """Joins a pseudonym of a pool to a member; goes when the member leaves or is erased."""

    __tablename__ = "selection_entries"

    selection_id: Mapped[UUID]
    member_id: Mapped[UUID]
    pseudonym: Mapped[str] = mapped_column(String(32))
    opening_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """Salt and values that the published commitment is of, sealed with the member's own key."""
    places: Mapped[int]
    """On how many of the 1,000 panels they are."""

    __table_args__ = (
        ForeignKeyConstraint(["ics", "selection_id"], _SELECTION),
        ForeignKeyConstraint(
            ["ics", "member_id"], ["panel.members.ics", "panel.members.id"], ondelete="CASCADE"
        ),
        Index(None, "ics", "selection_id", "pseudonym", unique=True),
        Index(None, "ics", "member_id", "selection_id", unique=True),
    )


class SelectionSeat(Tenanted, Base):
    """Somebody who was on the panel, by pseudonym; those who gave their seat up stay written."""

    __tablename__ = "selection_seats"

    selection_id: Mapped[UUID] = mapped_column(primary_key=True)
    pseudonym: Mapped[str] = mapped_column(String(32), primary_key=True)
    round: Mapped[int]
    """0 for those drawn, else the number of the replacement."""
    left_on: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(String(20))

    __table_args__ = (
        ForeignKeyConstraint(["ics", "selection_id"], _SELECTION),
        CheckConstraint(
            "reason IN ('declined', 'dropped_out', 'left_panel', 'withdrew')", name="reason"
        ),
        CheckConstraint("(left_on IS NULL) = (reason IS NULL)", name="left_with_reason"),
    )


class SelectionRound(Tenanted, Base):
    """One replacement of those who dropped out."""

    __tablename__ = "selection_rounds"

    selection_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    asked_on: Mapped[date]
    ease: Mapped[bool]
    """Whether quotas may give way, by the smallest changes, where they can't be kept."""
    draw: Mapped[int]
    """The entry of digits whose panel it is of."""
    state: Mapped[str] = mapped_column(String(20))
    people: Mapped[list[str]] = mapped_column(ARRAY(Text))
    changes: Mapped[list[Any]]

    __table_args__ = (
        ForeignKeyConstraint(["ics", "selection_id"], _SELECTION),
        CheckConstraint("state IN ('choosing', 'chosen', 'unmeetable', 'failed')", name="state"),
    )


class PoolOpening(Identified, Base):
    """Somebody opened a whole pool: who, when, what for, until when."""

    __tablename__ = "selection_pool_openings"

    selection_id: Mapped[UUID]
    opened_by: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    until: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["ics", "selection_id"], _SELECTION),
        Index(None, "ics", "selection_id"),
    )
