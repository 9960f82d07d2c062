"""Tables: how somebody was enrolled who has no email, and the codes of letters to them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted
from panel.tables import Base

_MEMBER = ["panel.members.ics", "panel.members.id"]


class Enrolment(Tenanted, Base):
    """The record that one member was enrolled by somebody else, at their own wish."""

    __tablename__ = "enrolments"

    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    means: Mapped[str] = mapped_column(String(20))
    """telephone, paper or face_to_face."""
    consented_on: Mapped[date]
    witness: Mapped[str] = mapped_column(String(40))
    """Reference of who was there, such as a staff number or a form's: never a name."""
    organisation_id: Mapped[UUID | None]
    """The organisation whose key was used; None for the system's own staff."""
    recorded_by: Mapped[str] = mapped_column(Text)
    """The key that was used."""
    recorded_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["ics", "member_id"], _MEMBER, ondelete="CASCADE"),
        CheckConstraint("means IN ('telephone', 'paper', 'face_to_face')", name="means"),
    )


class LetterCode(Identified, Base):
    """A code in a letter that opens a member's own page, once."""

    __tablename__ = "letter_codes"

    member_id: Mapped[UUID]
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    """Keyed, since a code that people can type is short."""
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(Text)
    """The key with which it was asked for; the member sees when."""
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["ics", "member_id"], _MEMBER, ondelete="CASCADE"),
        Index(None, "ics", "code_hash", unique=True),
        Index(None, "ics", "member_id"),
    )
