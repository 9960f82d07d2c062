"""SQL of the words of the library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Integer, Select, Text, bindparam, cast, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from common.db.compiled import Compiled
from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.tenancy import SystemCode
from insights.spelling.models import LibraryReading, LibraryWord

# A prepared statement would come to be planned once for all words.
_PLAN_FOR_THE_WORDS = "SET LOCAL plan_cache_mode = force_custom_plan"
_UNKNOWN = Compiled(
    text(
        "SELECT DISTINCT lower(given.word) FROM unnest(:words) AS given (word),"
        " unnest(to_tsvector('insights.library', given.word)) AS stem"
        " WHERE NOT EXISTS (SELECT FROM insights.library_words AS known"
        " WHERE known.lexeme = stem.lexeme)"
    ).bindparams(bindparam("words", type_=ARRAY(Text)))
)

_BETWEEN = "\x1f"
"""Between words; no word has it."""
_STRUNG = (
    func.string_agg(LibraryWord.word, _BETWEEN),
    func.string_agg(cast(LibraryWord.findings, Text), _BETWEEN),
)
"""Tens of thousands of words are read much faster as one text than one by one."""
_RARE = Compiled(
    text(
        "SELECT lower(given.word) AS word, coalesce(max(known.findings), 0) AS findings"
        " FROM unnest(:words) AS given (word)"
        " CROSS JOIN unnest(to_tsvector('insights.library', given.word)) AS stem"
        " LEFT JOIN insights.library_words AS known ON known.lexeme = stem.lexeme"
        " GROUP BY 1 HAVING coalesce(max(known.findings), 0) <= :most"
    ).bindparams(bindparam("words", type_=ARRAY(Text)), bindparam("most", type_=Integer))
)
_BARE = func.lower(func.public.unaccent(bindparam("word", type_=Text)))
_OF_LENGTH = func.length(LibraryWord.word).between(
    bindparam("shortest", type_=Integer), bindparam("longest", type_=Integer)
)
_WORDS = Compiled(select(_BARE, *_STRUNG).where(_OF_LENGTH))
_COMMONER = Compiled(
    select(_BARE, *_STRUNG).where(
        LibraryWord.findings >= bindparam("at_least", type_=Integer),
        _OF_LENGTH,
        func.left(LibraryWord.word, 1) == func.left(_BARE, 1),
    )
)


async def unknown(session: ReadSession, words: Sequence[str]) -> list[str]:
    """Give those words, in small letters, that no public finding is known to have.

    Words that no search looks for, such as 'the', are none of them.
    """
    return [row[0] for row in await _UNKNOWN.all(session, {"words": list(words)})]


async def finds(session: ReadSession, found: Select[int]) -> bool:
    """Tell whether a selection finds anything."""
    await _plan_for_the_words(session)
    return bool(await session.scalar(select(found.limit(1).exists())))


async def words_of_length(
    session: ReadSession, word: str, spread: int
) -> tuple[str, list[str], list[str]]:
    """Give a word without its accents, the library's words of about its length, and in how many
    findings each stands, in digits."""
    values = {"word": word, "shortest": len(word) - spread, "longest": len(word) + spread}
    return _apart(await _WORDS.one(session, values))


async def rare(session: ReadSession, words: Sequence[str], most: int) -> dict[str, int]:
    """Give those words, in small letters, that stand in so many public findings at most, with the
    number; 0 where none is known to have one."""
    rows = await _RARE.all(session, {"words": list(words), "most": most})
    return {row["word"]: row["findings"] for row in rows}


async def commoner_words(
    session: ReadSession, word: str, spread: int, at_least: int
) -> tuple[str, list[str], list[str]]:
    """Give a word without its accents, and the library's words of about its length that begin as
    it does and stand in so many findings at least, with these numbers in digits."""
    values = {"word": word, "shortest": len(word) - spread, "longest": len(word) + spread}
    return _apart(await _COMMONER.one(session, values | {"at_least": at_least}))


def _apart(row: Any) -> tuple[str, list[str], list[str]]:
    bare, words, numbers = row
    return bare, words.split(_BETWEEN) if words else [], numbers.split(_BETWEEN) if numbers else []


async def _plan_for_the_words(session: ReadSession) -> None:
    await (await raw_connection(session)).execute(_PLAN_FOR_THE_WORDS)


async def finds_more(session: ReadSession, found: Select[int], than: int) -> bool:
    """Tell whether a selection finds more than so many."""
    await _plan_for_the_words(session)
    some = found.limit(than + 1).subquery()
    return int(await session.scalar(select(func.count()).select_from(some)) or 0) > than


async def digest(session: ReadSession, newest: int) -> str:
    """Give a digest of which public findings there are, of the newest so many."""
    return str(await session.scalar(select(func.insights.public_findings_digest(newest))))


async def last_read(session: ReadSession) -> str | None:
    """Give the digest of what the words were last read out of."""
    return (await session.scalars(select(LibraryReading.read))).one_or_none()


async def replace(
    session: WriteSession, ics: SystemCode, read: str, *, newest: int, kept: int, now: datetime
) -> None:
    """Put the words of the newest public findings in the place of those that are there."""
    await session.execute(delete(LibraryWord))
    words = func.insights.words_of_public_findings(newest, kept).table_valued(
        "word", "lexeme", "findings"
    )
    found = select(cast(ics, Text), words.c.word, words.c.lexeme, words.c.findings)
    columns = ["ics", "word", "lexeme", "findings"]
    await session.execute(insert(LibraryWord).from_select(columns, found))
    note = insert(LibraryReading).values(ics=ics, read=read, read_at=now)
    await session.execute(
        note.on_conflict_do_update(index_elements=["ics"], set_={"read": read, "read_at": now})
    )
