"""Tables of a system's reference data."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from governance.tables import Base


class System(Tenanted, Base):
    """One Integrated Care System."""

    __tablename__ = "systems"

    slug: Mapped[str]
    name: Mapped[str]
    suppression_threshold: Mapped[int]
    """Counts of people up to this are not published."""
    rounding_base: Mapped[int]
    """Other counts are rounded to the nearest multiple of it."""


class Term(Tenanted, Base):
    """One term of one version of a vocabulary; valid from a day until the day before another."""

    __tablename__ = "vocabulary_terms"

    vocabulary: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    parent: Mapped[str | None]
    position: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
