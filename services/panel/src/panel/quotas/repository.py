"""SQL of the counters of quotas."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.tenancy import SystemCode
from panel.quotas.models import QuotaCell

_OPEN = """
INSERT INTO survey_quotas (ics, survey_id, cell, ceiling)
SELECT $1, $2, given.cell, given.ceiling
FROM unnest($3::bytea[], $4::integer[]) AS given (cell, ceiling)
"""

_READ = """
SELECT cell, ceiling, taken, taken_sealed FROM survey_quotas
WHERE ics = $1 AND survey_id = $2 ORDER BY cell
"""
_HOLD = f"{_READ} FOR UPDATE"
"""All counters of the survey, in one order, so that two answers never wait for each other."""

_MOVE = """
UPDATE survey_quotas SET taken = taken + $4 * (cell = ANY($3::bytea[]))::integer
WHERE ics = $1 AND survey_id = $2
"""
"""Every row is written, also of cells that did not move: no trace says which did."""

_KEEP_SEALED = """
UPDATE survey_quotas q SET taken = 0, taken_sealed = given.sealed
FROM unnest($3::bytea[], $4::bytea[]) AS given (cell, sealed)
WHERE q.ics = $1 AND q.survey_id = $2 AND q.cell = given.cell
"""

_REVEAL = """
UPDATE survey_quotas q SET taken = given.taken, taken_sealed = NULL
FROM unnest($3::bytea[], $4::integer[]) AS given (cell, taken)
WHERE q.ics = $1 AND q.survey_id = $2 AND q.cell = given.cell
"""

_RAISE = """
UPDATE survey_quotas q SET ceiling = given.ceiling
FROM unnest($3::bytea[], $4::integer[]) AS given (cell, ceiling)
WHERE q.ics = $1 AND q.survey_id = $2 AND q.cell = given.cell
"""


@dataclass(frozen=True)
class Counter:
    """The counter of one cell as it is stored."""

    cell: bytes
    ceiling: int
    taken: int
    taken_sealed: bytes | None


async def open_cells(
    session: WriteSession, ics: SystemCode, survey_id: UUID, ceilings: Mapping[bytes, int]
) -> None:
    """Write the counters of a survey that opens."""
    connection = await raw_connection(session)
    await connection.execute(_OPEN, ics, survey_id, list(ceilings), list(ceilings.values()))


async def raise_ceilings(
    session: WriteSession, ics: SystemCode, survey_id: UUID, ceilings: Mapping[bytes, int]
) -> None:
    """Write other ceilings of an open survey."""
    connection = await raw_connection(session)
    await connection.execute(_RAISE, ics, survey_id, list(ceilings), list(ceilings.values()))


async def hold(session: WriteSession, ics: SystemCode, survey_id: UUID) -> Sequence[Counter]:
    """Keep the counters of a survey to this transaction."""
    connection = await raw_connection(session)
    return [Counter(**row) for row in await connection.fetch(_HOLD, ics, survey_id)]


async def read(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Sequence[Counter]:
    """Give the counters of a survey."""
    connection = await raw_connection(session)
    return [Counter(**row) for row in await connection.fetch(_READ, ics, survey_id)]


async def move(
    session: WriteSession, ics: SystemCode, survey_id: UUID, cells: Collection[bytes], by: int
) -> None:
    """Move the counters of some cells, which are held."""
    connection = await raw_connection(session)
    await connection.execute(_MOVE, ics, survey_id, list(cells), by)


async def keep_sealed(
    session: WriteSession, ics: SystemCode, survey_id: UUID, sealed: Mapping[bytes, bytes]
) -> None:
    """Write all counters of an anonymous survey, sealed."""
    connection = await raw_connection(session)
    await connection.execute(_KEEP_SEALED, ics, survey_id, list(sealed), list(sealed.values()))


async def reveal(
    session: WriteSession, ics: SystemCode, survey_id: UUID, taken: Mapping[bytes, int]
) -> None:
    """Write all counters of an anonymous survey that closes, in clear."""
    connection = await raw_connection(session)
    await connection.execute(_REVEAL, ics, survey_id, list(taken), list(taken.values()))


async def taken(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Mapping[bytes, int]:
    """Give how many were taken in each cell of which it is in clear."""
    query = select(QuotaCell.cell, QuotaCell.taken).where(
        QuotaCell.ics == ics, QuotaCell.survey_id == survey_id, QuotaCell.taken_sealed.is_(None)
    )
    return {row[0]: row[1] for row in await session.execute(query)}
