"""Tables of interests. What was declared and ruled on an item is append-only."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from common.db.base import Identified, Version
from governance.tables import Base


class Interest(Identified, Base):
    """An entry of the register of interests."""

    __tablename__ = "interests"

    post_id: Mapped[UUID]
    nature: Mapped[str]
    declared_on: Mapped[date]
    ended_on: Mapped[date | None]
    version: Mapped[Version]


class ItemInterest(Identified, Base):
    """An interest in an item; of several for one post the last stands."""

    __tablename__ = "item_interests"

    item_id: Mapped[UUID]
    post_id: Mapped[UUID]
    interest_id: Mapped[UUID | None]
    takes_part: Mapped[bool]
    """The chair ruled that the member stays in quorum and vote."""
    ruling: Mapped[str | None]
    at: Mapped[datetime]
    recorded_by: Mapped[str]
