"""Tables of deputies, append-only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from common.db.base import Identified
from governance.tables import Base


class DeputyNomination(Identified, Base):
    """A member nominated somebody to come in their place; the secretariat was told so."""

    __tablename__ = "deputy_nominations"

    meeting_id: Mapped[UUID]
    post_id: Mapped[UUID]
    name: Mapped[str]
    briefed: Mapped[bool]
    """The deputy was fully briefed, as the member says."""
    recorded_at: Mapped[datetime]
    """When the secretariat was told."""
    recorded_by: Mapped[str]


class DeputyRuling(Identified, Base):
    """The chair's ruling on a nomination, or the member's withdrawal of it; the last stands."""

    __tablename__ = "deputy_rulings"

    nomination_id: Mapped[UUID]
    outcome: Mapped[str]
    """approved, refused or withdrawn."""
    reason: Mapped[str | None]
    at: Mapped[datetime]
    recorded_by: Mapped[str]
