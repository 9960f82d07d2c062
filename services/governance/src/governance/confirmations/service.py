"""Confirming an address: the mail goes out, and its link lets one person do one thing once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from common.clock import Clock, NewId, new_id, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from governance.confirmations import repository
from governance.confirmations.errors import LinkNotValid
from governance.confirmations.models import Confirmation
from governance.keys import GovernanceKeys, new_token, token_hash
from governance.mail import service as mails
from governance.mail.service import Source
from governance.vocabularies import service as vocabularies

Purpose = Literal["question", "petition", "signature"]
CONFIRM_WITHIN = timedelta(hours=48)
"""How long the link in the mail is good; then the address is deleted."""
MAILS_AN_HOUR = 5
"""Mails that confirming sends to one address in an hour, whoever asks: nobody fills a stranger's
mailbox."""
_COLUMN = "confirmations.email_sealed"


@dataclass(frozen=True)
class Confirmed:
    """An address that was confirmed, and what for."""

    email: str
    about_id: UUID | None


async def request(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, *, purpose: Purpose, email: str,
    path: str, said: dict[str, str | None], now: datetime, about_id: UUID | None = None,
    ids: NewId = new_id,
) -> None:  # fmt: skip
    """Mail an address a link that lets its owner go on. The caller is told the same in any case.

    Args:
        path: of the page that the link leads to; the token is put behind it.
    """
    index = keys.address_index(ics, "confirmations", email)
    await repository.hold(session, ics, index)
    if await repository.asked_since(session, index, now - timedelta(hours=1)) >= MAILS_AN_HOUR:
        return
    confirmation_id, token = ids(), new_token()
    session.add(
        Confirmation(
            ics=ics, id=confirmation_id, purpose=purpose, about_id=about_id, email_index=index,
            email_sealed=keys.seal(email, ics, _COLUMN, confirmation_id),
            token_hash=token_hash(token), asked_at=now, expires_at=now + CONFIRM_WITHIN,
        )
    )  # fmt: skip
    await session.flush()
    hours = str(CONFIRM_WITHIN // timedelta(hours=1))
    await mails.queue(
        session, ics, keys, kind=f"confirm_{purpose}", to=email,
        source=Source("confirmation", confirmation_id), said={"hours": hours, **said},
        path=f"{path}?token={token}", now=now,
    )  # fmt: skip


async def require(session: ReadSession, purpose: Purpose, token: str, now: datetime) -> UUID | None:
    """Say what a link that is still good is about.

    Raises:
        LinkNotValid: if it is forged, used, expired or for something else.
    """
    found = await repository.find(session, token_hash(token), purpose, now)
    if found is None:
        raise LinkNotValid
    return found.about_id


async def take(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, *, purpose: Purpose, token: str,
    now: datetime,
) -> Confirmed:  # fmt: skip
    """Use a link up; a later refusal in the same transaction leaves it good.

    Raises:
        LinkNotValid: if it is forged, used, expired or for something else.
    """
    found = await repository.take(session, token_hash(token), purpose, now)
    if found is None:
        raise LinkNotValid
    return Confirmed(keys.open(found.email_sealed, ics, _COLUMN, found.id), found.about_id)


async def delete_expired(database: Database, *, clock: Clock = utc_now) -> None:
    """Delete the addresses that nobody confirmed in time, in every system."""
    async with database.reading(None) as reading:
        codes = await vocabularies.systems(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            await repository.delete_expired(session, ics, clock())

    await in_each(codes, in_one)
