"""Table: addresses that wait for their confirmation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified
from governance.tables import Base


class Confirmation(Identified, Base):
    """Somebody gave an address to ask, to petition or to sign; nothing else is known of them."""

    __tablename__ = "confirmations"

    purpose: Mapped[str]
    """question, petition or signature."""
    about_id: Mapped[UUID | None]
    """Of a signature: the petition."""
    email_index: Mapped[bytes] = mapped_column(LargeBinary)
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
