"""Tables: invitations (who was asked) and responses (what was said), not joined to each other.

An invitation may hold a draft: what its member has answered so far, sealed under a key made of
the link's token, which the row does not have (`panel.answers.drafts`).
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, false
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from panel.tables import Base

_SURVEY = ["panel.surveys.ics", "panel.surveys.id"]


class Invitation(Tenanted, Base):
    """A member was asked, by a personal link; whether they answered, but not what or when."""

    __tablename__ = "invitations"

    survey_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    answered: Mapped[bool] = mapped_column(server_default=false())
    draft: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    cells_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """Under which quotas the answer was counted by what the member had told about themselves,
    sealed with their own key (`panel.quotas`); never of an anonymous survey."""

    __table_args__ = (
        ForeignKeyConstraint(["ics", "survey_id"], _SURVEY),
        CheckConstraint("draft IS NULL OR NOT answered", name="draft_until_answered"),
        ForeignKeyConstraint(
            ["ics", "member_id"], ["panel.members.ics", "panel.members.id"], ondelete="CASCADE"
        ),
        Index(None, "ics", "token_hash", unique=True),
        Index(None, "ics", "member_id"),
    )


class Response(Tenanted, Base):
    """One person's answers, under a pseudonym: a keyed hash of survey and member, or in an
    anonymous survey a number drawn at random."""

    __tablename__ = "responses"

    survey_id: Mapped[UUID] = mapped_column(primary_key=True)
    pseudonym: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    answered_on: Mapped[date | None]
    """None in an anonymous survey."""
    answers: Mapped[dict[str, Any]]
    """Question id → choice, list of choices, value on the scale, or text."""

    __table_args__ = (ForeignKeyConstraint(["ics", "survey_id"], _SURVEY),)
