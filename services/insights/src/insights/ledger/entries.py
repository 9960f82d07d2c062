"""Entries of the ledger of what was taken back, and the lines that they are written as."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from common.db.tenancy import SystemCode, system_code
from insights.stories.schemas import State

_GONE = (State.WITHDRAWN, State.EXPIRED)


@dataclass(frozen=True)
class StoryGone:
    """A story went, withdrawn or at the end of its consent."""

    ics: SystemCode
    story_id: UUID
    state: State
    at: datetime


@dataclass(frozen=True)
class ConsentEnded:
    """A consent to a story ended."""

    ics: SystemCode
    story_id: UUID
    version: int
    at: datetime


@dataclass(frozen=True)
class FindingWithdrawn:
    """A finding was withdrawn, with its quotations; the reason stands in its place."""

    ics: SystemCode
    finding_id: UUID
    reason: str
    at: datetime


@dataclass(frozen=True)
class FileRemoved:
    """A file of a finding was removed."""

    ics: SystemCode
    file_id: UUID
    at: datetime


Entry = StoryGone | ConsentEnded | FindingWithdrawn | FileRemoved


def line_of(entry: Entry) -> str:
    """Write an entry as JSON in ASCII, on one line; equal entries are equal lines."""
    said: dict[str, str | int] = {"ics": entry.ics}
    match entry:
        case StoryGone():
            said |= {"story": str(entry.story_id), "went": entry.state.value}
        case ConsentEnded():
            said |= {"story": str(entry.story_id), "ended": entry.version}
        case FindingWithdrawn():
            said |= {"finding": str(entry.finding_id), "withdrawn": entry.reason}
        case FileRemoved():
            said |= {"file": str(entry.file_id)}
    return json.dumps({**said, "at": entry.at.isoformat()}, separators=(",", ":"))


def entries_of(lines: Iterable[str]) -> list[Entry]:
    """Read lines; empty ones are passed over.

    Raises:
        ValueError: naming the first line that is no entry.
    """
    read: list[Entry] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                read.append(_entry(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError):
                raise ValueError(f"line {number} is no entry of the library's ledger") from None
    return read


def _entry(said: dict[str, Any]) -> Entry:
    at = datetime.fromisoformat(said["at"])
    if at.tzinfo is None:
        raise ValueError("the moment has no time zone")
    ics = system_code(said["ics"])
    match sorted(said.keys() - {"ics", "at"}):
        case ["story", "went"]:
            state = State(said["went"])
            if state not in _GONE:
                raise ValueError("that is no way in which a story goes")
            return StoryGone(ics, UUID(said["story"]), state, at)
        case ["ended", "story"]:
            return ConsentEnded(ics, UUID(said["story"]), int(said["ended"]), at)
        case ["finding", "withdrawn"]:
            return FindingWithdrawn(ics, UUID(said["finding"]), str(said["withdrawn"]), at)
        case ["file"]:
            return FileRemoved(ics, UUID(said["file"]), at)
        case _:
            raise ValueError("it tells nothing that was taken back")
