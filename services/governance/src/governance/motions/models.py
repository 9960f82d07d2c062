"""Tables of motions. Amendments and what became of them are append-only; a motion moves on once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted, Version
from governance.tables import Base


class Motion(Identified, Base):
    """A resolution that was moved for an item of a meeting."""

    __tablename__ = "motions"

    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID]
    parts: Mapped[list[Any]]
    mover_post_id: Mapped[UUID]
    seconder_post_id: Mapped[UUID | None]
    moved_at: Mapped[datetime]
    vote_id: Mapped[UUID | None]
    """How the substantive motion was decided as a whole."""
    part_vote_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default="{}")
    """Or part by part: the votes, each on parts of its own."""
    decision_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    version: Mapped[Version]


class Amendment(Identified, Base):
    """Words to change in one part of the resolution."""

    __tablename__ = "amendments"

    motion_id: Mapped[UUID]
    number: Mapped[int]
    part: Mapped[int]
    leave_out: Mapped[str | None]
    insert: Mapped[str | None]
    mover_post_id: Mapped[UUID]
    seconder_post_id: Mapped[UUID | None]
    moved_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class Disposal(Tenanted, Base):
    """What became of an amendment."""

    __tablename__ = "amendment_disposals"

    amendment_id: Mapped[UUID] = mapped_column(primary_key=True)
    result: Mapped[str]
    """carried, lost, withdrawn or ruled_out."""
    vote_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    presiding_post_id: Mapped[UUID | None]
    """Who was in the chair and ruled."""
    disposed_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
