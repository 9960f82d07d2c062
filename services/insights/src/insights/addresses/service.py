"""Giving, confirming and stopping: nothing but one mail goes out before the mailbox confirms."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from common.clock import new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from insights.addresses import repository
from insights.addresses.errors import AskedTooOften, LinkNotValid, NoAddress
from insights.addresses.models import NoticeAddress
from insights.addresses.schemas import AddressOut, State
from insights.audience import Reader
from insights.keys import InsightsKeys, new_token, token_hash
from insights.mail import service as mails
from insights.notices import service as notices
from insights.notices.schemas import Telling
from insights.organisations import service as organisations
from insights.owners import owner_of

CONFIRM_WITHIN = timedelta(hours=48)
"""How long the link in the mail is good; then the address is deleted."""
MAILS_AN_HOUR = 5
"""Mails to confirm that one owner can have sent in an hour: nobody fills a stranger's mailbox."""
EVERY = timedelta(hours=1)
"""Between two mails of notices to one address, at least."""
LONGEST_PAUSE = timedelta(days=1)
MAX_FAILURES = 8
"""After so many failures in a row, over three days or so, an address is given up."""
COLUMN = "notice_addresses.email_sealed"
EDITORS = "The system's involvement team"


async def give(
    session: WriteSession, ics: SystemCode, keys: InsightsKeys, reader: Reader, email: str, *,
    now: datetime,
) -> AddressOut:  # fmt: skip
    """Take the address for an owner's notices; it counts once its mailbox confirms.

    One that was given before is replaced, confirmed or not.

    Raises:
        NobodysOwn, OrganisationNotInBeing: if the reader acts for nobody who may.
        AskedTooOften: if they gave addresses again and again.
    """
    owner = owner_of(reader)
    await organisations.require_in_being(session, reader, now=now)
    await repository.hold(session, ics, owner)
    before = await repository.lock_owner(session, owner)
    asked, asked_from = 1, now
    if before is not None:
        if before.asked_from > now - timedelta(hours=1):
            asked, asked_from = before.asked + 1, before.asked_from
        if asked > MAILS_AN_HOUR:
            raise AskedTooOften(MAILS_AN_HOUR)
        await repository.remove(session, before.id)
        session.expunge(before)
    token, address_id = new_token(), new_id()
    address = NoticeAddress(
        ics=ics,
        id=address_id,
        organisation_id=owner,
        email_sealed=keys.seal(email, ics, COLUMN, address_id),
        state="waiting",
        token_hash=token_hash(token),
        asked=asked,
        asked_from=asked_from,
        failures=0,
        expires_at=now + CONFIRM_WITHIN,
    )
    await repository.add(session, address)
    name = await organisations.name_of(session, owner) or EDITORS
    hours = str(CONFIRM_WITHIN // timedelta(hours=1))
    await mails.queue(
        session, ics, keys, kind="confirm", to=email, said={"organisation": name, "hours": hours},
        path=f"/notices/confirm?token={token}", stop=None, now=now,
    )  # fmt: skip
    return _out(address, ics, keys)


async def get(
    session: ReadSession, ics: SystemCode, keys: InsightsKeys, reader: Reader
) -> AddressOut:
    """Give the address of the reader's organisation.

    Raises:
        NoAddress: if it has given none.
    """
    address = await repository.of_owner(session, owner_of(reader))
    if address is None:
        raise NoAddress
    return _out(address, ics, keys)


async def remove(session: WriteSession, reader: Reader) -> None:
    """Delete the address of the reader's organisation.

    Raises:
        NoAddress: if it has given none.
    """
    address = await repository.lock_owner(session, owner_of(reader))
    if address is None:
        raise NoAddress
    await repository.remove(session, address.id)


async def confirm(session: WriteSession, token: str, *, now: datetime) -> None:
    """Let notices go to an address, by the link that was mailed to it.

    Raises:
        LinkNotValid: if it is forged, used or too old.
    """
    address = await repository.waiting_for(session, token_hash(token), now)
    if address is None:
        raise LinkNotValid
    address.state = "confirmed"
    address.confirmed_at = now
    address.token_hash = address.expires_at = None
    await session.flush()


async def stop(session: WriteSession, ics: SystemCode, keys: InsightsKeys, token: str) -> None:
    """Stop mail to an address and delete it, by the link in a mail; again it changes nothing.

    Raises:
        LinkNotValid: if the token is forged.
    """
    address_id = keys.stopped_by(ics, token)
    if address_id is None:
        raise LinkNotValid
    await repository.remove(session, address_id)


async def note_mail(
    session: WriteSession, ics: SystemCode, address_id: UUID, *, left: bool, now: datetime
) -> None:
    """Note whether a mail of notices left for an address.

    After each failure the next waits twice as long, a day at most. After the last the address is
    given up, and its owner and the editors are told in their boxes.
    """
    address = await repository.lock(session, address_id)
    if address is None:
        return
    address.failures = 0 if left else address.failures + 1
    address.mail_from = None
    if address.failures >= MAX_FAILURES:
        address.given_up_at = now
        await _tell(session, ics, address, now)
    elif not left:
        address.mail_from = now + min(EVERY * 2 ** (address.failures - 1), LONGEST_PAUSE)
    await session.flush()


async def _tell(
    session: WriteSession, ics: SystemCode, address: NoticeAddress, now: datetime
) -> None:
    key, owner = f"mail:{address.id}", address.organisation_id
    told = [Telling("mail_given_up", owner, key, by_mail=False)]
    if owner is not None:
        name = await organisations.name_of(session, owner) or "an organisation"
        told.append(Telling("mail_given_up", None, key, reasons=[name]))
    await notices.tell(session, ics, told, now=now)


def _out(address: NoticeAddress, ics: SystemCode, keys: InsightsKeys) -> AddressOut:
    return AddressOut(
        email=keys.open(address.email_sealed, ics, COLUMN, address.id),
        state=_state(address),
        expires_at=address.expires_at,
        confirmed_at=address.confirmed_at,
        given_up_at=address.given_up_at,
    )


def _state(address: NoticeAddress) -> State:
    if address.given_up_at is not None:
        return "given_up"
    return "confirmed" if address.state == "confirmed" else "waiting"
