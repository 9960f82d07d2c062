"""Tables of replies."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted, Version
from insights.tables import Base


class Reply(Identified, Base):
    """The one reply of an organisation or a body to a finding; a reply never changes a finding."""

    __tablename__ = "replies"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    finding_id: Mapped[UUID]
    replier_kind: Mapped[str]
    replier_id: Mapped[UUID]
    replier_name: Mapped[str]
    state: Mapped[str]
    version: Mapped[int]
    revision: Mapped[Version]
    published_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]


class ReplyVersion(Tenanted, Base):
    """One version of a reply; its text never changes."""

    __tablename__ = "reply_versions"

    reply_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    published_at: Mapped[datetime]
    published_by: Mapped[str]
