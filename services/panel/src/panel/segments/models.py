"""Tables: segments, and the counts of segments as they were last published."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Identified, Version
from panel.tables import Base


class Segment(Identified, Base):
    """A part of the panel, by criteria; who is in it is found anew whenever it is used."""

    __tablename__ = "segments"

    name: Mapped[str] = mapped_column(Text)
    criteria: Mapped[dict[str, Any]]
    """See `panel.segments.criteria`."""
    created_at: Mapped[CreatedAt]
    changed_at: Mapped[datetime]
    version: Mapped[Version]

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        Index(None, "ics", "name", unique=True),
    )


class SegmentCount(Identified, Base):
    """The published count of one set of criteria; kept when no segment has them any more, since
    later figures must not be comparable with it either. See `panel.segments.counts`."""

    __tablename__ = "segment_counts"

    criteria: Mapped[dict[str, Any]]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    """SHA-256 of the criteria, written one way only."""
    basis: Mapped[int]
    """The exact count that the figure stands for; never leaves the service."""
    anchor: Mapped[bool]
    """Whether the basis is its own; otherwise it is that of a place, or 0, the figure being
    withheld."""
    released_on: Mapped[date]

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        Index(None, "ics", "fingerprint", unique=True),
    )
