"""SQL that counts answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, func, select

from common.db.engine import ReadSession, raw_connection
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.answers.models import Response
from panel.results.tallies import Tally
from panel.surveys.choices import Item, counted_under, items, key_of
from panel.surveys.questions import FreeText, MultipleChoice, Question, Ranking

_PEOPLE = """
SELECT (SELECT count(*) FROM invitations WHERE ics = $1 AND survey_id = $2) AS invited,
       (SELECT count(*) FROM responses WHERE ics = $1 AND survey_id = $2) AS responded
"""

_ANSWERED = """
SELECT answer.key, count(*) FROM responses, jsonb_object_keys(answers) AS answer (key)
WHERE ics = $1 AND survey_id = $2 GROUP BY answer.key
"""

_CHOSEN = """
SELECT answer.key, choice.row, choice.code, count(*)
FROM responses, jsonb_each(answers) AS answer,
    LATERAL (
        SELECT NULL AS row, answer.value #>> '{}' AS code
        WHERE jsonb_typeof(answer.value) NOT IN ('array', 'object')
        UNION ALL
        SELECT NULL, answer.value ->> 0 WHERE answer.key = ANY ($4)
        UNION ALL
        SELECT NULL, several.code FROM jsonb_array_elements_text(
            CASE WHEN jsonb_typeof(answer.value) = 'array' AND answer.key <> ALL ($4)
            THEN answer.value ELSE '[]' END) AS several (code)
        UNION ALL
        SELECT cell.row, cell.code FROM jsonb_each_text(
            CASE WHEN jsonb_typeof(answer.value) = 'object'
            THEN answer.value ELSE '{}' END) AS cell (row, code)
    ) AS choice
WHERE ics = $1 AND survey_id = $2 AND answer.key = ANY ($3)
GROUP BY answer.key, choice.row, choice.code
"""

_RANKS = """
SELECT answer.key, place.code, avg(place.rank)::float8
FROM responses, jsonb_each(answers) AS answer,
    jsonb_array_elements_text(
        CASE WHEN answer.key = ANY ($3) THEN answer.value ELSE '[]' END
    ) WITH ORDINALITY AS place (code, rank)
WHERE ics = $1 AND survey_id = $2
GROUP BY answer.key, place.code
"""

_CHOSE_ANY = """
SELECT count(*) FROM responses
WHERE ics = $1 AND survey_id = $2 AND jsonb_exists_any(answers -> $3, $4)
"""


async def tally(
    session: ReadSession, ics: SystemCode, survey_id: UUID, questions: Sequence[Question]
) -> Tally:
    """Count the answers to a survey."""
    connection = await raw_connection(session)
    people = await connection.fetchrow(_PEOPLE, ics, survey_id)
    closed = [str(q.id) for q in questions if not isinstance(q, FreeText)]
    rankings = [str(q.id) for q in questions if isinstance(q, Ranking)]
    answered = dict(await connection.fetch(_ANSWERED, ics, survey_id))
    by_key = {item.key: item for item in items(questions)}
    chosen: Counter[tuple[str, str]] = Counter()
    for question, row, kept, count in await connection.fetch(
        _CHOSEN, ics, survey_id, closed, rankings
    ):
        item = by_key[key_of(question, row)]
        if row is not None:
            answered[item.key] = answered.get(item.key, 0) + count
        for code in counted_under(item, {row: kept} if row is not None else _one(item, kept)):
            chosen[item.key, code] += count
    shown: dict[UUID, int] = {}
    for question in questions:
        if question.show_if is None:
            continue
        earlier, codes = questions[question.show_if.question - 1], set(question.show_if.any_of)
        shown[question.id] = sum(chosen[str(earlier.id), code] for code in codes)
        if isinstance(earlier, MultipleChoice):
            met = await connection.fetchval(
                _CHOSE_ANY, ics, survey_id, str(earlier.id), list(codes)
            )
            shown[question.id] = met
    ranks = await connection.fetch(_RANKS, ics, survey_id, rankings) if rankings else []
    mean_ranks = {(key, code): mean for key, code, mean in ranks}
    return Tally(people["invited"], people["responded"], answered, chosen, shown, mean_ranks)


def _one(item: Item, kept: str) -> Any:
    return [kept] if isinstance(item.question, (MultipleChoice, Ranking)) else kept


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
