"""Tables of the feed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from insights.tables import Base

SHOWN = "shown"
REMOVED = "removed"


class FeedPosition(Tenanted, Base):
    """The last position given out in a system."""

    __tablename__ = "feed_positions"

    last: Mapped[int]
    stamped_at: Mapped[datetime]


class FeedEntry(Tenanted, Base):
    """A version of a finding came before the public (``shown``), or left it (``removed``)."""

    __tablename__ = "feed_entries"

    position: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[UUID]
    version: Mapped[int]
    kind: Mapped[str]
    organisation_name: Mapped[str | None]
    first_published_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    stamped_at: Mapped[datetime]
    """The database's time once the place in line was held: grows with the position."""
