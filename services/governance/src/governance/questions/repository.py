"""SQL of public questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from governance.questions.models import PublicQuestion

_MOST_SHOWN = 200
UNANSWERED = ("received", "accepted", "answered")
TO_TELL = ("published", "refused")
"""What staff then tell those whose question they took down."""


async def find(session: ReadSession, question_id: UUID) -> PublicQuestion | None:
    """Give one question of the transaction's system."""
    query = select(PublicQuestion).where(PublicQuestion.id == question_id)
    return (await session.scalars(query)).one_or_none()


async def for_change(session: WriteSession, question_id: UUID) -> PublicQuestion | None:
    """Give one question, locked until the transaction ends."""
    query = select(PublicQuestion).where(PublicQuestion.id == question_id).with_for_update()
    # What was read before the lock may be old by now.
    fresh = query.execution_options(populate_existing=True)
    return (await session.scalars(fresh)).one_or_none()


async def group_for_change(session: WriteSession, group_id: UUID) -> list[PublicQuestion]:
    """Give the questions of a group in order, locked until the transaction ends."""
    query = select(PublicQuestion).where(PublicQuestion.group_id == group_id)
    fresh = query.order_by(PublicQuestion.id).with_for_update()
    return list(await session.scalars(fresh.execution_options(populate_existing=True)))


async def count_of_person(
    session: ReadSession, body_id: UUID, meeting_id: UUID | None, kind: str, email_index: bytes
) -> int:
    """Count what one person sent to a body for a meeting; of written ones, what still waits."""
    query = select(func.count()).where(
        PublicQuestion.body_id == body_id,
        PublicQuestion.meeting_id.is_not_distinct_from(meeting_id),
        PublicQuestion.kind == kind,
        PublicQuestion.email_index == email_index,
        PublicQuestion.state != "withdrawn",
    )
    if meeting_id is None:
        query = query.where(PublicQuestion.state.in_(UNANSWERED))
    return int(await session.scalar(query) or 0)


async def next_number(session: WriteSession, body_id: UUID, year: int) -> int:
    """Give the next number of a body's references in a year; the body must be locked."""
    query = select(func.count()).where(
        PublicQuestion.body_id == body_id,
        func.extract("year", PublicQuestion.asked_on) == year,
    )
    return int(await session.scalar(query) or 0) + 1


async def page(
    session: ReadSession, request: PageRequest, *, state: str | None, meeting_id: UUID | None,
    overdue_on: date | None, to_tell: bool,
) -> Page[PublicQuestion]:  # fmt: skip
    """List questions, the newest first."""
    query = select(PublicQuestion)
    if state is not None:
        query = query.where(PublicQuestion.state == state)
    if meeting_id is not None:
        query = query.where(PublicQuestion.meeting_id == meeting_id)
    if overdue_on is not None:
        query = query.where(
            PublicQuestion.state.in_(UNANSWERED), PublicQuestion.due_on < overdue_on
        )
    if to_tell:
        query = query.where(
            PublicQuestion.state.in_(TO_TELL),
            PublicQuestion.contact_sealed.is_not(None),
            PublicQuestion.told_on.is_(None),
        )
    keys: Any = (PublicQuestion.id,)
    query = after_cursor(query, keys, (UUID,), request, descending=True)
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda row: (row.id,))


async def overdue(session: ReadSession, body_id: UUID, on: date) -> list[PublicQuestion]:
    """List what a body should have answered before a day, the longest due first."""
    query = select(PublicQuestion).where(
        PublicQuestion.body_id == body_id,
        PublicQuestion.state.in_(UNANSWERED),
        PublicQuestion.due_on < on,
    )
    order = (PublicQuestion.due_on, PublicQuestion.id)
    return list(await session.scalars(query.order_by(*order).limit(_MOST_SHOWN)))


async def published(session: ReadSession, meeting_id: UUID) -> list[PublicQuestion]:
    """List the published questions of a meeting in the order in which they came."""
    query = select(PublicQuestion).where(
        PublicQuestion.meeting_id == meeting_id, PublicQuestion.state == "published"
    )
    return list(await session.scalars(query.order_by(PublicQuestion.id)))


async def waiting(session: ReadSession, meeting_id: UUID) -> int:
    """Count what was taken for a meeting and is not published yet."""
    query = select(func.count()).where(
        PublicQuestion.meeting_id == meeting_id, PublicQuestion.state.in_(("accepted", "answered"))
    )
    return int(await session.scalar(query) or 0)


async def answered_meetings(session: ReadSession) -> list[UUID]:
    """List meetings with published answers."""
    query = select(PublicQuestion.meeting_id).distinct()
    query = query.where(PublicQuestion.state == "published", PublicQuestion.meeting_id.is_not(None))
    return [one for one in await session.scalars(query.limit(_MOST_SHOWN)) if one is not None]


async def published_in_writing(session: ReadSession) -> list[PublicQuestion]:
    """List published answers in writing, the newest first."""
    query = select(PublicQuestion).where(
        PublicQuestion.state == "published", PublicQuestion.meeting_id.is_(None)
    )
    order = (PublicQuestion.published_at.desc(), PublicQuestion.id)
    return list(await session.scalars(query.order_by(*order).limit(_MOST_SHOWN)))


async def references(
    session: ReadSession, group_ids: Sequence[UUID]
) -> list[tuple[UUID, str]]:  # fmt: skip
    """Give the published references of groups, as (group, reference)."""
    query = select(PublicQuestion.group_id, PublicQuestion.reference).where(
        PublicQuestion.group_id.in_(group_ids), PublicQuestion.state == "published"
    )
    return [(row[0], row[1]) for row in await session.execute(query.order_by(PublicQuestion.id))]


async def due_for_erasure(
    session: WriteSession, ics: SystemCode, on: date
) -> list[PublicQuestion]:  # fmt: skip
    """Give questions whose sender is to be forgotten by a day, locked."""
    query = select(PublicQuestion).where(
        PublicQuestion.ics == ics,
        PublicQuestion.erase_on <= on,
        PublicQuestion.original_sealed.is_not(None),
    )
    return list(await session.scalars(query.with_for_update(skip_locked=True)))
