"""Tables of activities."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted, Version
from insights.tables import Base


class Activity(Identified, Base):
    """An engagement activity, planned, under way or over."""

    __tablename__ = "activities"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str]
    topic: Mapped[str | None]
    themes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    communities: Mapped[list[str]] = mapped_column(ARRAY(Text))
    places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    methods: Mapped[list[str]] = mapped_column(ARRAY(Text))
    spectrum_level: Mapped[str | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    organisation_id: Mapped[UUID | None]
    survey_id: Mapped[UUID | None]
    selection_id: Mapped[UUID | None]
    """The panel's selection whose assembly it is."""
    visibility: Mapped[str]
    status: Mapped[str]
    going_ahead_reason: Mapped[str | None]
    called_off_reason: Mapped[str | None]
    reused_finding_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    version: Mapped[Version]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class ActivityMatch(Tenanted, Base):
    """Something that came near when an activity was registered, or changed last."""

    __tablename__ = "activity_matches"

    activity_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    matched_id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str | None]
    score: Mapped[float]
    reasons: Mapped[list[Any]] = mapped_column(JSONB)
