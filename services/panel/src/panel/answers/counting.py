"""SQL of answers that are counted under quotas, and of deleting them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from common.db.engine import WriteSession, raw_connection
from common.db.tenancy import SystemCode
from panel.answers.invited import Invited
from panel.quotas.filling import Counted

_HOLD = """
WITH open AS (
    SELECT id FROM surveys WHERE ics = $1 AND id = $2 AND state = 'open' FOR SHARE
)
SELECT 1 FROM invitations i JOIN open ON i.survey_id = open.id
WHERE i.ics = $1 AND i.member_id = $3 AND NOT i.answered FOR UPDATE OF i
"""
"""What an answer under quotas holds before it is counted: the rows of `ANSWER`, in its order."""

_COUNTED = """
UPDATE invitations SET cells_sealed = $4 WHERE ics = $1 AND survey_id = $2 AND member_id = $3
"""

_HELD_CELLS = """
SELECT survey_id, cells_sealed FROM invitations
WHERE ics = $1 AND member_id = $2 ORDER BY survey_id FOR UPDATE
"""

_ERASE = """
DELETE FROM responses r USING unnest($2::uuid[], $3::bytea[]) AS named (survey_id, pseudonym),
    surveys s
WHERE r.ics = $1 AND r.survey_id = named.survey_id AND r.pseudonym = named.pseudonym
    AND s.ics = r.ics AND s.id = r.survey_id
RETURNING r.survey_id, s.quotas, s.questions, r.answers
"""


async def hold(session: WriteSession, ics: SystemCode, invited: Invited) -> bool:
    """Keep an invitation to this transaction; False if the survey has closed or was answered."""
    connection = await raw_connection(session)
    held = await connection.fetchval(_HOLD, ics, invited.survey_id, invited.member_id)
    return held is not None


async def keep_cells(
    session: WriteSession, ics: SystemCode, invited: Invited, sealed: bytes
) -> None:
    """Keep under which quotas an answer was counted, sealed."""
    connection = await raw_connection(session)
    await connection.execute(_COUNTED, ics, invited.survey_id, invited.member_id, sealed)


async def hold_of_member(
    session: WriteSession, ics: SystemCode, member_id: UUID
) -> dict[UUID, bytes | None]:
    """Keep a member's invitations to this transaction, so that answers in flight have ended; gives
    survey → what was sealed of the quotas."""
    connection = await raw_connection(session)
    rows = await connection.fetch(_HELD_CELLS, ics, member_id)
    return {row["survey_id"]: row["cells_sealed"] for row in rows}


async def delete_responses(
    session: WriteSession, ics: SystemCode, pseudonyms: Sequence[tuple[UUID, bytes]]
) -> Sequence[tuple[Counted, dict[str, Any]]]:
    """Delete responses, given as (survey, pseudonym); gives what was answered, by survey."""
    connection = await raw_connection(session)
    surveys, names = [survey for survey, _ in pseudonyms], [name for _, name in pseudonyms]
    rows = await connection.fetch(_ERASE, ics, surveys, names)
    gone = [
        (Counted(row["survey_id"], row["quotas"], row["questions"]), row["answers"]) for row in rows
    ]
    return sorted(gone, key=lambda one: one[0].survey_id)
