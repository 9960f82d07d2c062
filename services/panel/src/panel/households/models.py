"""Table: the households of members, sealed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from panel.tables import Base


class Household(Tenanted, Base):
    """The household of one member; no row means that they did not say."""

    __tablename__ = "households"

    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """The keyed token, sealed with the member's own key; never the address."""
    told_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "member_id"], ["panel.members.ics", "panel.members.id"], ondelete="CASCADE"
        ),
    )
