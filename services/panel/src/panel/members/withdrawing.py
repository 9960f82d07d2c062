"""Leaving and withdrawing again, for those whom a restored backup knows as they were before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.households import service as households
from panel.mail import service as mail
from panel.members import departure, repository, statements


async def in_force(session: ReadSession, ics: SystemCode) -> Sequence[tuple[UUID, UUID]]:
    """Give every consent that is not withdrawn, and whose it is."""
    return await repository.consents_to_withdraw(session, ics)


async def leave_again(
    session: WriteSession, ics: SystemCode, member_id: UUID, left_on: date, now: datetime
) -> bool:
    """End the membership of somebody who left on a day; False if they are no member."""
    member = await repository.by_id(session, ics, member_id)
    if member is None:
        return False
    await departure.end(session, ics, member, left_on=left_on, now=now)
    return True


async def withdraw_again(
    session: WriteSession,
    ics: SystemCode,
    member_id: UUID,
    consents: Mapping[UUID, datetime],
    now: datetime,
) -> int:
    """Withdraw consents of a member, each as of when they did; gives how many were in force."""
    member = await repository.by_id(session, ics, member_id)
    if member is None:
        return 0
    ended = [await repository.withdraw_one(session, ics, *consent) for consent in consents.items()]
    if households.PURPOSE not in await statements.purposes_of(session, ics, member_id):
        await households.forget_member(session, ics, member_id)
    await mail.look_again(session, ics, member_id, now)
    member.version += 1
    return sum(ended)
