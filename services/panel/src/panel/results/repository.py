"""SQL that counts answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import LargeBinary, func, select

from common.db.engine import ReadSession, raw_connection
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.answers.models import Response

_PEOPLE = """
SELECT (SELECT count(*) FROM invitations WHERE ics = $1 AND survey_id = $2) AS invited,
       (SELECT count(*) FROM responses WHERE ics = $1 AND survey_id = $2) AS responded
"""

_ANSWERED = """
SELECT answer.key, count(*) FROM responses, jsonb_object_keys(answers) AS answer (key)
WHERE ics = $1 AND survey_id = $2 GROUP BY answer.key
"""

_CHOSEN = """
SELECT answer.key, choice.code, count(*)
FROM responses, jsonb_each(answers) AS answer,
    LATERAL (
        SELECT answer.value #>> '{}' WHERE jsonb_typeof(answer.value) <> 'array'
        UNION ALL
        SELECT jsonb_array_elements_text(answer.value)
        WHERE jsonb_typeof(answer.value) = 'array'
    ) AS choice (code)
WHERE ics = $1 AND survey_id = $2 AND answer.key = ANY ($3)
GROUP BY answer.key, choice.code
"""


@dataclass(frozen=True)
class Tally:
    """The exact counts of a survey."""

    invited: int
    responded: int
    answered: dict[UUID, int]
    chosen: dict[tuple[UUID, str], int]


async def tally(
    session: ReadSession, ics: SystemCode, survey_id: UUID, closed_questions: Sequence[UUID]
) -> Tally:
    """Count the answers to a survey; those to ``closed_questions`` by what was chosen."""
    connection = await raw_connection(session)
    people = await connection.fetchrow(_PEOPLE, ics, survey_id)
    answered = await connection.fetch(_ANSWERED, ics, survey_id)
    keys = [str(question) for question in closed_questions]
    chosen = await connection.fetch(_CHOSEN, ics, survey_id, keys)
    return Tally(
        people["invited"],
        people["responded"],
        {UUID(key): count for key, count in answered},
        {(UUID(key), code): count for key, code, count in chosen},
    )


async def comments(
    session: ReadSession, ics: SystemCode, survey_id: UUID, question_id: UUID, page: PageRequest
) -> Page[tuple[str, Response]]:
    """List what was written in answer to a question, in the order of the pseudonyms."""
    key = str(question_id)
    text = Response.answers[key].astext
    order = func.encode(Response.pseudonym, "hex", type_=LargeBinary)
    query = select(text, Response).where(
        Response.ics == ics, Response.survey_id == survey_id, Response.answers.has_key(key)
    )
    rows = (await session.execute(after_cursor(query, [order], [str], page))).all()
    return page_of([(row[0], row[1]) for row in rows], page, lambda r: [r[1].pseudonym.hex()])
