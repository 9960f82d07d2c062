"""SQL of findings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from insights.audience import Reader, owned_by, visible_to
from insights.findings.models import Clearance, Finding, FindingVersion, ReferenceCounter


def readable_by(reader: Reader) -> ColumnElement[bool]:
    """Give the condition that a reader may see a finding at all.

    Once published, by its visibility; before that, by its owner only.
    """
    return or_(
        and_(
            Finding.published_version.is_not(None),
            visible_to(reader, Finding.visibility, Finding.organisation_id),
        ),
        owned_by(reader, Finding.organisation_id),
    )


async def next_number(session: WriteSession, ics: SystemCode, year: int) -> int:
    """Give the next number of a year; concurrent callers wait for each other."""
    statement = (
        insert(ReferenceCounter)
        .values(ics=ics, year=year, last=1)
        .on_conflict_do_update(
            index_elements=["ics", "year"], set_={"last": ReferenceCounter.last + 1}
        )
        .returning(ReferenceCounter.last)
    )
    return (await session.execute(statement)).scalar_one()


async def add(session: WriteSession, finding: Finding, version: FindingVersion) -> None:
    """Add a finding with its first version."""
    session.add(finding)
    await session.flush()
    session.add(version)
    await session.flush()


async def get(session: ReadSession, finding_id: UUID, reader: Reader) -> Finding | None:
    """Give a finding if the reader may see it."""
    query = select(Finding).where(Finding.id == finding_id, readable_by(reader))
    return (await session.scalars(query)).one_or_none()


async def readable_ids(session: ReadSession, ids: Collection[UUID], reader: Reader) -> set[UUID]:
    """Give those of the ids that are findings which the reader may see."""
    if not ids:
        return set()
    query = select(Finding.id).where(Finding.id.in_(ids), readable_by(reader))
    return set(await session.scalars(query))


async def lock(session: WriteSession, ids: Collection[UUID]) -> dict[UUID, Finding]:
    """Give findings, each locked until the transaction ends; always in the order of their ids,
    so that two who lock the same ones never wait for each other in a ring."""
    query = select(Finding).where(Finding.id.in_(ids)).order_by(Finding.id).with_for_update()
    fresh = query.execution_options(populate_existing=True)
    return {finding.id: finding for finding in await session.scalars(fresh)}


async def page(
    session: ReadSession,
    reader: Reader,
    request: PageRequest,
    *,
    state: str | None,
    activity_id: UUID | None,
    survey_id: UUID | None,
    reference: str | None = None,
) -> Page[Finding]:
    """List findings that the reader may see, newest deposit first."""
    query = select(Finding).where(readable_by(reader))
    if state is not None:
        query = query.where(Finding.state == state)
    if activity_id is not None:
        query = query.where(Finding.activity_ids.contains([activity_id]))
    if survey_id is not None:
        query = query.where(Finding.survey_id == survey_id)
    if reference is not None:
        query = query.where(Finding.reference == reference.upper())
    query = after_cursor(query, (_column(Finding.id),), (UUID,), request, descending=True)
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda row: (row.id,))


async def of_survey(session: ReadSession, survey_id: UUID) -> UUID | None:
    """Give the finding that was drafted from a survey."""
    query = select(Finding.id).where(Finding.survey_id == survey_id)
    return (await session.scalars(query)).one_or_none()


async def version(session: ReadSession, finding_id: UUID, number: int) -> FindingVersion:
    """Give one version, which must exist."""
    query = select(FindingVersion).where(
        FindingVersion.finding_id == finding_id, FindingVersion.version == number
    )
    return (await session.scalars(query)).one()


async def versions(session: ReadSession, finding_id: UUID) -> Sequence[FindingVersion]:
    """Give every version, oldest first."""
    query = (
        select(FindingVersion)
        .where(FindingVersion.finding_id == finding_id)
        .order_by(FindingVersion.version)
    )
    return (await session.scalars(query)).all()


async def add_version(session: WriteSession, version: FindingVersion) -> None:
    """Keep a new version."""
    session.add(version)
    await session.flush()


async def set_version_state(
    session: WriteSession,
    finding_id: UUID,
    number: int,
    state: str,
    *,
    published_at: datetime | None = None,
) -> None:
    """Write where a version stands."""
    values: dict[str, Any] = {"state": state}
    if published_at is not None:
        values["published_at"] = published_at
    await session.execute(
        update(FindingVersion)
        .where(FindingVersion.finding_id == finding_id, FindingVersion.version == number)
        .values(values)
    )


async def systems_with_embargoes(session: ReadSession) -> Sequence[SystemCode]:
    """Give the systems in which something waits for its embargo to end, ended or not."""
    rows = await session.scalars(select(func.insights.systems_with_embargoes()))
    return [SystemCode(code) for code in rows.all()]


async def embargoes_ended(
    session: ReadSession, now: datetime, limit: int, *, but: Collection[UUID]
) -> Sequence[UUID]:
    """Give findings whose version in wait has come out of its embargo, the longest ended first;
    but not those that are tried later."""
    waits = or_(Finding.state == "embargoed", Finding.pending_state == "embargoed")
    query = select(Finding.id).where(waits, Finding.embargo_until <= now, Finding.id.not_in(but))
    return (
        await session.scalars(query.order_by(Finding.embargo_until, Finding.id).limit(limit))
    ).all()


async def clearances(
    session: ReadSession, finding_id: UUID, number: int
) -> set[tuple[str, int, str]]:
    """Give what was cleared in a version: field, position, kind."""
    rows = await session.execute(
        select(Clearance.field, Clearance.start, Clearance.kind).where(
            Clearance.finding_id == finding_id, Clearance.version == number
        )
    )
    return {(row.field, row.start, row.kind) for row in rows}


async def add_clearance(session: WriteSession, values: dict[str, Any]) -> None:
    """Keep a clearance; the first reason stands."""
    await session.execute(insert(Clearance).values(values).on_conflict_do_nothing())


def _column(attribute: Any) -> ColumnElement[Any]:
    column: ColumnElement[Any] = attribute
    return column
