"""Searches that forgive typing errors: a word that finds nothing gives way to a likely one.

A word is changed only where it finds nothing that this reader may see. What it is changed to is a
word of public findings, and finds something that this reader may see now: so nobody learns of a
word that they could not have found by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Select

from common.clock import Clock, utc_now
from common.db.engine import Database, ReadSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from insights.spelling import repository
from insights.spelling.schemas import Respelling, Showing
from insights.vocabularies import service as vocabularies

NEWEST = 20_000
"""Public findings that words are read out of: the newest of a system."""
KEPT = 50_000
"""Words of a system that are kept, the commonest."""
SHORTEST, LONG = 4, 6
"""Letters of a word that is mended at all, and from which on two errors are, not one; as Lucene's
fuzziness AUTO, but for words of three letters, which too many others are near to."""
ERROR = 0.01
"""How likely an error is beside none: so much rarer may a nearer word be (the noisy channel of
Kernighan, Church and Gale, 1990, with one chance for every error)."""
TRIED = 5
"""Likely words that are tried in turn for one that finds something."""
MENDED = 4
"""Words of a search that are mended, at most."""

# Parts of addresses, numbers and codes are left alone.
_WORD = re.compile(r"(?<![\w.@/])[^\W\d_]{4,}(?![\w@/]|\.\w)")

Found = Callable[[str], Select[int]]
"""Word → a selection of what of it the reader may see."""


@dataclass(frozen=True)
class Spelled:
    """The words of a search, and what is to be said of them where they aren't those typed."""

    words: str
    showing: Showing | None = None


async def spelled(session: ReadSession, words: str, found: Found) -> Spelled:
    """Give the words of a search with each that finds nothing mended, where there is a likely one.

    Words in phrases and words that are left out are mended as any other.
    """
    typed = words_typed(words)
    if not typed:
        return Spelled(words)
    mended: dict[str, str] = {}
    for word in (await repository.unknown(session, typed))[:MENDED]:
        if not await repository.finds(session, found(word)):
            likely = await _likely(session, word, found)
            if likely is not None:
                mended[word] = likely
    if not mended:
        return Spelled(words)
    showing = respelled(words, mended)
    return Spelled(showing.words, showing)


def words_typed(words: str) -> list[str]:
    """Give the words of a search that may be mistyped, in small letters, each once."""
    return list(dict.fromkeys(match.group().lower() for match in _WORD.finditer(words)))


def respelled(words: str, changed: Mapping[str, str]) -> Showing:
    """Give a search with some of its words, which stand in small letters, changed for others."""
    shown = _WORD.sub(lambda match: changed.get(match.group().lower(), match.group()), words)
    pairs = [Respelling(typed=typed, shown=word) for typed, word in changed.items()]
    return Showing(words=shown, changed=pairs)


async def _likely(session: ReadSession, word: str, found: Found) -> str | None:
    """Give the likeliest word of the library that finds something for this reader."""
    errors = 2 if len(word) >= LONG else 1
    bare, known, findings = await repository.words_of_length(session, word, errors)
    for one in likeliest(bare, known, findings, errors)[:TRIED]:
        if await repository.finds(session, found(one)):
            return one
    return None


def likeliest(word: str, known: Sequence[str], findings: Sequence[str], errors: int) -> list[str]:
    """Give the known words that a word may be meant for, the likeliest first.

    Args:
        known: words.
        findings: of each known word, in how many findings it stands, in digits.
        errors: letters left out, put in, changed, or changed about, at most.
    """
    near = process.extract(
        word, known, scorer=OSA.distance, score_cutoff=errors, limit=None, processor=None
    )
    chance = {one: int(findings[place]) * ERROR**distance for one, distance, place in near}
    return sorted(chance, key=lambda one: (-chance[one], one))


async def read_libraries(database: Database, clock: Clock = utc_now) -> None:
    """Read the words of every system whose public findings have changed: the worker's job.

    Raises:
        SomeFailed: if it failed in some systems; the others were read.
    """
    async with database.reading(None) as session:
        systems = await vocabularies.all_systems(session)

    async def read(ics: SystemCode) -> None:
        await read_library(database, ics, clock)

    await in_each(systems, read)


async def read_library(database: Database, ics: SystemCode, clock: Clock = utc_now) -> bool:
    """Read the words of a system's public findings where these have changed; tell whether."""
    async with database.transaction(ics) as session:
        found = await repository.digest(session, NEWEST)
        if found == await repository.last_read(session):
            return False
        await repository.replace(session, ics, found, newest=NEWEST, kept=KEPT, now=clock())
    return True
