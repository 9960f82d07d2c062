"""Asking for an erasure, hearing what services say of it, and telling how far it is.

The panel erases in the transaction in which it is asked; the event that it records there tells
the others. What is kept of an erasure from then on names nobody: times, counts, and in the ledger
keyed hashes by which whoever a restore brings back is known again (`panel.erasures.ledger`). Until
the last service has acknowledged, the opaque id is kept too, sealed, so that those who did not hear
can be told again (`announce_again`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from common.clock import Clock, NewId, new_id, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.events.panel import MemberErased
from common.messaging.outbox import record
from panel.erasures import repository
from panel.erasures.errors import ErasureNotFound
from panel.erasures.models import Acknowledgement, Erasure, LedgerEntry
from panel.erasures.progress import Asked, AskedBy, Progress, Terms
from panel.keys import PanelKeys, new_token, token_hash
from panel.members import departure
from panel.members.models import Member
from panel.systems import service as systems

_TABLE = "erasures"


async def erase(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    member: Member,
    terms: Terms,
    asked_by: AskedBy,
    now: datetime,
    new_id: NewId = new_id,
) -> Asked:
    """Erase a member here, and tell every other service to.

    Args:
        member: whose row is locked.
    """
    token, erasure_id = new_token(), new_id()
    erasure = Erasure(
        ics=ics,
        id=erasure_id,
        token_hash=token_hash(token),
        asked_by=asked_by,
        awaited=sorted(terms.awaited),
        requested_at=now,
        due_at=now + terms.within,
        completed_at=None if terms.awaited else now,
        announced_at=now,
        member_sealed=keys.seal(str(member.id), ics, _TABLE, erasure_id) if terms.awaited else None,
    )
    session.add(erasure)
    member_id = member.id
    await repository.enter_ledger(session, [_entry(ics, keys, member, now)])
    await departure.erase(session, ics, keys, member, now)
    said = MemberErased(member_id=member_id, erasure_id=erasure.id)
    await record(session, ics, said, now=now)
    return Asked(erasure, token)


async def acknowledge(
    session: WriteSession,
    ics: SystemCode,
    *,
    service: str,
    erasure_id: UUID,
    erased: int,
    at: datetime,
) -> timedelta | None:
    """Keep a service's word; the erasure is complete with the last one that it awaits.

    Returns:
        How long the erasure took, where this completed it. What is unknown here, such as an
        erasure of before a restore, is passed over.
    """
    erasure = await repository.by_id_locked(session, ics, erasure_id)
    if erasure is None:
        return None
    word = Acknowledgement(
        ics=ics, erasure_id=erasure_id, service=service, acknowledged_at=at, erased=erased
    )
    await repository.keep_acknowledgement(session, word)
    progress = (await _progress(session, ics, [erasure]))[0]
    if erasure.completed_at is not None or progress.missing:
        return None
    erasure.completed_at = max(word.acknowledged_at for word in progress.said.values())
    erasure.member_sealed = None
    return erasure.completed_at - erasure.requested_at


async def announce_again(
    database: Database, *, keys: PanelKeys, every: timedelta, clock: Clock = utc_now
) -> None:
    """Tell all services again of each erasure that some have not acknowledged for so long.

    Erasing twice erases nothing more, and the first acknowledgement of a service stands.
    """
    async with database.reading(None) as reading:
        codes = await systems.system_codes(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            now = clock()
            for erasure in await repository.unacknowledged(session, ics, now - every):
                if erasure.member_sealed is not None:
                    member_id = UUID(keys.open(erasure.member_sealed, ics, _TABLE, erasure.id))
                    erasure.announced_at = now
                    await session.flush()
                    said = MemberErased(member_id=member_id, erasure_id=erasure.id)
                    await record(session, ics, said, now=now)

    await in_each(codes, in_one)


async def progress_of(session: ReadSession, ics: SystemCode, token: str) -> Progress:
    """Say how far the erasure is whose receipt has this token.

    Raises:
        ErasureNotFound: if there is none.
    """
    erasure = await repository.by_token(session, ics, token_hash(token))
    if erasure is None:
        raise ErasureNotFound("Check the address of the receipt: every character counts.")
    return (await _progress(session, ics, [erasure]))[0]


async def outstanding(session: ReadSession, ics: SystemCode, page: PageRequest) -> Page[Progress]:
    """List the erasures that are not complete, with the services that are missing."""
    found = await repository.outstanding(session, ics, page)
    known = {p.erasure.id: p for p in await _progress(session, ics, found.items)}
    return found.map(lambda erasure: known[erasure.id])


async def _progress(
    session: ReadSession, ics: SystemCode, erasures: Sequence[Erasure]
) -> list[Progress]:
    said: dict[UUID, dict[str, Acknowledgement]] = {}
    ids = [erasure.id for erasure in erasures]
    for word in await repository.acknowledgements(session, ics, ids):
        said.setdefault(word.erasure_id, {})[word.service] = word
    return [Progress(erasure, said.get(erasure.id, {})) for erasure in erasures]


def _entry(ics: SystemCode, keys: PanelKeys, member: Member, now: datetime) -> LedgerEntry:
    index = member.email_index
    return LedgerEntry(
        ics=ics,
        member_hash=keys.erased_member(ics, member.id),
        email_hash=keys.erased_address(ics, index) if index is not None else None,
        erased_at=now,
    )
