"""Table: sign-ups that wait for their confirmation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified
from panel.tables import Base


class Signup(Identified, Base):
    """A request to join: an address, its language, and nothing else.

    There may be several for one address: each has its own link, and the first that is used ends
    all of them. There is one for a member's address too, so that its writing takes no other path;
    its link is never mailed.
    """

    __tablename__ = "signups"

    email_index: Mapped[bytes] = mapped_column(LargeBinary)
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(35))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]

    __table_args__ = (
        Index(None, "ics", "token_hash", unique=True),
        Index(None, "ics", "email_index", "expires_at"),
        Index(None, "ics", "expires_at"),
    )
