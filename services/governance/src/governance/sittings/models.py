"""Tables of sittings, all append-only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from common.db.base import Identified, Tenanted
from governance.tables import Base


class PresenceEvent(Identified, Base):
    """Somebody came into a meeting or left it, for a post."""

    __tablename__ = "presence_events"

    meeting_id: Mapped[UUID]
    post_id: Mapped[UUID]
    kind: Mapped[str]
    remote: Mapped[bool]
    deputy: Mapped[bool]
    deputy_approved: Mapped[bool]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class Vote(Identified, Base):
    """How a body decided on a motion: by consensus, or by a vote."""

    __tablename__ = "votes"

    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID]
    method: Mapped[str]
    motion: Mapped[str]
    parts: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    """Of a resolution in parts those that it was on, from 1; none of a vote on the whole."""
    presiding_post_id: Mapped[UUID | None]
    entitled: Mapped[int]
    in_favour: Mapped[int | None]
    against: Mapped[int | None]
    abstained: Mapped[int | None]
    choices: Mapped[dict[str, Any] | None]
    """Of a recorded vote: for each post's id what it chose."""
    tied: Mapped[bool]
    by_casting_vote: Mapped[bool]
    carried: Mapped[bool]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class DecisionVote(Tenanted, Base):
    """The decision that a vote led to."""

    __tablename__ = "decision_votes"

    vote_id: Mapped[UUID] = mapped_column(primary_key=True)
    decision_id: Mapped[UUID]
    parts: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    """The parts of the decision that it was on, from 1; none of a vote on the whole."""


class Adjournment(Identified, Base):
    """A meeting was adjourned or resumed."""

    __tablename__ = "adjournments"

    meeting_id: Mapped[UUID]
    kind: Mapped[str]
    """adjourned or resumed."""
    why: Mapped[str | None]
    """not_quorate or other; of adjourning."""
    resumes_on: Mapped[date | None]
    """Of adjourning: the later day to which, where one was set."""
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]


class QuorumConfirmation(Identified, Base):
    """The chair confirmed that the meeting is quorate; what was found is kept as it was then."""

    __tablename__ = "quorum_confirmations"

    meeting_id: Mapped[UUID]
    presiding_post_id: Mapped[UUID]
    counted: Mapped[int]
    members: Mapped[int]
    not_quorate_for: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Items for which declared interests leave too few."""
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
