"""Tables: bulletins, and what was counted of them. No column tells of a person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Identified, Tenanted, Version
from panel.tables import Base

_BULLETIN = ["panel.bulletins.ics", "panel.bulletins.id"]


class Bulletin(Identified, Base):
    """A bulletin. What it said when it was sent is kept with its mails (`MailContent`)."""

    __tablename__ = "bulletins"

    title: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(35))
    items: Mapped[list[Any]]
    """See `panel.bulletins.schemas.Item`."""
    segment_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(String(10))
    send_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    returned_for: Mapped[str | None] = mapped_column(String(30))
    """Why it was not sent when it was due."""
    created_at: Mapped[CreatedAt]
    version: Mapped[Version]

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        ForeignKeyConstraint(["ics", "segment_id"], ["panel.segments.ics", "panel.segments.id"]),
        CheckConstraint("state IN ('draft', 'scheduled', 'sent', 'cancelled')", name="state"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
        CheckConstraint("state <> 'scheduled' OR send_at IS NOT NULL", name="send_at"),
        Index(
            "ix_bulletins_scheduled",
            "ics",
            "send_at",
            postgresql_where=text("state = 'scheduled'"),
        ),
    )


class BulletinTranslation(Tenanted, Base):
    """A bulletin's texts in one language; nothing of any person who is sent it."""

    __tablename__ = "bulletin_translations"

    bulletin_id: Mapped[UUID] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    texts: Mapped[dict[str, Any]]
    """Text of the original → its translation."""
    translated_by: Mapped[str] = mapped_column(Text)
    """The agency or team that vouches for it."""
    translated_on: Mapped[date]
    recorded_by: Mapped[str] = mapped_column(Text)
    """Subject of the staff who entered it."""
    recorded_at: Mapped[datetime]

    __table_args__ = (ForeignKeyConstraint(["ics", "bulletin_id"], _BULLETIN),)


class BulletinReception(Tenanted, Base):
    """How often counted copies of a bulletin were opened."""

    __tablename__ = "bulletin_receptions"

    bulletin_id: Mapped[UUID] = mapped_column(primary_key=True)
    opened: Mapped[int]
    counted_until: Mapped[datetime]
    published: Mapped[dict[str, Any] | None]
    """The figures after disclosure control, frozen when counting ended."""

    __table_args__ = (ForeignKeyConstraint(["ics", "bulletin_id"], _BULLETIN),)


class BulletinLink(Tenanted, Base):
    """A link of a bulletin, and how often it was followed. A click leads nowhere else."""

    __tablename__ = "bulletin_links"

    bulletin_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    followed: Mapped[int]

    __table_args__ = (ForeignKeyConstraint(["ics", "bulletin_id"], _BULLETIN),)
