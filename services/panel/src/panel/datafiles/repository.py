"""SQL that reads the answers to a survey out, a piece at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from common.db.engine import ReadSession, raw_connection
from common.db.tenancy import SystemCode

PIECE = 1000
"""Responses that are held in memory at once."""

SAID = """
SELECT answers FROM responses WHERE ics = $1 AND survey_id = $2 ORDER BY md5(answers::text)
"""

_HELD = "SELECT count(*) FROM responses WHERE ics = $1 AND survey_id = $2"


async def count(session: ReadSession, ics: SystemCode, survey_id: UUID) -> int:
    """Count the responses that are held; erasures lower it."""
    connection = await raw_connection(session)
    held: int = await connection.fetchval(_HELD, ics, survey_id)
    return held


async def said(
    session: ReadSession, ics: SystemCode, survey_id: UUID
) -> AsyncIterator[list[dict[str, Any]]]:
    """Give the answers of everyone, question id → answer, out of one cursor."""
    connection = await raw_connection(session)
    cursor = await connection.cursor(SAID, ics, survey_id)
    while rows := await cursor.fetch(PIECE):
        yield [row[0] for row in rows]
