"""Table: that somebody's answers were entered by staff; not what they were."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from panel.tables import Base


class OfflineEntry(Tenanted, Base):
    """A member's answers to a survey were entered for them."""

    __tablename__ = "offline_entries"

    survey_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    means: Mapped[str] = mapped_column(String(20))
    """telephone, paper or face_to_face."""
    witness: Mapped[str] = mapped_column(String(40))
    """Reference of who took the answers, such as a staff number or a form's: never a name."""
    organisation_id: Mapped[UUID | None]
    """The organisation whose key was used; None for the system's own staff."""
    entered_by: Mapped[str] = mapped_column(Text)
    """The key that was used."""
    entered_on: Mapped[date]
    """The day and no more, so that no order is that of answers."""

    __table_args__ = (
        ForeignKeyConstraint(["ics", "survey_id"], ["panel.surveys.ics", "panel.surveys.id"]),
        ForeignKeyConstraint(
            ["ics", "member_id"], ["panel.members.ics", "panel.members.id"], ondelete="CASCADE"
        ),
        CheckConstraint("means IN ('telephone', 'paper', 'face_to_face')", name="means"),
        Index(None, "ics", "member_id"),
    )
