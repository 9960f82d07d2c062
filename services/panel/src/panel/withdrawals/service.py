"""Noting every no in the transaction in which it is said.

An entry names nobody: what it is about (a member, one consent, a member's objection to a purpose, a
member's pause) is a keyed hash. `panel.erasures` keeps the entries in the file of the erasure
ledger, and after a restore has them obeyed again (`panel.erasures.withdrawing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from common.clock import beginning_of
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.keys import PanelKeys
from panel.withdrawals import repository
from panel.withdrawals.models import Withdrawal

LEFT, CONSENT, OBJECTION, PAUSE = "left", "consent", "objection", "pause"
KINDS = frozenset({LEFT, CONSENT, OBJECTION, PAUSE})
TAKEN_BACK = frozenset({OBJECTION, PAUSE})
"""Kinds of a no that can be taken back; the others stand for good."""


async def note_leaving(
    session: WriteSession,
    ics: SystemCode,
    member_id: UUID,
    email_index: bytes | None,
    *,
    keys: PanelKeys,
    now: datetime,
) -> None:
    """Note that a member left."""
    address = keys.erased_address(ics, email_index) if email_index is not None else None
    entry = _entry(ics, keys, LEFT, now, member_id, email_hash=address)
    await repository.enter(session, [entry])


async def note_consents(
    session: WriteSession,
    ics: SystemCode,
    consent_ids: Iterable[UUID],
    *,
    keys: PanelKeys,
    now: datetime,
) -> None:
    """Note that consents were withdrawn, each by the id of its record: one to the same purpose that
    is given later is another."""
    entries = [_entry(ics, keys, CONSENT, now, consent_id) for consent_id in consent_ids]
    await repository.enter(session, entries)


async def note_objections(
    session: WriteSession,
    ics: SystemCode,
    member_id: UUID,
    said: Iterable[tuple[str, bool]],
    *,
    keys: PanelKeys,
    now: datetime,
) -> None:
    """Note to which purposes a member objects (true), or does no more (false)."""
    entries = [
        _entry(ics, keys, OBJECTION, now, member_id, purpose=purpose, stands=objects)
        for purpose, objects in said
    ]
    await repository.enter(session, entries)


async def note_pause(
    session: WriteSession,
    ics: SystemCode,
    member_id: UUID,
    until: date | None,
    *,
    keys: PanelKeys,
    now: datetime,
) -> None:
    """Note until when a member is left in peace; None for no more."""
    stands = until is not None
    entry = _entry(ics, keys, PAUSE, now, member_id, until=until, stands=stands)
    await repository.enter(session, [entry])


async def note_earlier(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, now: datetime
) -> int:
    """Note what stands and is in no ledger: it was said before there was one. Gives how many."""
    known = {entry.subject_hash for entry in await repository.ledger(session, ics)}
    entries = [
        *(
            _entry(ics, keys, LEFT, beginning_of(on), member_id)
            for member_id, on in await repository.who_left(session, ics)
        ),
        *(
            _entry(ics, keys, CONSENT, at, consent_id)
            for consent_id, at in await repository.withdrawn_consents(session, ics)
        ),
        *(
            _entry(ics, keys, OBJECTION, at, member_id, purpose=purpose)
            for member_id, purpose, at in await repository.objections(session, ics)
        ),
        *(
            _entry(ics, keys, PAUSE, now, member_id, until=until)
            for member_id, until in await repository.pauses(session, ics)
        ),
    ]
    return await repository.enter(session, [e for e in entries if e.subject_hash not in known])


async def take_in(session: WriteSession, entries: Sequence[Withdrawal]) -> int:
    """Add entries of a file; gives how many were new."""
    return await repository.enter(session, entries)


async def ledger(session: ReadSession, ics: SystemCode) -> Sequence[Withdrawal]:
    """Give the whole ledger of a system, the oldest entry first."""
    return await repository.ledger(session, ics)


async def latest(session: ReadSession, ics: SystemCode, subject: bytes) -> Withdrawal | None:
    """Give the latest word about something, by its hash."""
    return await repository.latest(session, ics, subject)


async def extent(session: ReadSession, ics: SystemCode) -> tuple[int, datetime | None]:
    """Tell how long the ledger is, and when its latest entry was said."""
    return await repository.extent(session, ics)


def _entry(
    ics: SystemCode,
    keys: PanelKeys,
    kind: str,
    at: datetime,
    about: UUID,
    *,
    stands: bool = True,
    purpose: str | None = None,
    until: date | None = None,
    email_hash: bytes | None = None,
) -> Withdrawal:
    return Withdrawal(
        ics=ics,
        subject_hash=keys.withdrawn(ics, kind, about, purpose),
        said_at=at,
        kind=kind,
        stands=stands,
        purpose=purpose,
        until=until,
        email_hash=email_hash,
    )
