"""SQL of open polls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.polls.models import Poll, PollVotes

_VOTE = """
WITH open AS (
    SELECT id FROM polls WHERE ics = $1 AND id = $2 AND state = 'open'
        AND (closes_on IS NULL OR closes_on >= $4) FOR SHARE
)
UPDATE poll_votes v SET votes = votes + 1 FROM open
WHERE v.ics = $1 AND v.poll_id = open.id AND v.option = $3
RETURNING 1
"""
"""The poll's row is shared, so that closing, which takes it alone, counts this vote or refuses."""


async def find(session: ReadSession, ics: SystemCode, poll_id: UUID) -> Poll | None:
    """Give a poll."""
    return await session.get(Poll, (poll_id, ics))


async def find_to_change(session: WriteSession, ics: SystemCode, poll_id: UUID) -> Poll | None:
    """Give a poll, its row locked: votes in flight are counted, and later ones wait."""
    query = select(Poll).where(Poll.ics == ics, Poll.id == poll_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def list_polls(session: ReadSession, ics: SystemCode, page: PageRequest) -> Page[Poll]:
    """List polls, the newest first."""
    query = select(Poll).where(Poll.ics == ics)
    newest = after_cursor(query, [Poll.__table__.c.id], [UUID], page, descending=True)
    rows = (await session.scalars(newest)).all()
    return page_of(rows, page, lambda poll: [poll.id])


async def vote(
    session: WriteSession, ics: SystemCode, poll_id: UUID, option: str, today: date
) -> bool:
    """Count a vote; False if the poll takes none, or has no such option."""
    connection = await raw_connection(session)
    return await connection.fetchval(_VOTE, ics, poll_id, option, today) is not None


async def votes(session: ReadSession, ics: SystemCode, poll_id: UUID) -> Mapping[str, int]:
    """Count the votes by option, exactly."""
    query = select(PollVotes.option, PollVotes.votes).where(
        PollVotes.ics == ics, PollVotes.poll_id == poll_id
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def open_polls(session: ReadSession, ics: SystemCode) -> Sequence[UUID]:
    """Give the polls that were not closed."""
    query = select(Poll.id).where(Poll.ics == ics, Poll.state == "open")
    return (await session.scalars(query)).all()


async def overdue(session: ReadSession, ics: SystemCode, today: date) -> Sequence[UUID]:
    """Give the open polls whose last day is over."""
    query = select(Poll.id).where(Poll.ics == ics, Poll.state == "open", Poll.closes_on < today)
    return (await session.scalars(query)).all()
