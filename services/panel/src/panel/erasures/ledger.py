"""The erasure ledger: who was erased, as keyed hashes, so that a restore brings nobody back.

The ledger is exported to a file that backups of the database do not contain. After a restore of an
older backup, `reapply` reads it back and erases again whoever the backup held: members by the hash
of their id, requests to join by that of their address, where they were made before the erasure.
Somebody who joined again since is another member with another id, and stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson

from common.db.engine import Database
from common.db.tenancy import SystemCode, system_code
from panel.erasures import repository, service
from panel.erasures.models import LedgerEntry
from panel.erasures.progress import Terms
from panel.keys import PanelKeys
from panel.members import service as members
from panel.signups import service as signups
from panel.systems import service as systems


@dataclass(frozen=True)
class Reapplied:
    """What reapplying the ledger did in one system."""

    ics: SystemCode
    entries: int
    members: int
    """Members that a restore had brought back, and who are erased again."""
    signups: int


async def export(database: Database) -> list[str]:
    """Give the ledger of every system as lines of JSON: system, two hashes, a date."""
    return [_line(entry) for ics in await _systems(database) for entry in await _of(database, ics)]


async def take_in(database: Database, lines: Iterable[str]) -> int:
    """Add exported lines to the ledger; gives how many were not in it.

    Raises:
        ValueError: naming the first line that is no entry.
    """
    by_system: dict[SystemCode, list[LedgerEntry]] = {}
    for entry in _entries(lines):
        by_system.setdefault(SystemCode(entry.ics), []).append(entry)
    new = 0
    for ics, entries in by_system.items():
        async with database.transaction(ics) as session:
            new += await repository.enter_ledger(session, entries)
    return new


async def of_others(database: Database, lines: Iterable[str]) -> list[str]:
    """Give those of the lines that are of systems which are not loaded, or not yet.

    Raises:
        ValueError: naming the first line that is no entry.
    """
    loaded = set(await _systems(database))
    given = [line for line in lines if line.strip()]
    entries = zip(given, _entries(given), strict=True)
    return [line for line, entry in entries if entry.ics not in loaded]


async def reapply(
    database: Database, keys: PanelKeys, terms: Terms, now: datetime
) -> list[Reapplied]:
    """Erase again whoever the ledger knows, in every system; each is told to all services."""
    return [await _reapply_in(database, ics, keys, terms, now) for ics in await _systems(database)]


async def _reapply_in(
    database: Database, ics: SystemCode, keys: PanelKeys, terms: Terms, now: datetime
) -> Reapplied:
    entries = await _of(database, ics)
    known = {entry.member_hash for entry in entries}
    addresses = {e.email_hash: e.erased_at for e in entries if e.email_hash is not None}
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
            erased_at = addresses.get(keys.erased_address(ics, index))
            if erased_at is not None and born(signup_id) <= erased_at:
                forgotten += await signups.forget(session, ics, signup_id)
    return Reapplied(ics, len(entries), len(back), forgotten)


def born(identifier: UUID) -> datetime:
    """Give the moment that a UUIDv7 was made at, to the millisecond (RFC 9562, section 5.7)."""
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, UTC)


async def _of(database: Database, ics: SystemCode) -> list[LedgerEntry]:
    async with database.reading(ics) as session:
        return list(await repository.ledger(session, ics))


async def _systems(database: Database) -> list[SystemCode]:
    async with database.reading(None) as session:
        return list(await systems.system_codes(session))


def _line(entry: LedgerEntry) -> str:
    content = {
        "ics": entry.ics,
        "member": entry.member_hash.hex(),
        "address": entry.email_hash.hex() if entry.email_hash is not None else None,
        "erased_at": entry.erased_at.isoformat(),
    }
    return orjson.dumps(content).decode()


def _entries(lines: Iterable[str]) -> Iterator[LedgerEntry]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            read = orjson.loads(line)
            address = read["address"]
            yield LedgerEntry(
                ics=system_code(read["ics"]),
                member_hash=bytes.fromhex(read["member"]),
                email_hash=bytes.fromhex(address) if address is not None else None,
                erased_at=datetime.fromisoformat(read["erased_at"]),
            )
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"line {number} is no entry of an erasure ledger") from None
