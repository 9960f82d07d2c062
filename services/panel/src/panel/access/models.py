"""Table: the communication needs of members, sealed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from panel.tables import Base


class AccessNeeds(Tenanted, Base):
    """What one member says that they need; no row means that they said nothing.

    Needs tell of a disability, so they are sealed with the member's own key, and the database shows
    no more than that there are some: every sealed text has the same length.
    """

    __tablename__ = "access_needs"

    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """JSON of the codes and the version of the vocabulary that they are from."""
    stated_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "member_id"], ["panel.members.ics", "panel.members.id"], ondelete="CASCADE"
        ),
    )
