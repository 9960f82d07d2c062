"""Keeping the address of a holder for as long as they hold the post, and no longer (rule 11)."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from common.clock import Clock, day_in_england, utc_now
from common.crypto.sealing import CannotOpen, UnknownKey
from common.db.engine import Database, ReadSession, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.observability.logging import get_logger
from governance.bodies import appointing
from governance.contacts import repository
from governance.contacts.models import HolderContact
from governance.keys import GovernanceKeys
from governance.vocabularies import service as vocabularies

log = get_logger(__name__)
COLUMN = "holder_contacts.email_sealed"


class Reached(NamedTuple):
    """Somebody who holds a post, and where they are written to."""

    holder_id: UUID
    email: str


async def put(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, post_id: UUID, holder_id: UUID,
    *, email: str, now: datetime,
) -> HolderContact:  # fmt: skip
    """Keep the address of a holder; a later one takes its place.

    Raises:
        HolderNotFound: if the post has none with that id.
        Invalid: if their time has ended.
    """
    holder = await appointing.holder_for_change(session, post_id, holder_id)
    if holder.valid_to is not None and holder.valid_to <= day_in_england(now):
        raise Invalid(
            "An address is kept while its person holds the post.",
            fields=(FieldError("path.holder_id", "does not hold the post any more"),),
        )
    contact = await repository.of_holder(session, holder_id)
    sealed = keys.seal(email, ics, COLUMN, holder_id)
    if contact is None:
        contact = HolderContact(ics=ics, holder_id=holder_id, email_sealed=sealed, recorded_at=now)
        session.add(contact)
    contact.email_sealed, contact.recorded_at = sealed, now
    await session.flush()
    return contact


async def forget(session: WriteSession, post_id: UUID, holder_id: UUID) -> None:
    """Delete the address of a holder, if there is one.

    Raises:
        HolderNotFound: if the post has none with that id.
    """
    await appointing.holder_for_change(session, post_id, holder_id)
    contact = await repository.of_holder(session, holder_id)
    if contact is not None:
        await session.delete(contact)
        await session.flush()


async def of_post(
    session: ReadSession, ics: SystemCode, keys: GovernanceKeys, post_id: UUID, on: date
) -> Reached | None:
    """Give who holds a post on a day, and where they are written to; None where no address is kept,
    or where it cannot be opened: what the mail is about goes on without it."""
    return _reached(ics, keys, await repository.of_post(session, post_id, on))


async def of_holder(
    session: ReadSession, ics: SystemCode, keys: GovernanceKeys, holder_id: UUID
) -> Reached | None:
    """Give where a holder is written to now; None where no address is kept, or where it cannot be
    opened."""
    return _reached(ics, keys, await repository.of_holder(session, holder_id))


def _reached(
    ics: SystemCode, keys: GovernanceKeys, contact: HolderContact | None
) -> Reached | None:
    if contact is None:
        return None
    holder_id = contact.holder_id
    try:
        return Reached(holder_id, keys.open(contact.email_sealed, ics, COLUMN, holder_id))
    except CannotOpen as error:
        log.error(
            "the address of a holder cannot be opened", ics=ics, holder_id=str(contact.holder_id),
            key=error.key_id if isinstance(error, UnknownKey) else None,
        )  # fmt: skip
        return None


async def forget_ended(database: Database, *, clock: Clock = utc_now) -> None:
    """Delete the addresses of those whose time has ended, in every system."""
    async with database.reading(None) as reading:
        systems = await vocabularies.systems(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            await repository.forget_ended(session, day_in_england(clock()))

    await in_each(systems, in_one)
