"""Noting mails that came back, and confirming addresses again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.mail.statuses import Verdict, verdict
from panel.bounces import repository
from panel.bounces.errors import AddressDoesNotFail
from panel.bounces.models import Bounce
from panel.bounces.reports import read_report
from panel.mail import service as mail
from panel.members import finding

NOT_READ = "no_report"
UNKNOWN = "unknown_mail"
FORMER = "former_address"


async def note(
    session: WriteSession,
    ics: SystemCode,
    *,
    mail_id: UUID,
    member_id: UUID,
    status: str,
    address_number: int | None,
    now: datetime,
) -> Verdict | None:
    """Note that a mail to a member came back; what is our own fault is not noted, nor what went to
    an address that is theirs no more. None of the latter.

    Args:
        address_number: to which of the member's addresses it went.
    """
    said = verdict(status)
    if not await repository.is_address_of(session, ics, member_id, address_number):
        return None
    if said is not Verdict.OURS:
        values = {
            "mail_id": mail_id,
            "member_id": member_id,
            "hard": said is Verdict.HARD,
            "status": status,
            "noted_on": day_in_england(now),
        }
        await repository.note(session, ics, values)
    return said


async def take_report(session: WriteSession, ics: SystemCode, raw: bytes, now: datetime) -> str:
    """Take in a message that came to the mailbox of the return path; nothing of it is kept but the
    status. Gives the verdict, or why there is none."""
    report = read_report(raw)
    if report is None:
        return NOT_READ
    went = await repository.went_to(session, ics, report.mail_id)
    if went is None:
        return UNKNOWN
    said = await note(
        session,
        ics,
        mail_id=report.mail_id,
        member_id=went.member_id,
        status=report.status,
        address_number=went.address_number,
        now=now,
    )
    return said.value if said is not None else FORMER


async def confirm_address(
    session: WriteSession, ics: SystemCode, member_id: UUID, now: datetime
) -> None:
    """Let mail go again to an address that somebody has confirmed.

    Raises:
        AddressDoesNotFail: if nothing came back from it, or there is no such member.
    """
    # The member is held first, as when they leave.
    member = await finding.present_member(session, ics, member_id)
    if member is None or not await repository.forget(session, ics, member_id):
        raise AddressDoesNotFail
    await mail.look_again(session, ics, member_id, now)


async def held_of(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[Bounce]:
    """Give the mails to a member that came back, in order."""
    return await repository.of_member(session, ics, member_id)


async def forget_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Forget what came back from a member."""
    await repository.forget(session, ics, member_id)


async def count_about(session: ReadSession, ics: SystemCode, about_id: UUID) -> int:
    """Count the mails about one thing that came back."""
    return await repository.count_about(session, ics, about_id)
