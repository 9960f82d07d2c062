"""Tables of findings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Computed, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted, Version
from insights.tables import Base


class Finding(Identified, Base):
    """A finding, with the content that is in force."""

    __tablename__ = "findings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str]
    organisation_id: Mapped[UUID | None]
    state: Mapped[str]
    revision: Mapped[Version]
    version: Mapped[int]
    latest_version: Mapped[int]
    published_version: Mapped[int | None]
    pending_version: Mapped[int | None]
    pending_state: Mapped[str | None]
    title: Mapped[str]
    summary: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    themes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    communities: Mapped[list[str]] = mapped_column(ARRAY(Text))
    places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    methods: Mapped[list[str]] = mapped_column(ARRAY(Text))
    source: Mapped[str | None]
    strength: Mapped[str | None]
    visibility: Mapped[str]
    heard_to: Mapped[date | None]
    activity_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    embargo_until: Mapped[datetime | None]
    """Of the version in work: it isn't published before this moment."""
    survey_id: Mapped[UUID | None]
    report_id: Mapped[UUID | None]
    """The insight report that this is the item of."""
    first_published_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    superseded_by: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    published_week: Mapped[int | None] = mapped_column(Computed("", persisted=True), deferred=True)
    """Weeks of seven days since 1970 began, UTC: by it the index of words goes back in time."""
    search: Mapped[Any] = mapped_column(TSVECTOR, Computed("", persisted=True), deferred=True)


class FindingVersion(Tenanted, Base):
    """One version of a finding; its content never changes."""

    __tablename__ = "finding_versions"

    finding_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    published_at: Mapped[datetime | None]


class Clearance(Tenanted, Base):
    """Somebody's word that what reads like personal data isn't, or may stay."""

    __tablename__ = "clearances"

    finding_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    cleared_at: Mapped[datetime]
    cleared_by: Mapped[str]


class ReferenceCounter(Tenanted, Base):
    """The last number given to a finding of a system in a year."""

    __tablename__ = "reference_counters"

    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
