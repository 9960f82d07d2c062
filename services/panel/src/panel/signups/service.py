"""Double opt-in: asking to join, and confirming it (rule 2 of the panel)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import orjson

from common.clock import Clock, new_id, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from panel.keys import PanelKeys, new_token, token_hash
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.members import service as members
from panel.members.errors import LinkNotValid
from panel.members.service import Joining
from panel.signups import repository
from panel.signups.models import Signup
from panel.signups.repository import NewSignup
from panel.signups.schemas import ConfirmIn
from panel.systems import service as systems
from panel.systems.errors import SystemNotLoaded

CONFIRM_WITHIN = timedelta(hours=48)
"""How long the link in the mail is good; then the address is deleted."""

_NOT_VALID = (
    "This link is not valid. It may have been used already, or be older than 48 hours. If you are "
    "not a member yet, sign up again to get a new one."
)


async def request(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    email: str,
    language: str,
    now: datetime,
    member_kind: MailKind = MailKind.ALREADY_MEMBER,
    about_id: UUID | None = None,
) -> None:
    """Note that somebody asked to join with an address, and mail that address.

    Args:
        member_kind: the mail that a member's address gets instead, and ``about_id`` what it is
            about; `MailContent` has to be there.

    Nothing here asks whether the address is known: every value is computed and the same statement
    is executed for each. Which mail it is, the worker finds out, later (`panel.mail.addressed`).

    Raises:
        SystemNotLoaded: if there is no such system.
    """
    signup_id, token = new_id(), new_token()
    to_send = orjson.dumps(
        {
            "email": email,
            "language": language,
            "token": token,
            "to_member": {"kind": member_kind, "about_id": about_id},
        }
    ).decode()
    new = NewSignup(
        id=signup_id,
        email_index=keys.email_index(ics, email),
        email_sealed=keys.seal(email, ics, "signups", signup_id),
        language=language,
        token_hash=token_hash(token),
        expires_at=now + CONFIRM_WITHIN,
        mail_sealed=keys.seal(to_send, ics, "mails", signup_id),
    )
    if not await repository.request(session, ics, new):
        raise SystemNotLoaded


async def confirm(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, said: ConfirmIn, now: datetime
) -> UUID:
    """Make the person a member whose mail held this token; a refusal leaves the token good.

    Raises:
        LinkNotValid: if the token is forged, used or expired.
        NotOldEnough: if they do not state the minimum age.
        Invalid: if a place, an answer or a consent is not one in force.
    """
    signup = await repository.take(session, ics, token_hash(said.token), now)
    if signup is None:
        raise LinkNotValid(_NOT_VALID)
    joining = Joining(
        email=keys.open(signup.email_sealed, ics, "signups", signup.id),
        language=signup.language,
        minimum_age_met=said.minimum_age_met,
        connection=said.connection,
        mail_format=said.mail_format,
        place=said.place,
        postcode=said.postcode,
        demographics=said.demographics,
        consents=said.consents,
        access_needs=said.access_needs,
        topics={"interest": said.interests, "lived_experience": said.lived_experience},
        household=said.household,
    )
    member_id = await members.join(session, ics, keys, joining, now)
    if member_id is None:
        raise LinkNotValid(_NOT_VALID)
    await repository.delete_of_address(session, ics, signup.email_index)
    return member_id


async def forget_address(session: WriteSession, ics: SystemCode, email_index: bytes) -> None:
    """Delete every request to join with an address, and the mails that still wait for it."""
    await mail.forget(session, ics, await repository.delete_of_address(session, ics, email_index))


async def standing(
    session: ReadSession, ics: SystemCode, token_hashes: Sequence[bytes]
) -> frozenset[bytes]:
    """Give those of some tokens' hashes whose request to join is still there."""
    return await repository.standing(session, ics, token_hashes)


async def held_of(session: ReadSession, ics: SystemCode, email_index: bytes) -> Sequence[Signup]:
    """Give the requests to join with an address, in order."""
    return await repository.of_address(session, ics, email_index)


async def addresses(session: ReadSession, ics: SystemCode) -> Sequence[tuple[UUID, bytes]]:
    """Give every request to join by its id and the blind index of its address."""
    return await repository.addresses(session, ics)


async def forget(session: WriteSession, ics: SystemCode, signup_id: UUID) -> int:
    """Delete a request to join and its mail; gives how many went."""
    await mail.forget(session, ics, [signup_id])
    return await repository.delete_one(session, ics, signup_id)


async def delete_expired(database: Database, *, clock: Clock = utc_now) -> None:
    """Delete the addresses that nobody confirmed in time, in every system."""
    async with database.reading(None) as reading:
        codes = await systems.system_codes(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            await repository.delete_expired(session, ics, clock())

    await in_each(codes, in_one)
