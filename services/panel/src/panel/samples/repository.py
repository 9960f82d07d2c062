"""SQL that writes many made-up members at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select

from common.clock import new_id
from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.tenancy import SystemCode
from panel.members.models import CountRelease, Member
from panel.representation.models import RepresentationRelease
from panel.selection.models import Selection
from panel.surveys.models import Survey

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
_TOPICS = """
INSERT INTO member_topics (ics, member_id, kind, token, sealed, vocabulary_version, stated_at)
SELECT $1, given.member_id, $2, given.token, given.sealed, $3, $4
FROM unnest($5::uuid[], $6::bytea[], $7::bytea[]) AS given (member_id, token, sealed)
"""
_NEEDS = """
INSERT INTO access_needs (ics, member_id, sealed, stated_at)
SELECT $1, given.member_id, given.sealed, $2
FROM unnest($3::uuid[], $4::bytea[]) AS given (member_id, sealed)
"""
_CONSENTS = """
INSERT INTO consents (ics, id, member_id, purpose, wording, wording_version, means, given_at)
SELECT $1, given.id, m.id, $2, t.label, t.version, 'web_form', m.joined_on
FROM unnest($4::uuid[], $5::uuid[]) AS given (member_id, id)
JOIN members m ON m.ics = $1 AND m.id = given.member_id
JOIN terms t ON t.ics = $1 AND t.vocabulary = 'consent_purpose' AND t.code = $2
JOIN vocabularies v ON v.ics = $1 AND v.code = t.vocabulary AND v.version = t.version
WHERE v.valid_from <= $3 AND (v.valid_to IS NULL OR v.valid_to >= $3)
"""

MemberRow = tuple[UUID, bytes, bytes, str | None, date, bytes]
"""Id, index and seal of the address, place, day of joining, hash of the manage token."""
AnswerRow = tuple[UUID, bytes, bytes]
"""Id of the member, blind index and seal of the answer."""
NeedRow = tuple[UUID, bytes]
"""Id of the member, seal of what they need."""


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


async def insert_topics(
    session: WriteSession,
    ics: SystemCode,
    question: tuple[str, str],
    topics: Sequence[AnswerRow],
    now: datetime,
) -> None:
    """Write topics of one kind, by the version of its vocabulary."""
    if not topics:
        return
    connection = await raw_connection(session)
    columns = map(list, zip(*topics, strict=True))
    await connection.execute(_TOPICS, ics, *question, now, *columns)


async def insert_needs(
    session: WriteSession, ics: SystemCode, needs: Sequence[NeedRow], now: datetime
) -> None:
    """Write what members need."""
    if not needs:
        return
    connection = await raw_connection(session)
    await connection.execute(_NEEDS, ics, now, *map(list, zip(*needs, strict=True)))


async def insert_consents(
    session: WriteSession, ics: SystemCode, purpose: str, members: Sequence[UUID], on: date
) -> None:
    """Let members agree to a purpose since they joined, in the wording in force on a day; to a
    purpose that is not in force nobody agrees."""
    connection = await raw_connection(session)
    ids = [(member, new_id()) for member in members]
    columns = map(list, zip(*ids, strict=True)) if ids else ([], [])
    await connection.execute(_CONSENTS, ics, purpose, on, *columns)


async def forget_releases(session: WriteSession, ics: SystemCode) -> None:
    """Forget the published counts and measures of the panel, so that they are published anew."""
    for table in (CountRelease, RepresentationRelease):
        await session.execute(delete(table).where(table.ics == ics))


async def is_member(session: ReadSession, index: bytes) -> bool:
    """Say whether somebody has this address."""
    return await _is_there(session, select(Member.id).where(Member.email_index == index))


async def has_survey(session: ReadSession, ics: SystemCode, titles: Sequence[str]) -> bool:
    """Say whether there is a survey of any of these titles."""
    return await _is_there(
        session, select(Survey.id).where(Survey.ics == ics, Survey.title.in_(titles))
    )


async def has_selection(session: ReadSession, ics: SystemCode, title: str) -> bool:
    """Say whether there is a selection of this title."""
    return await _is_there(
        session, select(Selection.id).where(Selection.ics == ics, Selection.title == title)
    )


async def _is_there(session: ReadSession, query: Select[Any]) -> bool:
    return (await session.scalars(query.limit(1))).one_or_none() is not None
