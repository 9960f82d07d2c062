"""Table: mails that wait to be sent, and that were."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Mapped

from common.mailing.queue import Outgoing
from governance.tables import Base


class Mail(Outgoing, Base):
    """One mail to one address; what it says and to whom is sealed, and forgotten once it left."""

    __tablename__ = "mails"

    kind: Mapped[str]
    """Which wording it has."""
    source: Mapped[str | None]
    """What keeps the address: confirmation, question, petition, signature or holder; None of mails
    from before migration 0032."""
    source_id: Mapped[UUID | None]
