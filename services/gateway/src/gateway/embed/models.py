"""Table of proofs of work that were used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from gateway.tables import Base


class SpentProof(Tenanted, Base):
    """A challenge whose solution was used, until it would have expired; nothing of the visitor."""

    __tablename__ = "spent_proofs"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]

    __table_args__ = (Index(None, "ics", "expires_at"),)
