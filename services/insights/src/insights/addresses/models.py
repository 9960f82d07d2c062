"""Table: the mail address of each owner of notices that gave one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified
from insights.tables import Base


class NoticeAddress(Identified, Base):
    """An address, waiting until its mailbox confirms; no organisation means the editors."""

    __tablename__ = "notice_addresses"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID | None]
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str]
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    asked: Mapped[int]
    """Mails that confirming sent since `asked_from`."""
    asked_from: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    last_mailed_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(SmallInteger)
    """How many mails of notices failed in a row."""
    mail_from: Mapped[datetime | None]
    """After a failure: when the next is tried."""
    given_up_at: Mapped[datetime | None]
    """After the last failure: nothing is mailed any more, until the address is given anew."""
