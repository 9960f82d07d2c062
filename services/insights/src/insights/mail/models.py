"""Table: mails that wait to be sent, and that were."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from common.db.due import Waiting
from insights.tables import Base


class Mail(Waiting, Base):
    """One mail to one address; what it says and to whom is sealed, and forgotten once it left."""

    __tablename__ = "mails"

    kind: Mapped[str]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str]
    """waiting, sent or failed."""
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    failure: Mapped[str | None]
