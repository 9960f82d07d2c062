"""Tables: objections and pauses."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from panel.tables import Base

_MEMBER = ["panel.members.ics", "panel.members.id"]


class Objection(Tenanted, Base):
    """A member's standing no to one purpose; taken back by deleting it."""

    __tablename__ = "objections"

    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(60), primary_key=True)
    objected_at: Mapped[datetime]

    __table_args__ = (ForeignKeyConstraint(["ics", "member_id"], _MEMBER, ondelete="CASCADE"),)


class Pause(Tenanted, Base):
    """A member who is left in peace until a day."""

    __tablename__ = "pauses"

    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    until: Mapped[date]
    """The first day on which they may be written to again."""

    __table_args__ = (ForeignKeyConstraint(["ics", "member_id"], _MEMBER, ondelete="CASCADE"),)
