"""Table: mails that wait to be sent, and that were."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from common.mailing.queue import Outgoing
from insights.tables import Base


class Mail(Outgoing, Base):
    """One mail to one address; what it says and to whom is sealed, and forgotten once it left."""

    __tablename__ = "mails"

    kind: Mapped[str]
    """Which wording it has."""
