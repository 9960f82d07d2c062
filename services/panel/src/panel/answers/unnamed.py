"""SQL of answers to anonymous surveys: cast sealed, and written as nobody's on closing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from common.db.engine import WriteSession, raw_connection
from common.db.tenancy import SystemCode
from panel.answers.invited import Invited
from panel.ballots.errors import BallotNotKept

_CAST = """
WITH open AS (
    SELECT id FROM surveys WHERE ics = $1 AND id = $2 AND state = 'open' FOR SHARE
), asked AS (
    UPDATE invitations i SET answered = true, draft = NULL FROM open
    WHERE i.ics = $1 AND i.survey_id = open.id AND i.member_id = $3 AND NOT i.answered
    RETURNING i.survey_id
)
INSERT INTO ballots (ics, survey_id, id, sealed)
SELECT $1, asked.survey_id, $4, $5 FROM asked
RETURNING sha256(sealed)
"""
"""As `panel.answers.repository.ANSWER`; what is written of the answer is sealed."""

_TAKE_OUT = "DELETE FROM responses WHERE ics = $1 AND survey_id = $2 RETURNING answers"

_KEEP = """
INSERT INTO responses (ics, survey_id, pseudonym, answers)
SELECT $1, $2, given.pseudonym, given.answers::jsonb
FROM unnest($3::bytea[], $4::text[]) WITH ORDINALITY AS given (pseudonym, answers, number)
ORDER BY given.number
"""


async def cast(
    session: WriteSession, ics: SystemCode, invited: Invited, ballot_id: UUID, sealed: bytes
) -> bool:
    """Write a ballot, and drop its draft; False if the survey has closed or has one already.

    Raises:
        BallotNotKept: if other bytes stand in the database than were given.
    """
    connection = await raw_connection(session)
    written = await connection.fetchval(
        _CAST, ics, invited.survey_id, invited.member_id, ballot_id, sealed
    )
    if written is not None and written != hashlib.sha256(sealed).digest():
        raise BallotNotKept
    return written is not None


async def take_out(session: WriteSession, ics: SystemCode, survey_id: UUID) -> list[dict[str, Any]]:
    """Delete all responses of a survey; gives what they said."""
    connection = await raw_connection(session)
    return [row["answers"] for row in await connection.fetch(_TAKE_OUT, ics, survey_id)]


async def keep_unnamed(
    session: WriteSession, ics: SystemCode, survey_id: UUID, said: Sequence[tuple[bytes, Any]]
) -> None:
    """Write responses that are nobody's, given as (pseudonym, answers), in the order given."""
    connection = await raw_connection(session)
    names, answers = [name for name, _ in said], [orjson.dumps(one).decode() for _, one in said]
    await connection.execute(_KEEP, ics, survey_id, names, answers)
