"""SQL of annual reports: the reports themselves, and what shows a principle."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from governance.annual_reports.models import AnnualReport, PrincipleEvidence


async def find(session: ReadSession, report_id: UUID) -> AnnualReport | None:
    """Give one report of the transaction's system."""
    query = select(AnnualReport).where(AnnualReport.id == report_id)
    return (await session.scalars(query)).one_or_none()


async def for_change(session: WriteSession, report_id: UUID) -> AnnualReport | None:
    """Give one report, locked until the transaction ends."""
    query = select(AnnualReport).where(AnnualReport.id == report_id).with_for_update()
    fresh = query.execution_options(populate_existing=True)
    return (await session.scalars(fresh)).one_or_none()


async def page(
    session: ReadSession, request: PageRequest, *, published_only: bool
) -> Page[AnnualReport]:
    """List reports, those drafted last first."""
    query = select(AnnualReport)
    if published_only:
        query = query.where(AnnualReport.state == "published")
    keys: Any = (AnnualReport.id,)
    query = after_cursor(query, keys, (UUID,), request, descending=True)
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda row: (row.id,))


async def published(session: ReadSession) -> list[AnnualReport]:
    """List what is published, those of the latest period first."""
    query = select(AnnualReport).where(AnnualReport.state == "published")
    order: Any = (AnnualReport.until.desc(), AnnualReport.published_at.desc(), AnnualReport.id)
    return list(await session.scalars(query.order_by(*order)))


async def corrected_by(session: ReadSession, report_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Give the published correction of each report that has one."""
    query = select(AnnualReport.corrects_id, AnnualReport.id).where(
        AnnualReport.corrects_id.in_(report_ids), AnnualReport.state == "published"
    )
    return {row[0]: row[1] for row in await session.execute(query) if row[0] is not None}


async def evidence(session: ReadSession, principle: str | None = None) -> list[PrincipleEvidence]:
    """List what else than decisions shows a principle, oldest first."""
    query = select(PrincipleEvidence)
    if principle is not None:
        query = query.where(PrincipleEvidence.principle == principle)
    order = (PrincipleEvidence.recorded_at, PrincipleEvidence.kind, PrincipleEvidence.subject_id)
    return list(await session.scalars(query.order_by(*order, PrincipleEvidence.principle)))
