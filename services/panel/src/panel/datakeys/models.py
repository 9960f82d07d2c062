"""Table: the data keys of members, wrapped."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from panel.tables import Base


class DataKey(Tenanted, Base):
    """One member's data key; goes when the member leaves or is erased."""

    __tablename__ = "data_keys"

    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    kek: Mapped[str] = mapped_column(String(255))
    """Id of the key-encryption key that wraps it."""
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "member_id"], ["panel.members.ics", "panel.members.id"], ondelete="CASCADE"
        ),
    )
