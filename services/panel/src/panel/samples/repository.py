"""SQL that writes many made-up members at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from common.db.engine import WriteSession, raw_connection
from common.db.tenancy import SystemCode

_MEMBERS = """
INSERT INTO members (ics, id, email_index, email_sealed, language, mail_format, place, connection,
                     minimum_age_stated, joined_on, manage_token_hash)
SELECT $1, given.id, given.email_index, given.email_sealed, 'en', 'html', given.place, 'lives', $2,
       given.joined_on, given.manage_token_hash
FROM unnest($3::uuid[], $4::bytea[], $5::bytea[], $6::text[], $7::date[], $8::bytea[])
  AS given (id, email_index, email_sealed, place, joined_on, manage_token_hash)
"""
_ANSWERS = """
INSERT INTO demographics (ics, member_id, dimension, token, sealed, vocabulary_version, answered_at)
SELECT $1, given.member_id, $2, given.token, given.sealed, $3, $4
FROM unnest($5::uuid[], $6::bytea[], $7::bytea[]) AS given (member_id, token, sealed)
"""

MemberRow = tuple[UUID, bytes, bytes, str | None, date, bytes]
"""Id, index and seal of the address, place, day of joining, hash of the manage token."""
AnswerRow = tuple[UUID, bytes, bytes]
"""Id of the member, blind index and seal of the answer."""


async def insert_members(
    session: WriteSession, ics: SystemCode, minimum_age: int, rows: Sequence[MemberRow]
) -> None:
    """Write members."""
    connection = await raw_connection(session)
    await connection.execute(_MEMBERS, ics, minimum_age, *map(list, zip(*rows, strict=True)))


async def insert_answers(
    session: WriteSession,
    ics: SystemCode,
    question: tuple[str, str],
    answers: Sequence[AnswerRow],
    now: datetime,
) -> None:
    """Write answers to one question, a dimension and the version of its vocabulary."""
    if not answers:
        return
    connection = await raw_connection(session)
    columns = map(list, zip(*answers, strict=True))
    await connection.execute(_ANSWERS, ics, *question, now, *columns)
