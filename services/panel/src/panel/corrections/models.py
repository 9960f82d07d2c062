"""Tables: changes of address that were asked for, and corrections of contacts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified
from panel.tables import Base

_MEMBER = ["panel.members.ics", "panel.members.id"]
_MEANS = "means IN ('manage_page', 'telephone', 'paper', 'face_to_face')"


class AddressChange(Identified, Base):
    """One request to change a member's address; what comes of it stays on record.

    There is one for an address that another member has too, so that its writing takes no other
    path; its link is never mailed.
    """

    __tablename__ = "address_changes"

    member_id: Mapped[UUID]
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The new address, sealed with the member's own key, until it is confirmed or forgotten."""
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    means: Mapped[str] = mapped_column(String(20))
    """manage_page, or how the member asked somebody who noted it."""
    witness: Mapped[str | None] = mapped_column(String(40))
    """Reference of who was there; of what staff noted."""
    asked_by: Mapped[str | None] = mapped_column(Text)
    """The key that staff used; None for the member."""
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(20))
    """confirmed, replaced by a later request, or stopped by the member; None while it waits, and
    where the link was not used in time."""
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["ics", "member_id"], _MEMBER, ondelete="CASCADE"),
        CheckConstraint("outcome IN ('confirmed', 'replaced', 'stopped')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="ended_at"),
        CheckConstraint("outcome IS NULL OR email_sealed IS NULL", name="forgotten"),
        CheckConstraint(_MEANS, name="means"),
        Index(None, "ics", "token_hash", unique=True),
        Index(None, "ics", "member_id"),
    )


class ContactCorrection(Identified, Base):
    """The record that a member's contact by post or telephone was corrected; not what it was."""

    __tablename__ = "contact_corrections"

    member_id: Mapped[UUID]
    means: Mapped[str] = mapped_column(String(20))
    witness: Mapped[str | None] = mapped_column(String(40))
    corrected_by: Mapped[str | None] = mapped_column(Text)
    """The key that staff used; None for the member."""
    corrected_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["ics", "member_id"], _MEMBER, ondelete="CASCADE"),
        CheckConstraint(_MEANS, name="means"),
        Index(None, "ics", "member_id"),
    )
