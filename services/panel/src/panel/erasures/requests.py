"""Who may ask for an erasure: the person by their own link, staff at a person's request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.mail.port import Carrier
from panel.corrections import addresses as corrections
from panel.erasures import service
from panel.erasures.errors import NobodyToErase
from panel.erasures.progress import Asked, Terms
from panel.erasures.schemas import ErasureIn
from panel.keys import PanelKeys
from panel.members import service as members
from panel.members.contacts import address_of
from panel.members.models import Member


async def erase_me(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    token: str,
    terms: Terms,
    carrier: Carrier,
    now: datetime,
) -> Asked:
    """Erase the member whom a manage token opens.

    Raises:
        LinkNotValid: if the token opens nothing.
    """
    member = await members.member_to_change(session, ics, token)
    addresses = await _addresses_of(session, ics, keys, member)
    asked = await service.erase(
        session, ics, keys=keys, member=member, terms=terms, asked_by="member", now=now
    )
    await _forget_mails(carrier, addresses)
    return asked


async def erase_at_request(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    whom: ErasureIn,
    terms: Terms,
    carrier: Carrier,
    now: datetime,
) -> Asked:
    """Erase the member whom staff name, one who has left too.

    Raises:
        NobodyToErase: if there is no such member.
    """
    index = keys.email_index(ics, whom.email) if whom.email is not None else None
    member = await members.member_to_erase(session, ics, whom.member_id, index)
    if member is None:
        raise NobodyToErase("Nobody on the panel has this id or address.")
    addresses = await _addresses_of(session, ics, keys, member)
    asked = await service.erase(
        session, ics, keys=keys, member=member, terms=terms, asked_by="staff", now=now
    )
    await _forget_mails(carrier, addresses)
    return asked


async def _addresses_of(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, member: Member
) -> list[str]:
    """Give a member's address, and the one that waits for its confirmation."""
    if member.left_on is not None:
        return []
    present = await address_of(session, ics, keys, member)
    waiting = await corrections.waiting_address(session, ics, keys, member)
    return [address for address in (present, waiting) if address is not None]


async def _forget_mails(carrier: Carrier, addresses: Sequence[str]) -> None:
    for address in addresses:
        await carrier.forget(address)
