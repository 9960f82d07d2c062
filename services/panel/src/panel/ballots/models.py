"""Tables: ballots, and the keys of the surveys whose they are."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from panel.tables import Base

_SURVEY = ["panel.surveys.ics", "panel.surveys.id"]


class BallotKey(Tenanted, Base):
    """The key of one anonymous survey, wrapped; emptied when it closes, and deleted once no page
    has what it held."""

    __tablename__ = "ballot_keys"

    survey_id: Mapped[UUID] = mapped_column(primary_key=True)
    kek: Mapped[str | None] = mapped_column(String(255))
    """Id of the key-encryption key that wraps it."""
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (
        ForeignKeyConstraint(["ics", "survey_id"], _SURVEY),
        CheckConstraint("(kek IS NULL) = (wrapped IS NULL)", name="spent"),
    )


class Ballot(Tenanted, Base):
    """Somebody's answers to an anonymous survey that is open, sealed; nothing says whose."""

    __tablename__ = "ballots"

    survey_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Random."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """All of one survey are of one length."""

    __table_args__ = (ForeignKeyConstraint(["ics", "survey_id"], _SURVEY),)
