"""SQL of what became of embargoes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from insights.embargo_log.models import EmbargoFailure, EmbargoStep


async def add(session: WriteSession, step: EmbargoStep) -> None:
    """Keep a step."""
    session.add(step)
    await session.flush()


async def steps(session: ReadSession, finding_id: UUID) -> Sequence[EmbargoStep]:
    """Give the steps of a finding, oldest first."""
    query = select(EmbargoStep).where(EmbargoStep.finding_id == finding_id)
    return (await session.scalars(query.order_by(EmbargoStep.at, EmbargoStep.id))).all()


async def failure(session: ReadSession, finding_id: UUID) -> EmbargoFailure | None:
    """Give what failed of a finding and still does."""
    query = select(EmbargoFailure).where(EmbargoFailure.finding_id == finding_id)
    return (await session.scalars(query)).one_or_none()


async def put_off(session: ReadSession, now: datetime) -> set[UUID]:
    """Give the findings that failed and are not tried again yet."""
    query = select(EmbargoFailure.finding_id).where(EmbargoFailure.due_at > now)
    return set(await session.scalars(query))


async def count_failing(session: ReadSession) -> int:
    """Count what has failed and is not published yet."""
    return (await session.execute(select(func.count()).select_from(EmbargoFailure))).scalar_one()


async def note_failure(
    session: WriteSession, ics: SystemCode, finding_id: UUID, version: int, why: str, *,
    now: datetime,
) -> int:  # fmt: skip
    """Count one more failure; give how many there were of this version."""
    first = insert(EmbargoFailure).values(
        ics=ics,
        finding_id=finding_id,
        version=version,
        attempts=1,
        failed_since=now,
        due_at=now,
        failure=why,
    )
    counted = first.on_conflict_do_update(
        index_elements=["ics", "finding_id"],
        set_={"attempts": EmbargoFailure.attempts + 1, "version": version, "failure": why},
    )
    found = await session.scalars(counted.returning(EmbargoFailure.attempts))
    return found.one()


async def try_again_at(session: WriteSession, finding_id: UUID, due_at: datetime) -> None:
    """Say when what failed is tried again."""
    failed = await failure(session, finding_id)
    if failed is not None:
        failed.due_at = due_at
        await session.flush()


async def forget_failure(session: WriteSession, finding_id: UUID) -> None:
    """Forget what failed of a finding that waits no more."""
    await session.execute(delete(EmbargoFailure).where(EmbargoFailure.finding_id == finding_id))
