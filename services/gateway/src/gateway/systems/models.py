"""Tables of the register of systems."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from common.db.base import CreatedAt, Tenanted
from gateway.tables import Base


class System(Tenanted, Base):
    """One Integrated Care System, by its ODS code."""

    __tablename__ = "systems"

    slug: Mapped[str]
    """Its name in public addresses."""
    name: Mapped[str]
    gss: Mapped[str | None]
    """Code of the area in the Government Statistical Service's register."""
    created_at: Mapped[CreatedAt]
