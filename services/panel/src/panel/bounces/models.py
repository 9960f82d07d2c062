"""Table: mails that came back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from panel.tables import Base


class Bounce(Tenanted, Base):
    """A mail that came back; one row a mail, however often it is reported. Goes with the member."""

    __tablename__ = "bounces"

    mail_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID]
    hard: Mapped[bool]
    """The address is no good; else something was in the way."""
    status: Mapped[str] = mapped_column(String(12))
    """RFC 3463, such as 5.1.1."""
    noted_on: Mapped[date]

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "member_id"], ["panel.members.ics", "panel.members.id"], ondelete="CASCADE"
        ),
        Index(None, "ics", "member_id"),
    )
