"""The ledger of stories that went and of consents that ended, so that a restore brings none back.

The tables of stories and consents are the ledger: what is gone is never deleted from them. It is
exported to a file that backups of the database do not contain. After a restore of an older backup
the file tells what had been taken back since, and that is taken back again: ids and moments alone,
none of the words, of no use to anybody who has not the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from common.db.engine import Database
from common.db.systems import in_each
from common.db.tenancy import SystemCode, system_code
from insights.stories import leaving
from insights.stories import ledger_repository as repository
from insights.stories.leaving import Destroy
from insights.stories.ledger_repository import Extent
from insights.stories.schemas import State
from insights.vocabularies import service as vocabularies

_GONE = (State.WITHDRAWN, State.EXPIRED)


@dataclass(frozen=True)
class Entry:
    """A story that went, or a consent to one that ended."""

    ics: SystemCode
    story_id: UUID
    at: datetime
    went: State | None
    """How the story went; None where a consent ended."""
    version: int | None
    """Which consent ended; None where the story went."""


@dataclass(frozen=True)
class Reapplied:
    """What applying a ledger did in one system."""

    ics: SystemCode
    entries: int
    stories: int
    """Stories that a restore had brought back, and that are taken out again."""
    consents: int
    """Consents that it had put in force again, and that have ended again."""


def line_of(entry: Entry) -> str:
    """Write an entry as JSON; equal entries are equal lines."""
    content: dict[str, str | int] = {"ics": entry.ics, "story": str(entry.story_id)}
    if entry.went is not None:
        content["went"] = entry.went.value
    if entry.version is not None:
        content["ended"] = entry.version
    return orjson.dumps({**content, "at": entry.at.isoformat()}).decode()


def entries_of(lines: Iterable[str]) -> list[Entry]:
    """Read lines; empty ones are passed over.

    Raises:
        ValueError: naming the first line that is no entry.
    """
    read: list[Entry] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                read.append(_entry(line))
            except (ValueError, KeyError, TypeError, AttributeError):
                raise ValueError(f"line {number} is no entry of a ledger of stories") from None
    return read


async def export(database: Database) -> list[str]:
    """Give the ledger of every system as lines."""
    lines: list[str] = []
    for ics in await _systems(database):
        async with database.reading(ics) as session:
            gone, ended = await repository.gone(session), await repository.ended(session)
        lines += [line_of(Entry(ics, one, at, State(state), None)) for one, state, at in gone]
        lines += [line_of(Entry(ics, one, at, None, version)) for one, version, at in ended]
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
    """Take out again whatever story the ledger knows and a library holds all the same, and end
    again what consent has ended. Each is told by feed and event.

    What is of a system that is not loaded is passed over.

    Raises:
        ValueError: naming the first line that is no entry.
        SomeFailed: if it failed in some systems; in the others it is done.
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
    stories = consents = 0
    # Stories first: what a story agreed to ends with it.
    for entry in sorted(entries, key=lambda entry: (entry.went is None, entry.at)):
        files: list[UUID] = []
        async with database.transaction(ics) as session:
            if entry.went is not None:
                gone = await leaving.withdraw_again(
                    session, ics, entry.story_id, entry.went, since=entry.at, now=now
                )
                stories += gone is not None
                files = gone or []
            elif entry.version is not None:
                consents += await leaving.end_again(
                    session, ics, entry.story_id, entry.version, since=entry.at, now=now
                )
        await destroy(ics, files)
    return Reapplied(ics, len(entries), stories, consents)


async def _systems(database: Database) -> list[SystemCode]:
    async with database.reading(None) as session:
        return await vocabularies.all_systems(session)


def _entry(line: str) -> Entry:
    read = orjson.loads(line)
    went = State(read["went"]) if "went" in read else None
    version = int(read["ended"]) if "ended" in read else None
    if (went is None) == (version is None) or (went is not None and went not in _GONE):
        raise ValueError("it tells neither that a story went nor that a consent ended")
    at = datetime.fromisoformat(read["at"])
    if at.tzinfo is None:
        raise ValueError("the moment has no time zone")
    return Entry(system_code(read["ics"]), UUID(read["story"]), at, went, version)
