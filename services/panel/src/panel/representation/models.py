"""Table: the panel's make-up as it was last published."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from common.db.base import Tenanted
from panel.tables import Base


class RepresentationRelease(Tenanted, Base):
    """The latest daily snapshot; see `panel.representation.holding`."""

    __tablename__ = "representation_releases"

    release_id: Mapped[UUID]
    released_on: Mapped[date]
    basis: Mapped[dict[str, Any]]
    """Place → dimension → group → the exact count that the figure stands for; never shown."""
    published: Mapped[list[Any]]
    """The places as they are shown, frozen."""

    __table_args__ = (ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),)
