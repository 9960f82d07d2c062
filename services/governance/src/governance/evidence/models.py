"""Tables of what the library has said."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from governance.tables import Base


class Finding(Tenanted, Base):
    """One version of a finding, as far as the library's events tell."""

    __tablename__ = "findings"

    finding_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    """published, superseded or withdrawn."""
    reference: Mapped[str | None]
    title: Mapped[str | None]
    activity_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    visibility: Mapped[str]
    published_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
    """When another took its place; None where none did, or it is not known here when."""
    superseded_by: Mapped[UUID | None]
    """The finding that did; itself where a newer version of it did."""
    report_id: Mapped[UUID | None]
    """The insight report that this is the item of: it tells of findings, and is none itself."""
    themes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    communities: Mapped[list[str]] = mapped_column(ARRAY(Text))
    places: Mapped[list[str]] = mapped_column(ARRAY(Text))
    words: Mapped[str] = mapped_column(TSVECTOR, deferred=True, deferred_raiseload=True)
    """Stems of title, summary and themes; none once it is withdrawn."""


class Activity(Tenanted, Base):
    """One engagement activity, as far as the library's events tell."""

    __tablename__ = "activities"

    activity_id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str]
    method: Mapped[str]
    spectrum_level: Mapped[str | None]
    survey_id: Mapped[UUID | None]
    status: Mapped[str]
    visibility: Mapped[str]
    themes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    communities: Mapped[list[str]] = mapped_column(ARRAY(Text))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    registered_at: Mapped[datetime | None]
    """When the library made it known; None where that was before it was kept here."""
