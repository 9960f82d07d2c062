"""Table of actions."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped

from common.db.base import Identified, Version
from governance.tables import Base


class Action(Identified, Base):
    """Something that somebody is to do."""

    __tablename__ = "actions"

    body_id: Mapped[UUID]
    meeting_id: Mapped[UUID | None]
    item_id: Mapped[UUID | None]
    description: Mapped[str]
    owner_post_id: Mapped[UUID | None]
    owner_name: Mapped[str | None]
    due: Mapped[str | None]
    """When, in the words of the minutes, where they give no whole date."""
    due_on: Mapped[date | None]
    status: Mapped[str]
    """open, done or cancelled."""
    closed_on: Mapped[date | None]
    version: Mapped[Version]
