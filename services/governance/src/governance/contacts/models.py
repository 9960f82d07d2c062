"""Table: addresses of holders, sealed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from governance.tables import Base


class HolderContact(Tenanted, Base):
    """The address of whoever holds a post."""

    __tablename__ = "holder_contacts"

    holder_id: Mapped[UUID] = mapped_column(primary_key=True)
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[datetime]
