"""What the table of something that people send has of its senders."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified


class Sent(Identified):
    """A row that somebody sent; the columns are null once they were forgotten."""

    __tablename__: str

    original_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
