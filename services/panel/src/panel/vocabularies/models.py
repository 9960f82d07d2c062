"""Tables: vocabularies and their terms."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from panel.tables import Base


class Vocabulary(Tenanted, Base):
    """One version of a list of codes, with the days on which it is in force."""

    __tablename__ = "vocabularies"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[str] = mapped_column(String(60), primary_key=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """The last day; None while it has no end."""
    question: Mapped[str | None] = mapped_column(Text)
    why: Mapped[str | None] = mapped_column(Text)
    """What members are asked, and why; of topics."""

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        CheckConstraint("valid_to >= valid_from", name="valid_to"),
    )


class Term(Tenanted, Base):
    """One code of one version of a vocabulary."""

    __tablename__ = "terms"

    vocabulary: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[str] = mapped_column(String(60), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    parent: Mapped[str | None] = mapped_column(String(60))
    """The heading that it stands under; None for one that stands by itself."""
    position: Mapped[int]
    access: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """What a communication need rules out and asks for, see `panel.access.rules`; else empty."""
    why: Mapped[str | None] = mapped_column(Text)
    """Why members are asked this; of topics."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "vocabulary", "version"],
            ["panel.vocabularies.ics", "panel.vocabularies.code", "panel.vocabularies.version"],
        ),
    )
