"""Tables of plans."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Identified, Version
from governance.tables import Base


class PlanItem(Identified, Base):
    """Something that a body means to take up."""

    __tablename__ = "plan_items"

    body_id: Mapped[UUID]
    kind: Mapped[str]
    """standing, place_update, deep_dive or once."""
    title: Mapped[str]
    every: Mapped[int | None]
    """Comes at every so many-th meeting; of standing items and place updates only."""
    places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Of a place update: the places that take turns."""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """Last day."""
    priority: Mapped[int]
    """Waiting items are listed by it, the lowest number first."""
    state: Mapped[str]
    """active, waiting, done or dropped."""
    dropped_reason: Mapped[str | None]
    version: Mapped[Version]
    created_at: Mapped[CreatedAt]


class Placement(Identified, Base):
    """An item of the plan comes to a meeting."""

    __tablename__ = "plan_placements"

    plan_item_id: Mapped[UUID]
    meeting_id: Mapped[UUID]
    place: Mapped[str | None]
    by_hand: Mapped[bool]
    item_id: Mapped[UUID | None]
    """The item of the agenda that it became; None while it is a draft."""


class Appraisal(Identified, Base):
    """How an item was scored by the priorities test; append-only."""

    __tablename__ = "plan_appraisals"

    plan_item_id: Mapped[UUID]
    test: Mapped[dict[str, Any]]
    scores: Mapped[dict[str, Any]]
    """Criterion → its `score` and `reason`."""
    total: Mapped[int]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
