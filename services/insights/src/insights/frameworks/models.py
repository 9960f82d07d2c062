"""Tables of frameworks of themes; their terms are terms of the vocabulary of the same code."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from insights.tables import Base


class ThemeFramework(Tenanted, Base):
    """A framework: who made it, and under what licence."""

    __tablename__ = "theme_frameworks"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    source: Mapped[str]
    licence: Mapped[str]


class ThemeChange(Tenanted, Base):
    """What became of a code with a version in which it isn't any more."""

    __tablename__ = "theme_changes"

    framework: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    became: Mapped[str]
    successors: Mapped[list[str]] = mapped_column(ARRAY(Text))
    note: Mapped[str]


class ThemeMapping(Tenanted, Base):
    """The system's own themes that a code counts under, from a day until the day before another."""

    __tablename__ = "theme_mappings"

    framework: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    themes: Mapped[list[str]] = mapped_column(ARRAY(Text))
