"""Table of public questions and statements."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import CreatedAt, Version
from governance.senders.models import Sent
from governance.tables import Base


class PublicQuestion(Sent, Base):
    """A question or a statement from the public."""

    __tablename__ = "public_questions"

    body_id: Mapped[UUID]
    reference: Mapped[str]
    kind: Mapped[str]
    """question or statement."""
    state: Mapped[str]
    """received → accepted → answered → published; or refused, or withdrawn."""
    meeting_id: Mapped[UUID | None]
    """None where the answer comes in writing."""
    item_id: Mapped[UUID | None]
    officer: Mapped[str | None]
    """The role that answers, where it is not the meeting."""
    group_id: Mapped[UUID]
    """Questions of one group get one answer; alone, it is the question's own id."""
    in_person: Mapped[bool]
    show_name: Mapped[bool]
    email_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of the address, or of the contact where staff took it down: one person is counted by it."""
    shown_name: Mapped[str | None]
    """Published with the answer, by consent."""
    text: Mapped[str | None]
    """As it was cleared for the public."""
    cleared_reason: Mapped[str | None]
    """Why something that reads like personal data was left in."""
    ground: Mapped[str | None]
    refusal_reason: Mapped[str | None]
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_on: Mapped[date | None]
    decision_id: Mapped[UUID | None]
    asked_on: Mapped[date]
    due_on: Mapped[date]
    published_at: Mapped[datetime | None]
    erase_on: Mapped[date | None]
    channel: Mapped[str | None]
    """How it came, where staff took it down: a code of the body's scheme. None by the form."""
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Where staff answer its sender; nothing is mailed there by itself."""
    consented_on: Mapped[date | None]
    """The day on which the sender agreed that name and contact are held."""
    told_on: Mapped[date | None]
    """The day on which staff gave the sender the answer or the refusal."""
    entered_by: Mapped[str | None]
    """The key of the staff who took it down."""
    version: Mapped[Version]
    created_at: Mapped[CreatedAt]
