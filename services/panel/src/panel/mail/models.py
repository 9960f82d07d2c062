"""Tables: mails, written in the transaction that causes them, and what was made for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Identified, Tenanted
from common.mailing.queue import Outgoing
from panel.tables import Base


class MailContent(Tenanted, Base):
    """What all mails about one survey or one feedback say alike; nothing of any person."""

    __tablename__ = "mail_contents"

    about_id: Mapped[UUID] = mapped_column(primary_key=True)
    said: Mapped[dict[str, Any]]
    """Placeholder of the wording → its text."""

    __table_args__ = (ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),)


class Mail(Outgoing, Base):
    """One mail to one person.

    A mail to a member holds no address and no link: both are looked up or derived when it is
    sent. Only the mail that asks to confirm has its recipient and token here, and an invitation to
    an anonymous survey its token, sealed, and only until it is sent.
    """

    __tablename__ = "mails"

    kind: Mapped[str] = mapped_column(String(30))
    """Which mail it is, see `panel.mail.kinds`."""
    member_id: Mapped[UUID | None]
    about_id: Mapped[UUID | None]
    """The survey or the feedback that it is about; `MailContent` has what it says of that."""
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Recipient, language and token of a mail to somebody who is not a member, or the token of an
    anonymous survey's link, as sealed JSON."""
    state: Mapped[str] = mapped_column(String(10), server_default="waiting")
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    due_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    """When to try next; a worker that takes the mail moves it forward, as a lease."""
    address_number: Mapped[int | None]
    """To which of the member's addresses it went, 1 the first, 0 none of theirs; None of mails from
    before these were numbered, and of those that were not sent."""
    failure: Mapped[str | None] = mapped_column(Text)
    """Why the last attempt failed, without any address."""
    held_for: Mapped[str | None] = mapped_column(String(30))
    """Why it is held, see `panel.access.rules.HeldReason`; kept when it has been carried out."""
    carried_out_as: Mapped[str | None] = mapped_column(String(60))
    """The format in which somebody brought it to the member."""
    created_at: Mapped[CreatedAt]
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "member_id"], ["panel.members.ics", "panel.members.id"], ondelete="CASCADE"
        ),
        CheckConstraint(
            "state IN ('waiting', 'held', 'sent', 'by_hand', 'failed', 'withheld')", name="state"
        ),
        CheckConstraint("state <> 'held' OR held_for IS NOT NULL", name="held_for"),
        CheckConstraint("(state = 'by_hand') = (carried_out_as IS NOT NULL)", name="by_hand"),
        Index("ix_mails_held", "ics", "id", postgresql_where=text("state = 'held'")),
        Index("ix_mails_waiting", "ics", "due_at", postgresql_where=text("state = 'waiting'")),
        Index(
            "uq_mails_ics_member_id_kind_about_id",
            "ics",
            "member_id",
            "kind",
            "about_id",
            unique=True,
        ),
        Index(None, "ics", "finished_at"),
    )


class MailCopies(Tenanted, Base):
    """How many copies of a bulletin were sent; nothing of any person."""

    __tablename__ = "mail_copies"

    about_id: Mapped[UUID] = mapped_column(primary_key=True)
    sent: Mapped[int]
    counted: Mapped[int]
    """Those of them that count that they were opened."""

    __table_args__ = (ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),)


class MessageVersion(Identified, Base):
    """A mail in a format that somebody made of it: in easy read, as a video, as a recording."""

    __tablename__ = "message_versions"

    kind: Mapped[str] = mapped_column(String(30))
    about_id: Mapped[UUID | None]
    """The survey or the feedback; None for mails about membership, which say all the same."""
    format: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(35))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    """Paragraphs; an empty line between them."""
    media: Mapped[str | None] = mapped_column(Text)
    """Address of the video or the recording."""
    made_at: Mapped[datetime]
    told: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    """Of a bulletin: what it told when this was made (`panel.bulletins.standing`); this is sent
    only while all of that may be shown. None of one that was made before this was noted."""

    __table_args__ = (
        ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),
        Index(
            "uq_message_versions_one",
            "ics",
            "kind",
            "about_id",
            "format",
            "language",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )


class HeldRelease(Tenanted, Base):
    """How many people have messages held for them, as last published; see `panel.mail.held`."""

    __tablename__ = "held_releases"

    released_on: Mapped[date]
    basis: Mapped[dict[str, Any]]
    """Reason → the exact count that the published figure stands for; never leaves the service."""
    figures: Mapped[dict[str, Any]]
    """Reason (and total) → the published figure, null where suppressed."""

    __table_args__ = (ForeignKeyConstraint(["ics"], ["panel.systems.ics"]),)
