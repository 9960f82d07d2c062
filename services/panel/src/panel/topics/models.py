"""Table: the topics that members chose."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Tenanted
from panel.tables import Base


class MemberTopic(Tenanted, Base):
    """One topic that one member chose.

    That somebody answered, with how many topics, and by which version of the vocabulary, is in
    clear; which they are is not.
    """

    __tablename__ = "member_topics"

    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
    """Code of the vocabulary that it is from: interest or lived_experience."""
    token: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """The topic's blind index (`PanelKeys.term_token`)."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """The term's code, sealed with the member's own key; prefer_not_to_say is an answer too."""
    vocabulary_version: Mapped[str] = mapped_column(String(60))
    stated_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["ics", "member_id"], ["panel.members.ics", "panel.members.id"], ondelete="CASCADE"
        ),
    )
