"""Keeping what became of embargoes, and what could not be let out of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.clock import new_id
from common.db import due
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from insights.embargo_log import repository
from insights.embargo_log.models import EmbargoStep
from insights.embargo_log.schemas import EmbargoLogOut, FailureOut, Step, StepOut
from insights.notices import service as notices
from insights.notices.schemas import Telling

TOLD_AFTER = 3
"""Failures after which the depositor and the editors are told: some 90 seconds after the moment."""


@dataclass(frozen=True)
class Waiting:
    """A version that waits for the end of its embargo."""

    finding_id: UUID
    owner: UUID | None
    version: int


async def note(
    session: WriteSession, ics: SystemCode, finding_id: UUID, version: int, step: Step, *,
    until: datetime | None, now: datetime, by: str | None,
) -> None:  # fmt: skip
    """Keep something that was done to the embargo of a version."""
    row = EmbargoStep(
        ics=ics,
        id=new_id(),
        finding_id=finding_id,
        version=version,
        step=step,
        until=until,
        at=now,
        by=by,
    )
    await repository.add(session, row)


async def note_failure(
    session: WriteSession, ics: SystemCode, waiting: Waiting, why: str, *, now: datetime
) -> None:
    """Keep that a version could not be let out: it is tried again later, and later each time, an
    hour at most. At the third failure its depositor and the system's editors are told."""
    finding_id, version = waiting.finding_id, waiting.version
    attempts = await repository.note_failure(session, ics, finding_id, version, why, now=now)
    await repository.try_again_at(session, finding_id, now + due.pause(attempts))
    if attempts == TOLD_AFTER:
        tellings = [
            Telling(
                kind="embargo_failing",
                organisation_id=each,
                key=f"embargo-failing:{finding_id}:{version}",
                finding_id=finding_id,
            )
            for each in {waiting.owner, None}
        ]
        await notices.tell(session, ics, tellings, now=now)


async def put_off(session: ReadSession, now: datetime) -> set[UUID]:
    """Give the findings that failed and are not tried again yet."""
    return await repository.put_off(session, now)


async def count_failing(session: ReadSession) -> int:
    """Count the findings that failed and are not published yet."""
    return await repository.count_failing(session)


async def forget_failure(session: WriteSession, finding_id: UUID) -> None:
    """Forget what failed of a finding that waits no more."""
    await repository.forget_failure(session, finding_id)


async def of_finding(session: ReadSession, finding_id: UUID) -> EmbargoLogOut:
    """Give what became of the embargoes of a finding; who may ask is checked before."""
    failed = await repository.failure(session, finding_id)
    return EmbargoLogOut(
        steps=[StepOut.model_validate(one) for one in await repository.steps(session, finding_id)],
        failing=None if failed is None else FailureOut.model_validate(failed),
    )
