"""Leaving, and being erased.

Leaving ends the membership: address, answers about oneself, invitations and mails go at once, and
requests to join with the address too; so does the key with which all that was sealed, so that no
older copy of a row opens any more. A backup of the whole database has that key: whoever it brings
back leaves again by the ledger (`panel.withdrawals`). Consents are withdrawn, and nothing that is
stored joins what was answered to the person any more. What is owed to them is still
paid (`panel.rewards.departure`). Being erased, even after having left, leaves nothing: every row
goes, answers to surveys too.
Published figures stay as they were published.
"""

from __future__ import annotations

from datetime import date, datetime

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.events.panel import MemberLeft
from common.messaging.outbox import record
from panel.access import service as access
from panel.answers import service as answers
from panel.assisted import letters
from panel.bounces import service as bounces
from panel.burden import service as burden
from panel.corrections import addresses as corrections
from panel.datakeys import service as datakeys
from panel.gatherings import held as gatherings
from panel.households import service as households
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.members import repository, service
from panel.members.models import Member
from panel.offline import service as offline
from panel.postcodes import service as postcodes
from panel.rewards import departure as rewards
from panel.rights import service as rights
from panel.selection import service as selections
from panel.signups import service as signups
from panel.topics import service as topics
from panel.withdrawals import service as withdrawals


async def leave(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, token: str, now: datetime
) -> None:
    """End a membership.

    Raises:
        LinkNotValid: if the token opens nothing.
    """
    member = await service.member_to_change(session, ics, token)
    index = member.email_index
    await withdrawals.note_leaving(session, ics, member.id, index, keys=keys, now=now)
    await end(session, ics, member, left_on=day_in_england(now), now=now)


async def end(
    session: WriteSession, ics: SystemCode, member: Member, *, left_on: date, now: datetime
) -> None:
    """End the membership of somebody who left on that day.

    Args:
        member: who has not left, and whose row is locked.
    """
    await _forget_address(session, ics, member)
    member.email_index = member.email_sealed = member.manage_token_hash = None
    member.contact_sealed = member.telephone_index = member.post_index = None
    member.place = None
    member.left_on = left_on
    member.version += 1
    await repository.delete_demographics(session, ics, member.id)
    await repository.withdraw_consents(session, ics, member.id, now)
    await answers.unjoin_member(session, ics, member.id)
    await offline.forget_member(session, ics, member.id)
    await letters.forget_member(session, ics, member.id)
    await access.forget_member(session, ics, member.id)
    await datakeys.destroy(session, ics, member.id)
    await gatherings.forget_member(session, ics, member.id)
    await mail.forget_member(session, ics, member.id)
    await bounces.forget_member(session, ics, member.id)
    await rights.forget_member(session, ics, member.id)
    await postcodes.forget_member(session, ics, member.id)
    await corrections.forget_member(session, ics, member.id)
    await topics.forget_member(session, ics, member.id)
    await households.forget_member(session, ics, member.id)
    await burden.forget_member(session, ics, member.id)
    await rewards.leave(session, ics, member.id)
    await selections.forget_member(session, ics, member.id, now)
    await record(session, ics, MemberLeft(member_id=member.id, left_on=left_on), now=now)


async def erase(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, member: Member, now: datetime
) -> None:
    """Delete a member and everything here that came from them; `panel.erasures` tells the others.

    Args:
        member: whose row is locked.
    """
    await _forget_address(session, ics, member)
    await answers.erase_member(session, ics, keys, member.id)
    await rewards.erase(session, ics)
    await selections.forget_member(session, ics, member.id, now)
    await repository.delete_member(session, ics, member.id)


async def _forget_address(session: WriteSession, ics: SystemCode, member: Member) -> None:
    if member.email_index is not None:
        await signups.forget_address(session, ics, member.email_index)
