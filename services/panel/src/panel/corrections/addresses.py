"""Changing an address: asking, confirming by the link to the new one, stopping it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import orjson

from common.clock import Clock, day_in_england, new_id, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from panel.access.rules import Existing, choose
from panel.bounces import service as bounces
from panel.bounces import standing as standing_addresses
from panel.corrections import repository
from panel.corrections.errors import (
    AddressLinkExpired,
    AddressLinkReplaced,
    AddressLinkUsed,
    AddressTaken,
    SameAddress,
    TooManyChanges,
)
from panel.corrections.models import AddressChange
from panel.corrections.repository import NewChange
from panel.datakeys import service as datakeys
from panel.keys import PanelKeys, new_token, token_hash
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.mail.letters import FALLBACK_LANGUAGE, primary_language
from panel.mail.writing import existing_formats
from panel.members import finding
from panel.members.contacts import EMAIL, email_of
from panel.members.errors import LinkNotValid
from panel.members.models import Member
from panel.members.recipients import recipients
from panel.signups import service as signups
from panel.signups.service import CONFIRM_WITHIN
from panel.systems import service as systems

A_DAY = timedelta(days=1)
MOST_A_DAY = 5
"""Requests of one member in a day, so that nobody fills a stranger's mailbox."""
KEPT = timedelta(days=30)
"""How long after its end a request that was not confirmed stays on record, without the address."""
_FIELD = "address_changes.email"


@dataclass(frozen=True)
class Noted:
    """How a correction came about."""

    means: str = "manage_page"
    witness: str | None = None
    by: str | None = None
    """The key that staff used; None for the member."""


@dataclass(frozen=True)
class Changed:
    """An address that was changed."""

    manage_token: str
    old: str | None
    """The address before; None of who had none."""


async def ask(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    member: Member,
    email: str,
    noted: Noted,
    now: datetime,
) -> None:
    """Note that a member's address is to be changed, send the link to the new address and word of
    it to the old one, unless that fails.

    What is done does not depend on whether the new address is another member's: the same is
    computed and the same statements are executed, and the mails are sent later, by the worker.

    Args:
        member: whose row is locked.

    Raises:
        SameAddress: if it is their address already.
        TooManyChanges: if it was asked for too often within a day.
    """
    key = await datakeys.of_member(session, ics, keys, member.id)
    old, index = email_of(key, member), keys.email_index(ics, email)
    if index == member.email_index:
        raise SameAddress
    if await repository.asked_since(session, ics, member.id, now - A_DAY) >= MOST_A_DAY:
        raise TooManyChanges
    change_id, mail_id, told_id, token = new_id(), new_id(), new_id(), new_token()
    to_send = {
        "email": email,
        "language": member.language,
        "token": token,
        "format": await _format(session, ics, keys, member, now),
    }
    new = NewChange(
        id=change_id,
        member_id=member.id,
        email_sealed=key.seal(email, f"{_FIELD}:{change_id}"),
        token_hash=token_hash(token),
        means=noted.means,
        witness=noted.witness,
        asked_by=noted.by,
        asked_at=now,
        expires_at=now + CONFIRM_WITHIN,
        email_index=index,
        mail_id=mail_id,
        mail_sealed=keys.seal(orjson.dumps(to_send).decode(), ics, "mails", mail_id),
    )
    await repository.ask(session, ics, new)
    fails = await standing_addresses.failing(session, ics, [member.id], day_in_england(now))
    if old is not None and not fails:
        to_tell = {"email": old, "address_number": member.address_number}
        await repository.tell(
            session,
            ics,
            member_id=member.id,
            change_id=change_id,
            mail_id=told_id,
            sealed=keys.seal(orjson.dumps(to_tell).decode(), ics, "mails", told_id),
        )


async def confirm(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, token: str, now: datetime
) -> Changed:
    """Change the address, by the link that went to the new one. Links that went to the old one open
    nothing any more, and what came back from it is forgotten.

    Raises:
        LinkNotValid: if the token is forged.
        AddressLinkUsed, AddressLinkExpired, AddressLinkReplaced
        AddressTaken: if somebody joined with the address since.
    """
    hashed = token_hash(token)
    member_id = await repository.member_of(session, ics, hashed)
    member = await finding.present_member(session, ics, member_id) if member_id else None
    change = await repository.find(session, ics, hashed)
    if member is None or change is None:
        raise LinkNotValid("This link is not valid. Open it from your email again.")
    _refuse_ended(change, now)
    key = await datakeys.of_member(session, ics, keys, member.id)
    email = key.open(change.email_sealed or b"", f"{_FIELD}:{change.id}")
    index, old = keys.email_index(ics, email), email_of(key, member)
    if await repository.is_anothers(session, ics, index, member.id):
        raise AddressTaken
    manage_token = keys.manage_token(ics, member.id, member.address_number + 1)
    member.email_index, member.email_sealed = index, key.seal(email, EMAIL)
    member.address_number += 1
    member.manage_token_hash = token_hash(manage_token)
    member.version += 1
    _end(change, "confirmed", now)
    await session.flush()
    await bounces.forget_member(session, ics, member.id)
    await signups.forget_address(session, ics, index)
    await mail.look_again(session, ics, member.id, now)
    await mail.queue(session, ics, MailKind.ADDRESS_CHANGED, [member.id])
    return Changed(manage_token, old)


async def stop(session: WriteSession, ics: SystemCode, member: Member, now: datetime) -> None:
    """Stop a change that waits for its confirmation; nothing, where none does.

    Args:
        member: whose row is locked.
    """
    change = await repository.waiting(session, ics, member.id)
    if change is not None:
        _end(change, "stopped", now)
        await session.flush()


async def waiting_address(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, member: Member
) -> str | None:
    """Give the address that waits for its confirmation."""
    change = await repository.waiting(session, ics, member.id)
    if change is None or change.email_sealed is None:
        return None
    key = await datakeys.of_member(session, ics, keys, member.id)
    return key.open(change.email_sealed, f"{_FIELD}:{change.id}")


async def standing(
    session: ReadSession, ics: SystemCode, token_hashes: Sequence[bytes]
) -> frozenset[bytes]:
    """Give those of some tokens' hashes whose request waits."""
    return await repository.standing(session, ics, token_hashes)


async def forget_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete what is on record of a member's corrections; links to new addresses do nothing."""
    await repository.delete_of_member(session, ics, member_id)


async def forget_unconfirmed(database: Database, *, clock: Clock = utc_now) -> None:
    """Forget the new addresses that nobody confirmed in time, in every system."""
    async with database.reading(None) as reading:
        codes = await systems.system_codes(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            await repository.forget(session, ics, clock(), KEPT)

    await in_each(codes, in_one)


async def _format(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member: Member, now: datetime
) -> str | None:
    """Give the format of mails that the member can use; None where they can use none by email, and
    ask for a mail all the same."""
    known = (await recipients(session, ics, keys, [member.id], day_in_england(now)))[member.id]
    chosen = choose(
        known.rules,
        existing_formats(()),
        language=primary_language(known.language),
        liked=known.mail_format,
        fallback=FALLBACK_LANGUAGE,
    )
    return chosen.format if isinstance(chosen, Existing) else None


def _refuse_ended(change: AddressChange, now: datetime) -> None:
    if change.outcome == "confirmed":
        raise AddressLinkUsed
    if change.outcome is not None:
        raise AddressLinkReplaced
    if change.expires_at <= now or change.email_sealed is None:
        raise AddressLinkExpired


def _end(change: AddressChange, outcome: str, now: datetime) -> None:
    change.outcome, change.ended_at, change.email_sealed = outcome, now, None
