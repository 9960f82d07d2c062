"""SQL of entries."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.offline.models import OfflineEntry


async def of_survey(
    session: ReadSession, ics: SystemCode, survey_id: UUID, page: PageRequest
) -> Page[OfflineEntry]:
    """List the entries of a survey in the order of the members' ids, which tells nothing."""
    query = select(OfflineEntry).where(OfflineEntry.ics == ics, OfflineEntry.survey_id == survey_id)
    ordered = after_cursor(query, [OfflineEntry.__table__.c.member_id], [UUID], page)
    rows = (await session.scalars(ordered)).all()
    return page_of(rows, page, lambda entry: [entry.member_id])


async def of_member(
    session: ReadSession, ics: SystemCode, member_id: UUID
) -> Sequence[OfflineEntry]:
    """Give the entries for a member."""
    query = select(OfflineEntry).where(OfflineEntry.ics == ics, OfflineEntry.member_id == member_id)
    return (await session.scalars(query.order_by(OfflineEntry.survey_id))).all()


async def delete_of_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete the entries for a member."""
    await session.execute(
        delete(OfflineEntry).where(OfflineEntry.ics == ics, OfflineEntry.member_id == member_id)
    )
