"""The ledgers: who was erased, who left and what was withdrawn, as keyed hashes, so that a restore
brings nobody and nothing back.

They are exported to a file that backups of the database do not contain. After a restore of an older
backup, `reapply` reads it back and erases again whoever the backup held: members by the hash of
their id, requests to join by that of their address, where they were made before. Who left leaves
again, and every no stands again (`panel.erasures.withdrawing`). Somebody who joined again since is
another member with another id, and stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from common.db.engine import Database
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from panel.erasures import repository, service
from panel.erasures.lines import entries_of, line_of
from panel.erasures.models import LedgerEntry
from panel.erasures.progress import Terms
from panel.erasures.withdrawing import Obeyed, obey
from panel.keys import PanelKeys
from panel.members import service as members
from panel.signups import service as signups
from panel.systems import service as systems
from panel.withdrawals import service as withdrawals
from panel.withdrawals.models import Withdrawal

Extent = tuple[tuple[int, datetime | None], ...]


@dataclass(frozen=True)
class Reapplied:
    """What reapplying the ledger did in one system."""

    ics: SystemCode
    entries: int
    members: int
    """Members that a restore had brought back, and who are erased again."""
    signups: int
    withdrawn: Obeyed
    """Who left again, and what stands again."""


async def export(database: Database) -> list[str]:
    """Give the ledgers of every system as lines of JSON: `panel.erasures.lines`."""
    return [
        line_of(entry)
        for ics in await _systems(database)
        for ledger in await _both(database, ics)
        for entry in ledger
    ]


async def extent(database: Database) -> Extent:
    """Tell how long each ledger is, and of when its latest entry: other after any change."""
    found: list[tuple[int, datetime | None]] = []
    for ics in await _systems(database):
        async with database.reading(ics) as session:
            found.append(await repository.extent(session, ics))
            found.append(await withdrawals.extent(session, ics))
    return tuple(found)


async def note_earlier(database: Database, keys: PanelKeys, now: datetime) -> None:
    """Note who left and what was withdrawn before there was a ledger of it."""

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            await withdrawals.note_earlier(session, ics, keys, now)

    await in_each(await _systems(database), in_one)


async def take_in(database: Database, lines: Iterable[str]) -> int:
    """Add exported lines to the ledger; gives how many were not in it.

    Raises:
        ValueError: naming the first line that is no entry.
    """
    by_system: dict[SystemCode, list[LedgerEntry | Withdrawal]] = {}
    for entry in entries_of(lines):
        by_system.setdefault(SystemCode(entry.ics), []).append(entry)
    new = 0
    for ics, entries in by_system.items():
        erased = [entry for entry in entries if isinstance(entry, LedgerEntry)]
        withdrawn = [entry for entry in entries if isinstance(entry, Withdrawal)]
        async with database.transaction(ics) as session:
            new += await repository.enter_ledger(session, erased)
            new += await withdrawals.take_in(session, withdrawn)
    return new


async def of_others(database: Database, lines: Iterable[str]) -> list[str]:
    """Give those of the lines that are of systems which are not loaded, or not yet.

    Raises:
        ValueError: naming the first line that is no entry.
    """
    loaded = set(await _systems(database))
    given = [line for line in lines if line.strip()]
    entries = zip(given, entries_of(given), strict=True)
    return [line for line, entry in entries if entry.ics not in loaded]


async def reapply(
    database: Database, keys: PanelKeys, terms: Terms, now: datetime
) -> list[Reapplied]:
    """Erase again whoever the ledger knows, in every system, and obey every no; each who is erased
    or leaves is told to all services."""
    return [await _reapply_in(database, ics, keys, terms, now) for ics in await _systems(database)]


async def _reapply_in(
    database: Database, ics: SystemCode, keys: PanelKeys, terms: Terms, now: datetime
) -> Reapplied:
    entries, said = await _both(database, ics)
    known = {entry.member_hash for entry in entries}
    addresses = {e.email_hash: e.said_at for e in said if e.email_hash is not None}
    for entry in entries:
        if entry.email_hash is not None:
            before = addresses.get(entry.email_hash, entry.erased_at)
            addresses[entry.email_hash] = max(before, entry.erased_at)
    async with database.reading(ics) as reading:
        ids = await members.all_ids(reading, ics)
        asked = await signups.addresses(reading, ics)
    back = [member_id for member_id in ids if keys.erased_member(ics, member_id) in known]
    for member_id in back:
        async with database.transaction(ics) as session:
            member = await members.member_to_erase(session, ics, member_id, None)
            if member is not None:
                await service.erase(
                    session, ics, keys=keys, member=member, terms=terms, asked_by="ledger", now=now
                )
    forgotten = 0
    async with database.transaction(ics) as session:
        for signup_id, index in asked:
            gone_at = addresses.get(keys.erased_address(ics, index))
            if gone_at is not None and born(signup_id) <= gone_at:
                forgotten += await signups.forget(session, ics, signup_id)
    obeyed = await obey(database, ics, keys, now)
    return Reapplied(ics, len(entries) + len(said), len(back), forgotten, obeyed)


def born(identifier: UUID) -> datetime:
    """Give the moment that a UUIDv7 was made at, to the millisecond (RFC 9562, section 5.7)."""
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, UTC)


async def _both(
    database: Database, ics: SystemCode
) -> tuple[Sequence[LedgerEntry], Sequence[Withdrawal]]:
    async with database.reading(ics) as session:
        return await repository.ledger(session, ics), await withdrawals.ledger(session, ics)


async def _systems(database: Database) -> list[SystemCode]:
    async with database.reading(None) as session:
        return list(await systems.system_codes(session))
