"""Tables of a system's reference data."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from insights.tables import Base


class System(Tenanted, Base):
    """One Integrated Care System, and how its counts of people are published."""

    __tablename__ = "systems"

    slug: Mapped[str]
    name: Mapped[str]
    suppression_threshold: Mapped[int]
    rounding_base: Mapped[int]
    register_licence: Mapped[str | None]


class Place(Tenanted, Base):
    """A place of the system."""

    __tablename__ = "places"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


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
    uri: Mapped[str | None]
    is_open: Mapped[bool]
