"""Tables of bodies."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted, Version
from governance.tables import Base


class Body(Identified, Base):
    """A board, committee or partnership."""

    __tablename__ = "bodies"

    code: Mapped[str]
    """Short name in references of decisions, such as ICP."""
    name: Mapped[str]
    kind: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """First day on which it is no more."""
    version: Mapped[Version]


class TermsOfReference(Tenanted, Base):
    """What governs a body in a period, as data: purpose, quorum, voting, notice …"""

    __tablename__ = "terms_of_reference"

    body_id: Mapped[UUID] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    content: Mapped[dict[str, Any]]
    loaded: Mapped[bool] = mapped_column(server_default="false")
    """They came with a system's file."""


class Post(Identified, Base):
    """A seat on a body."""

    __tablename__ = "posts"

    body_id: Mapped[UUID]
    title: Mapped[str]
    sector: Mapped[str | None]
    organisation: Mapped[str | None]
    standing: Mapped[str] = mapped_column(server_default="full")
    """full, co_opted, or in_attendance: the last is no member, and has neither vote nor weight."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[Version]


class Holder(Identified, Base):
    """A person in a post for a time, or their standing deputy."""

    __tablename__ = "holders"

    post_id: Mapped[UUID]
    name: Mapped[str]
    deputy: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[Version]


class SeatEntry(Identified, Base):
    """What was put on record, at a moment, of a post, of a holder or of a term of an office;
    append-only."""

    __tablename__ = "seat_entries"

    post_id: Mapped[UUID]
    holder_id: Mapped[UUID | None]
    office_term_id: Mapped[UUID | None]
    """None, like the holder, of the post itself."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    sector: Mapped[str | None]
    organisation: Mapped[str | None]
    standing: Mapped[str | None]
    """Of a post alone, as what is above."""
    recorded_at: Mapped[datetime | None]
    """None of what was on record from the beginning."""
    recorded_by: Mapped[str | None]


class HolderApproval(Tenanted, Base):
    """Somebody whose approval the terms ask for approved a member; append-only."""

    __tablename__ = "holder_approvals"

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    approved_by: Mapped[str] = mapped_column(primary_key=True)
    approved_on: Mapped[date]
