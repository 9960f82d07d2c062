"""SQL of sittings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, union_all

from common.db.engine import ReadSession
from governance.sittings.models import (
    Adjournment,
    DecisionVote,
    PresenceEvent,
    QuorumConfirmation,
    Vote,
)


class Taken(NamedTuple):
    """A vote, and what it led to."""

    vote: Vote
    decision_id: UUID | None
    parts: Sequence[int]
    """The parts of the decision, or until there is one of the resolution, that it was on, from 1;
    none of a vote on the whole."""


async def presence(
    session: ReadSession, meeting_ids: Sequence[UUID], until: datetime | None = None
) -> list[PresenceEvent]:
    """List who came and went, in order."""
    query = select(PresenceEvent).where(PresenceEvent.meeting_id.in_(meeting_ids))
    if until is not None:
        query = query.where(PresenceEvent.at <= until)
    return list(await session.scalars(query.order_by(PresenceEvent.at, PresenceEvent.id)))


async def votes_of_decision(session: ReadSession, decision_id: UUID) -> list[Taken]:
    """List the votes that led to a decision, in order."""
    query = (
        select(Vote, DecisionVote.decision_id, DecisionVote.parts)
        .join(DecisionVote, (DecisionVote.vote_id == Vote.id) & (DecisionVote.ics == Vote.ics))
        .where(DecisionVote.decision_id == decision_id)
        .order_by(Vote.at, Vote.id)
    )
    return [Taken(*row) for row in await session.execute(query)]


async def votes(session: ReadSession, meeting_id: UUID) -> list[Taken]:
    """List the votes of a meeting with the decisions that they led to, in order."""
    query = (
        select(Vote, DecisionVote.decision_id, DecisionVote.parts)
        .outerjoin(DecisionVote, (DecisionVote.vote_id == Vote.id) & (DecisionVote.ics == Vote.ics))
        .where(Vote.meeting_id == meeting_id)
        .order_by(Vote.at, Vote.id)
    )
    return [
        Taken(vote, decision, vote.parts if parts is None else parts)
        for vote, decision, parts in await session.execute(query)
    ]


async def settled_at(session: ReadSession, meeting_id: UUID, at: datetime) -> datetime | None:
    """Give when it was first recorded what a meeting decided, or found its quorum to be, at a
    moment or after it; None where nothing is on record."""
    recorded = union_all(
        *(
            select(kind.recorded_at).where(kind.meeting_id == meeting_id, kind.at >= at)
            for kind in (Vote, QuorumConfirmation)
        )
    ).subquery()
    found: datetime | None = await session.scalar(select(func.min(recorded.c.recorded_at)))
    return found


async def course_recorded_at(session: ReadSession, meeting_id: UUID) -> datetime | None:
    """Give when anything was last recorded of a meeting's course; None where nothing was."""
    recorded = union_all(
        *(
            select(kind.recorded_at).where(kind.meeting_id == meeting_id)
            for kind in (PresenceEvent, Adjournment, Vote, QuorumConfirmation)
        )
    ).subquery()
    found: datetime | None = await session.scalar(select(func.max(recorded.c.recorded_at)))
    return found


async def adjournments(session: ReadSession, meeting_id: UUID) -> list[Adjournment]:
    """List when a meeting was adjourned and resumed, in order."""
    query = select(Adjournment).where(Adjournment.meeting_id == meeting_id)
    return list(await session.scalars(query.order_by(Adjournment.at, Adjournment.id)))


async def confirmations(
    session: ReadSession, meeting_ids: Sequence[UUID]
) -> list[QuorumConfirmation]:
    """List the confirmations of quorum of meetings, in order."""
    query = select(QuorumConfirmation).where(QuorumConfirmation.meeting_id.in_(meeting_ids))
    return list(await session.scalars(query.order_by(QuorumConfirmation.at, QuorumConfirmation.id)))
