"""SQL of rows as they were before there were data keys: answers in clear, the rest under the
service's own keys, which a first byte of 1 tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.tenancy import SystemCode

_STATE = """
SELECT EXISTS (SELECT FROM information_schema.columns WHERE table_schema = 'panel'
        AND table_name = 'demographics' AND column_name = 'term') AS clear,
    EXISTS (SELECT FROM information_schema.columns WHERE table_schema = 'panel'
        AND table_name = 'demographics' AND column_name = 'sealed') AS room
"""
_MEMBERS = """
SELECT m.id, m.email_sealed, m.contact_sealed FROM members m
WHERE m.ics = $1 AND m.id > $2 AND m.left_on IS NULL AND (
    get_byte(m.email_sealed, 0) = 1 OR get_byte(m.contact_sealed, 0) = 1
    OR NOT EXISTS (SELECT FROM data_keys d WHERE d.ics = m.ics AND d.member_id = m.id)
    OR EXISTS (SELECT FROM demographics d WHERE d.ics = m.ics AND d.member_id = m.id
        AND d.term IS NOT NULL)
    OR EXISTS (SELECT FROM access_needs a WHERE a.ics = m.ics AND a.member_id = m.id
        AND get_byte(a.sealed, 0) = 1)
    OR EXISTS (SELECT FROM selection_entries e WHERE e.ics = m.ics AND e.member_id = m.id
        AND get_byte(e.opening_sealed, 0) = 1))
ORDER BY m.id LIMIT $3 FOR UPDATE OF m
"""
_ANSWERS = """
SELECT member_id, dimension, term, vocabulary_version, answered_at FROM demographics
WHERE ics = $1 AND member_id = ANY($2::uuid[]) AND term IS NOT NULL FOR UPDATE
"""
_NEEDS = """
SELECT member_id, sealed FROM access_needs
WHERE ics = $1 AND member_id = ANY($2::uuid[]) AND get_byte(sealed, 0) = 1 FOR UPDATE
"""
_ENTRIES = """
SELECT id, member_id, opening_sealed AS sealed FROM selection_entries
WHERE ics = $1 AND member_id = ANY($2::uuid[]) AND get_byte(opening_sealed, 0) = 1 FOR UPDATE
"""
_SET_MEMBER = """
UPDATE members SET email_sealed = $3, contact_sealed = $4 WHERE ics = $1 AND id = $2
"""
_SET_ANSWER = """
UPDATE demographics SET term = NULL, token = $4, sealed = $5
WHERE ics = $1 AND member_id = $2 AND dimension = $3
"""
_SET_NEEDS = "UPDATE access_needs SET sealed = $3 WHERE ics = $1 AND member_id = $2"
_SET_ENTRY = "UPDATE selection_entries SET opening_sealed = $3 WHERE ics = $1 AND id = $2"


@dataclass(frozen=True)
class EarlierMember:
    """A member, of whom something is not sealed with a key of their own."""

    id: UUID
    email_sealed: bytes | None
    contact_sealed: bytes | None


@dataclass(frozen=True)
class EarlierAnswer:
    """An answer in clear."""

    member_id: UUID
    dimension: str
    term: str
    vocabulary_version: str
    answered_at: datetime


@dataclass(frozen=True)
class EarlierRow:
    """A value of a member under the service's own keys. For needs, ``id`` is the member's."""

    id: UUID
    member_id: UUID
    sealed: bytes


async def state(session: ReadSession) -> tuple[bool, bool]:
    """Say whether answers have their column in clear still, and whether there is room to seal."""
    row = await (await raw_connection(session)).fetchrow(_STATE)
    return row["clear"], row["room"]


async def members(
    session: WriteSession, ics: SystemCode, after: UUID, limit: int
) -> list[EarlierMember]:
    """Give some members of whom something is to be sealed, locked, in the order of ids."""
    connection = await raw_connection(session)
    return [EarlierMember(**row) for row in await connection.fetch(_MEMBERS, ics, after, limit)]


async def answers(
    session: WriteSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> list[EarlierAnswer]:
    """Give the answers in clear of some members."""
    connection = await raw_connection(session)
    return [EarlierAnswer(**row) for row in await connection.fetch(_ANSWERS, ics, member_ids)]


async def needs(
    session: WriteSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> list[EarlierRow]:
    """Give the needs of some members, where the service's own keys seal them."""
    rows = await (await raw_connection(session)).fetch(_NEEDS, ics, member_ids)
    return [EarlierRow(row["member_id"], row["member_id"], row["sealed"]) for row in rows]


async def entries(
    session: WriteSession, ics: SystemCode, member_ids: Sequence[UUID]
) -> list[EarlierRow]:
    """Give the rows of pools of some members, where the service's own keys seal them."""
    rows = await (await raw_connection(session)).fetch(_ENTRIES, ics, member_ids)
    return [EarlierRow(**row) for row in rows]


async def set_member(session: WriteSession, ics: SystemCode, member: EarlierMember) -> None:
    """Write address and contact of a member as they are sealed now."""
    connection = await raw_connection(session)
    await connection.execute(
        _SET_MEMBER, ics, member.id, member.email_sealed, member.contact_sealed
    )


async def set_answers(
    session: WriteSession, ics: SystemCode, rows: Sequence[tuple[UUID, str, bytes, bytes]]
) -> None:
    """Write answers, given as member, question, token and seal; what stood in clear goes."""
    connection = await raw_connection(session)
    await connection.executemany(_SET_ANSWER, [(ics, *row) for row in rows])


async def set_needs(
    session: WriteSession, ics: SystemCode, rows: Sequence[tuple[UUID, bytes]]
) -> None:
    """Write needs as they are sealed now, given by member."""
    connection = await raw_connection(session)
    await connection.executemany(_SET_NEEDS, [(ics, *row) for row in rows])


async def set_entries(
    session: WriteSession, ics: SystemCode, rows: Sequence[tuple[UUID, bytes]]
) -> None:
    """Write rows of pools as they are sealed now, given by id."""
    connection = await raw_connection(session)
    await connection.executemany(_SET_ENTRY, [(ics, *row) for row in rows])
