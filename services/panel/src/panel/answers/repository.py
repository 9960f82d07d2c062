"""SQL of invitations and responses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import delete, func, select, update

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.tenancy import SystemCode
from panel.answers.held import Answered, Held
from panel.answers.invited import Invited
from panel.answers.models import Invitation, Response
from panel.surveys.models import Survey

_INVITE = """
INSERT INTO invitations (ics, survey_id, member_id, token_hash)
SELECT $1, $2, given.member_id, given.token_hash
FROM unnest($3::uuid[], $4::bytea[]) AS given (member_id, token_hash)
"""

_INVITED = """
SELECT i.survey_id, i.member_id, i.answered, i.draft, s.title, s.purpose, s.questions, s.closes_on,
    s.opened_at, s.anonymous, s.languages, s.quotas, m.language,
    s.pilot_of IS NOT NULL AS pilot,
    s.state = 'open' AND (s.closes_on IS NULL OR s.closes_on >= $3) AS takes_answers
FROM invitations i JOIN surveys s ON s.ics = i.ics AND s.id = i.survey_id
JOIN members m ON m.ics = i.ics AND m.id = i.member_id
WHERE i.ics = $1 AND"""

_FIND = f"{_INVITED} i.token_hash = $2"
_OF_MEMBER = f"{_INVITED} i.survey_id = $2 AND i.member_id = $4"

_HELD = """
SELECT i.survey_id, s.title || CASE WHEN s.pilot_of IS NULL THEN '' ELSE ' (trial)' END AS title,
    s.questions, r.answered_on, r.answers, i.answered, s.anonymous,
    i.draft IS NOT NULL AS unsent
FROM invitations i JOIN surveys s ON s.ics = i.ics AND s.id = i.survey_id
LEFT JOIN unnest($3::uuid[], $4::bytea[]) AS named (survey_id, pseudonym)
    ON named.survey_id = i.survey_id
LEFT JOIN responses r
    ON r.ics = i.ics AND r.survey_id = i.survey_id AND r.pseudonym = named.pseudonym
WHERE i.ics = $1 AND i.member_id = $2 ORDER BY i.survey_id
"""

_ANSWERED = """
SELECT i.survey_id, s.title, s.opened_at
FROM invitations i JOIN surveys s ON s.ics = i.ics AND s.id = i.survey_id
WHERE i.ics = $1 AND i.member_id = $2 AND i.answered AND s.pilot_of IS NULL
ORDER BY s.opened_at, i.survey_id
"""

ANSWER = """
WITH open AS (
    SELECT id FROM surveys WHERE ics = $1 AND id = $2 AND state = 'open' FOR SHARE
), asked AS (
    UPDATE invitations i SET answered = true, draft = NULL FROM open
    WHERE i.ics = $1 AND i.survey_id = open.id AND i.member_id = $3 AND NOT i.answered
    RETURNING i.survey_id
)
INSERT INTO responses (ics, survey_id, pseudonym, answered_on, answers)
SELECT $1, asked.survey_id, $4, $5, $6 FROM asked
ON CONFLICT DO NOTHING
RETURNING 1
"""
"""The one statement of an answer. The survey's row is shared, so that closing, which takes it
alone, counts this answer or refuses it; the invitation's row, which a second answer waits for and
then finds answered, keeps to one per person, whatever the pseudonym is."""

_SAVE = """
WITH open AS (
    SELECT id FROM surveys WHERE ics = $1 AND id = $2 AND state = 'open' FOR SHARE
)
UPDATE invitations i SET draft = $4 FROM open
WHERE i.ics = $1 AND i.survey_id = open.id AND i.member_id = $3 AND NOT i.answered
RETURNING 1
"""


async def invite(
    session: WriteSession,
    ics: SystemCode,
    survey_id: UUID,
    invited: Sequence[tuple[UUID, bytes]],
) -> None:
    """Write invitations, given as (member, hash of the link's token)."""
    connection = await raw_connection(session)
    members, hashes = [member for member, _ in invited], [hashed for _, hashed in invited]
    await connection.execute(_INVITE, ics, survey_id, members, hashes)


async def find(
    session: ReadSession, ics: SystemCode, token_hash: bytes, today: date
) -> Invited | None:
    """Find an invitation and its survey by the hash of the link's token."""
    connection = await raw_connection(session)
    row = await connection.fetchrow(_FIND, ics, token_hash, today)
    return Invited(**row) if row is not None else None


async def of_member(
    session: ReadSession, ics: SystemCode, survey_id: UUID, member_id: UUID, today: date
) -> Invited | None:
    """Find the invitation of a member to a survey."""
    connection = await raw_connection(session)
    row = await connection.fetchrow(_OF_MEMBER, ics, survey_id, today, member_id)
    return Invited(**row) if row is not None else None


async def answer(
    session: WriteSession,
    ics: SystemCode,
    *,
    invited: Invited,
    pseudonym: bytes,
    today: date,
    answers: dict[str, Any],
) -> bool:
    """Write an answer, and drop its draft; False if the survey has closed or has one already."""
    connection = await raw_connection(session)
    document = orjson.dumps(answers).decode()
    written = await connection.fetchval(
        ANSWER, ics, invited.survey_id, invited.member_id, pseudonym, today, document
    )
    return written is not None


async def save_draft(
    session: WriteSession, ics: SystemCode, invited: Invited, draft: bytes | None
) -> bool:
    """Keep a sealed draft, or drop it; False if the survey has closed or was answered."""
    connection = await raw_connection(session)
    saved = await connection.fetchval(_SAVE, ics, invited.survey_id, invited.member_id, draft)
    return saved is not None


async def drop_drafts(session: WriteSession, ics: SystemCode, survey_id: UUID) -> None:
    """Drop every draft of a survey."""
    await session.execute(
        update(Invitation)
        .where(
            Invitation.ics == ics, Invitation.survey_id == survey_id, Invitation.draft.is_not(None)
        )
        .values(draft=None)
    )


async def surveys_of(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[UUID]:
    """Give the surveys that a member was asked to answer."""
    query = select(Invitation.survey_id).where(
        Invitation.ics == ics, Invitation.member_id == member_id
    )
    return (await session.scalars(query)).all()


async def asked_surveys(session: ReadSession, ics: SystemCode) -> Sequence[UUID]:
    """Give every survey of a system that was ever opened."""
    connection = await raw_connection(session)
    rows = await connection.fetch("SELECT id FROM surveys WHERE ics = $1 AND state <> 'draft'", ics)
    return [row["id"] for row in rows]


async def asked(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Sequence[UUID]:
    """Give the members who were asked in a survey."""
    query = select(Invitation.member_id).where(
        Invitation.ics == ics, Invitation.survey_id == survey_id
    )
    return (await session.scalars(query.order_by(Invitation.member_id))).all()


async def unanswered(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Sequence[UUID]:
    """Give the members who were asked in a survey and have not answered."""
    query = select(Invitation.member_id).where(
        Invitation.ics == ics, Invitation.survey_id == survey_id, Invitation.answered.is_(False)
    )
    return (await session.scalars(query.order_by(Invitation.member_id))).all()


async def waiting_for(
    session: ReadSession, ics: SystemCode, survey_ids: Sequence[UUID], member_ids: Sequence[UUID]
) -> Sequence[tuple[UUID, UUID]]:
    """Give (survey, member) of invitations to open surveys that were not answered; none of an
    anonymous survey, whose links nobody can write again."""
    query = (
        select(Invitation.survey_id, Invitation.member_id)
        .join(Survey, (Survey.ics == Invitation.ics) & (Survey.id == Invitation.survey_id))
        .where(Invitation.ics == ics, Invitation.answered.is_(False), Survey.state == "open")
        .where(Survey.anonymous.is_(False))
        .where(Invitation.survey_id.in_(survey_ids), Invitation.member_id.in_(member_ids))
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def held_of(
    session: ReadSession,
    ics: SystemCode,
    member_id: UUID,
    pseudonyms: Sequence[tuple[UUID, bytes]],
) -> Sequence[Held]:
    """Give the surveys that a member was asked, with the response under each pseudonym."""
    connection = await raw_connection(session)
    surveys, names = [survey for survey, _ in pseudonyms], [name for _, name in pseudonyms]
    rows = await connection.fetch(_HELD, ics, member_id, surveys, names)
    return [Held(**row) for row in rows]


async def answered_by(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[Answered]:
    """Give the surveys that a member answered, in the order in which they were opened."""
    connection = await raw_connection(session)
    return [Answered(**row) for row in await connection.fetch(_ANSWERED, ics, member_id)]


async def delete_invitations(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete a member's invitations."""
    await session.execute(
        delete(Invitation).where(Invitation.ics == ics, Invitation.member_id == member_id)
    )


async def who_answered(session: ReadSession, ics: SystemCode, survey_id: UUID) -> Sequence[UUID]:
    """Give the members who answered one survey; what each said cannot be read from the rows."""
    query = select(Invitation.member_id).where(
        Invitation.ics == ics, Invitation.survey_id == survey_id, Invitation.answered
    )
    return (await session.scalars(query)).all()


async def said(
    session: ReadSession, ics: SystemCode, survey_id: UUID
) -> Sequence[tuple[bytes, dict[str, Any]]]:
    """Give the answers to a survey by pseudonym, in the order of the pseudonyms."""
    query = (
        select(Response.pseudonym, Response.answers)
        .where(Response.ics == ics, Response.survey_id == survey_id)
        .order_by(Response.pseudonym)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def more_than(session: ReadSession, ics: SystemCode, survey_id: UUID, number: int) -> bool:
    """Say whether more members than a number answered one survey; no more are counted."""
    some = (
        select(Invitation.member_id)
        .where(Invitation.ics == ics, Invitation.survey_id == survey_id, Invitation.answered)
        .limit(number + 1)
        .subquery()
    )
    found: int = (await session.execute(select(func.count()).select_from(some))).scalar_one()
    return found > number


async def participants(
    session: ReadSession, ics: SystemCode, survey_ids: Sequence[UUID]
) -> Sequence[UUID]:
    """Give the members who answered any of some surveys."""
    query = (
        select(Invitation.member_id)
        .where(Invitation.ics == ics, Invitation.survey_id.in_(survey_ids), Invitation.answered)
        .distinct()
    )
    return (await session.scalars(query)).all()
