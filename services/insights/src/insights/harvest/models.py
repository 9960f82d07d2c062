"""Tables of harvesting."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from insights.tables import Base


class HarvestSet(Tenanted, Base):
    """A set that some record belongs to, or has belonged to."""

    __tablename__ = "harvest_sets"

    spec: Mapped[str] = mapped_column(primary_key=True)
    """The setSpec, such as theme:urgent_care."""


class HarvestMember(Tenanted, Base):
    """An entry of the feed is in a set."""

    __tablename__ = "harvest_members"

    spec: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
