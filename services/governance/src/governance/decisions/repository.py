"""SQL of decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, and_, exists, func, or_, select

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from governance.decisions.agreement import Said
from governance.decisions.models import (
    Decision,
    DecisionEvidence,
    DecisionVersion,
)
from governance.sittings.models import DecisionVote, Vote

Found = Row[Decision, DecisionVersion]

_NEXT_NUMBER = """
INSERT INTO decision_counters AS counter (ics, body_id, year, last) VALUES ($1, $2, $3, 1)
ON CONFLICT (ics, body_id, year) DO UPDATE SET last = counter.last + 1
RETURNING last
"""

_CURRENT = and_(
    DecisionVersion.ics == Decision.ics,
    DecisionVersion.decision_id == Decision.id,
    DecisionVersion.version == Decision.version,
)
_TELLS_OF_VOTES = func.jsonb_array_length(DecisionVersion.course["votes"]) > 0
_OF = and_(DecisionVersion.ics == Decision.ics, DecisionVersion.decision_id == Decision.id)


async def get(session: ReadSession, decision_id: UUID) -> Found | None:
    """Give a decision with its current version."""
    query = select(Decision, DecisionVersion).join(DecisionVersion, _CURRENT)
    return (await session.execute(query.where(Decision.id == decision_id))).one_or_none()


async def lock(session: WriteSession, decision_id: UUID) -> Decision | None:
    """Give a decision, locked until the transaction ends."""
    query = select(Decision).where(Decision.id == decision_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def versions(session: ReadSession, decision_id: UUID) -> list[Found]:
    """Give every version of a decision, newest first."""
    query = (
        select(Decision, DecisionVersion)
        .join(DecisionVersion, _OF)
        .where(Decision.id == decision_id)
        .order_by(DecisionVersion.version.desc())
    )
    return list((await session.execute(query)).all())


async def versions_in_order(session: ReadSession, decision_id: UUID | None) -> list[Found]:
    """Give every version of every decision, or of one, in order of recording."""
    query = select(Decision, DecisionVersion).join(DecisionVersion, _OF)
    if decision_id is not None:
        query = query.where(Decision.id == decision_id)
    order = (DecisionVersion.recorded_at, DecisionVersion.decision_id, DecisionVersion.version)
    return list((await session.execute(query.order_by(*order))).all())


async def page(
    session: ReadSession,
    request: PageRequest,
    *,
    body_id: UUID | None,
    meeting_id: UUID | None,
    finding_id: UUID | None,
) -> Page[Found]:
    """List decisions in their current version, those recorded last first."""
    query = select(Decision, DecisionVersion).join(DecisionVersion, _CURRENT)
    if body_id is not None:
        query = query.where(Decision.body_id == body_id)
    if meeting_id is not None:
        query = query.where(Decision.meeting_id == meeting_id)
    if finding_id is not None:
        query = query.where(
            exists().where(
                DecisionEvidence.ics == Decision.ics,
                DecisionEvidence.decision_id == Decision.id,
                DecisionEvidence.version == Decision.version,
                DecisionEvidence.finding_id == finding_id,
            )
        )
    keys: Any = (Decision.id,)
    paged: Any = after_cursor(cast(Any, query), keys, (UUID,), request, descending=True)
    rows: Sequence[Found] = (await session.execute(paged)).all()
    return page_of(rows, request, lambda row: (row[0].id,))


async def evidence(
    session: ReadSession, versions: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], list[DecisionEvidence]]:
    """Give what versions of decisions rely on, by decision and version."""
    found: dict[tuple[UUID, int], list[DecisionEvidence]] = {key: [] for key in versions}
    ids = {decision_id for decision_id, _ in versions}
    query = (
        select(DecisionEvidence)
        .where(DecisionEvidence.decision_id.in_(ids))
        .order_by(DecisionEvidence.finding_id)
    )
    for row in await session.scalars(query):
        found.get((row.decision_id, row.version), []).append(row)
    return found


async def next_number(session: WriteSession, ics: SystemCode, body_id: UUID, on: date) -> int:
    """Take the next number of a body's decisions of a year; others wait until it is used."""
    connection = await raw_connection(session)
    return int(await connection.fetchval(_NEXT_NUMBER, ics, body_id, on.year))


async def ids_of_meeting(session: ReadSession, meeting_id: UUID) -> list[UUID]:
    """Give the ids of the decisions of a meeting, in the order of their recording."""
    query = select(Decision.id).where(Decision.meeting_id == meeting_id)
    return list(await session.scalars(query.order_by(Decision.reference)))


async def open_of_item(session: ReadSession, item_id: UUID) -> list[UUID]:
    """Give the ids of the decisions on an item, or that tell of a vote on it, whose current version
    everybody reads."""
    voted = (
        exists()
        .where(DecisionVote.ics == Decision.ics, DecisionVote.decision_id == Decision.id)
        .where(Vote.ics == DecisionVote.ics, Vote.id == DecisionVote.vote_id)
        .where(Vote.item_id == item_id)
    )
    query = (
        select(Decision.id)
        .join(DecisionVersion, _CURRENT)
        .where(
            or_(Decision.item_id == item_id, and_(_TELLS_OF_VOTES, voted)),
            DecisionVersion.confidential.is_(False),
        )
    )
    return list(await session.scalars(query.order_by(Decision.reference)))


async def items_told(session: ReadSession, decision_id: UUID) -> list[UUID]:
    """Give the items that votes were on of which a decision tells, in its current version."""
    query = (
        select(Vote.item_id)
        .join(DecisionVote, (DecisionVote.ics == Vote.ics) & (DecisionVote.vote_id == Vote.id))
        .join(
            Decision, (Decision.ics == DecisionVote.ics) & (Decision.id == DecisionVote.decision_id)
        )
        .join(DecisionVersion, _CURRENT)
        .where(Decision.id == decision_id, _TELLS_OF_VOTES)
        .distinct()
    )
    return list(await session.scalars(query))


async def taken(session: ReadSession, decision_id: UUID) -> list[Said]:
    """Give what each vote that led to a decision said, and of what, in order."""
    query = (
        select(DecisionVote.parts, Vote.carried, Vote.at)
        .join(Vote, (Vote.ics == DecisionVote.ics) & (Vote.id == DecisionVote.vote_id))
        .where(DecisionVote.decision_id == decision_id)
        .order_by(Vote.at, Vote.id)
    )
    return [Said(*row) for row in await session.execute(query)]
