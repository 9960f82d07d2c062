"""SQL of delegations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession
from governance.delegations.models import Delegation, Exercise, Revocation

Found = tuple[Delegation, Revocation | None]


async def get(session: ReadSession, delegation_id: UUID) -> Found | None:
    """Give a delegation with its revocation."""
    row = (await session.execute(_all().where(Delegation.id == delegation_id))).one_or_none()
    return None if row is None else (row[0], row[1])


async def of_body(session: ReadSession, body_id: UUID) -> list[Found]:
    """List the delegations of a body, the newest first."""
    query = _all().where(Delegation.body_id == body_id).order_by(Delegation.id.desc())
    return [(one, revoked) for one, revoked in (await session.execute(query)).all()]


async def exercises(session: ReadSession, ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Give the decisions that were taken under delegations, the oldest first."""
    found: dict[UUID, list[UUID]] = {one: [] for one in ids}
    query = select(Exercise).where(Exercise.delegation_id.in_(ids)).order_by(Exercise.decision_id)
    for row in await session.scalars(query):
        found[row.delegation_id].append(row.decision_id)
    return found


def _all() -> Any:
    return select(Delegation, Revocation).outerjoin(
        Revocation, (Revocation.ics == Delegation.ics) & (Revocation.delegation_id == Delegation.id)
    )
