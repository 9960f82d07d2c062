"""The ledger of what was taken back, so that the restore of an older backup brings none back.

Stories that went, consents that ended, findings that were withdrawn and files of findings that
were removed. Their tables are the ledger: what was taken back is never deleted from them. It is
exported to a file that backups of the database do not contain. After a restore of an older backup
the file tells what had been taken back since, and that is taken back again. Of stories and files
it holds ids and moments alone, of findings the reason that stands in their place as well: none of
the words that were taken back, of no use to anybody who has not the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.db.engine import Database, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from insights.files import of_findings as files
from insights.findings import withdrawing
from insights.ledger import repository
from insights.ledger.entries import (
    ConsentEnded,
    Entry,
    FileRemoved,
    FindingWithdrawn,
    StoryGone,
    entries_of,
    line_of,
)
from insights.ledger.repository import Extent
from insights.stories import leaving
from insights.stories.leaving import Destroy
from insights.vocabularies import service as vocabularies

_ORDER = (StoryGone, ConsentEnded, FindingWithdrawn, FileRemoved)
"""Stories first: what a story agreed to ends with it."""


@dataclass(frozen=True)
class Reapplied:
    """What applying a ledger did in one system: how much a restore had brought back of each kind,
    and is taken back again."""

    ics: SystemCode
    entries: int
    stories: int
    consents: int
    findings: int
    files: int

    @property
    def again(self) -> int:
        """Give how much was taken back again."""
        return self.stories + self.consents + self.findings + self.files


async def export(database: Database) -> list[str]:
    """Give the ledger of every system as lines."""
    lines: list[str] = []
    for ics in await _systems(database):
        async with database.reading(ics) as session:
            lines += [line_of(entry) for entry in await repository.entries(session, ics)]
    return lines


async def extent(database: Database) -> tuple[Extent, ...]:
    """Tell how long each system's ledger is, and of when its latest entries: other after any
    change."""
    found: list[Extent] = []
    for ics in await _systems(database):
        async with database.reading(ics) as session:
            found.append(await repository.extent(session))
    return tuple(found)


async def reapply(
    database: Database, lines: Iterable[str], destroy: Destroy, now: datetime
) -> list[Reapplied]:
    """Take back again whatever the ledger knows and a library holds all the same. Each is told by
    feed and event.

    What is of a system that is not loaded is passed over.

    Raises:
        ValueError: naming the first line that is no entry.
        SomeFailed: if it failed in some systems; in the others, and with what else they are to
            take back, it is done.
    """
    entries = entries_of(lines)
    done: list[Reapplied] = []

    async def in_one(ics: SystemCode) -> None:
        here = [entry for entry in entries if entry.ics == ics]
        done.append(await _reapply_in(database, ics, here, destroy, now))

    await in_each(await _systems(database), in_one)
    return done


async def _reapply_in(
    database: Database, ics: SystemCode, entries: Sequence[Entry], destroy: Destroy, now: datetime
) -> Reapplied:
    again: Counter[type] = Counter()
    failed: list[Exception] = []
    for entry in sorted(entries, key=lambda entry: (_ORDER.index(type(entry)), entry.at)):
        try:
            async with database.transaction(ics) as session:
                gone = await _take_back(session, entry, now)
        except Exception as error:  # raised below: it keeps no other one public
            failed.append(error)
            continue
        again[type(entry)] += gone is not None
        await destroy(ics, gone or [])
    if failed:
        raise failed[0]
    return Reapplied(ics, len(entries), *(again[kind] for kind in _ORDER))


async def _take_back(session: WriteSession, entry: Entry, now: datetime) -> list[UUID] | None:
    """Take back again what an entry tells of; None where it is not there, or taken back already.

    Gives what the bytes of files go by that are to be destroyed.
    """
    done: bool
    match entry:
        case StoryGone():
            return await leaving.withdraw_again(
                session, entry.ics, entry.story_id, entry.state, since=entry.at, now=now
            )
        case FileRemoved():
            removed = await files.remove_again(session, entry.file_id, since=entry.at)
            return None if removed is None else [removed]
        case ConsentEnded():
            done = await leaving.end_again(
                session, entry.ics, entry.story_id, entry.version, since=entry.at, now=now
            )
        case FindingWithdrawn():
            done = await withdrawing.withdraw_again(
                session, entry.ics, entry.finding_id, entry.reason, since=entry.at, now=now
            )
    return [] if done else None


async def _systems(database: Database) -> list[SystemCode]:
    async with database.reading(None) as session:
        return await vocabularies.all_systems(session)
