"""Tables of the words of the library."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from insights.tables import Base


class LibraryWord(Tenanted, Base):
    """A word of the public findings, without its accents, and in how many it stands."""

    __tablename__ = "library_words"

    word: Mapped[str] = mapped_column(primary_key=True)
    lexeme: Mapped[str]
    """What a search takes the word for: its stem."""
    findings: Mapped[int]


class LibraryReading(Tenanted, Base):
    """Which findings the words of a system were last read out of."""

    __tablename__ = "library_readings"

    read: Mapped[str]
    """A digest of the findings and their revisions."""
    read_at: Mapped[datetime]
