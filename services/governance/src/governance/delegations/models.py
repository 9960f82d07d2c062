"""Tables of delegations, all append-only."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted
from governance.tables import Base


class Delegation(Identified, Base):
    """A power that a decision gives to a post."""

    __tablename__ = "delegations"

    decision_id: Mapped[UUID]
    body_id: Mapped[UUID]
    part: Mapped[int | None]
    role: Mapped[str]
    scope: Mapped[str]
    until: Mapped[date]
    """Last day."""
    conditions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class Revocation(Tenanted, Base):
    """A power was taken back."""

    __tablename__ = "delegation_revocations"

    delegation_id: Mapped[UUID] = mapped_column(primary_key=True)
    reason: Mapped[str]
    revoked_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class Exercise(Tenanted, Base):
    """A decision that was taken under a delegation."""

    __tablename__ = "delegation_exercises"

    decision_id: Mapped[UUID] = mapped_column(primary_key=True)
    delegation_id: Mapped[UUID]
