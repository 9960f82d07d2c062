"""SQL of the copies of findings and decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.facts.models import KnownDecision, KnownFinding

Known = KnownFinding | KnownDecision


async def keep(
    session: WriteSession,
    ics: SystemCode,
    kind: type[Known],
    fact_id: UUID,
    values: Mapping[str, Any],
) -> None:
    """Keep a version of a fact, unless a later one is kept."""
    statement = insert(kind).values(ics=ics, id=fact_id, **values)
    newer = statement.on_conflict_do_update(
        index_elements=["ics", "id"],
        set_=dict(values),
        where=kind.fact_version <= statement.excluded.fact_version,
    )
    await session.execute(newer)


async def forget(
    session: WriteSession, ics: SystemCode, kind: type[Known], fact_id: UUID, version: int
) -> None:
    """Forget a fact, unless a later version is kept."""
    await session.execute(
        delete(kind).where(kind.ics == ics, kind.id == fact_id, kind.fact_version <= version)
    )


async def end_finding(
    session: WriteSession, ics: SystemCode, finding_id: UUID, version: int, how: str
) -> None:
    """Note that a finding stands no more, unless a later version is kept."""
    statement = update(KnownFinding).where(
        KnownFinding.ics == ics,
        KnownFinding.id == finding_id,
        KnownFinding.fact_version <= version,
    )
    await session.execute(statement.values(ended=how))


async def findings(
    session: ReadSession, ics: SystemCode, ids: Sequence[UUID]
) -> Sequence[KnownFinding]:
    """Give those of some findings that are kept and stand."""
    query = select(KnownFinding).where(
        KnownFinding.ics == ics, KnownFinding.id.in_(ids), KnownFinding.ended.is_(None)
    )
    return (await session.scalars(query)).all()


async def decisions(
    session: ReadSession, ics: SystemCode, ids: Sequence[UUID]
) -> Sequence[KnownDecision]:
    """Give those of some decisions that are kept."""
    query = select(KnownDecision).where(KnownDecision.ics == ics, KnownDecision.id.in_(ids))
    return (await session.scalars(query)).all()


async def list_findings(
    session: ReadSession, ics: SystemCode, page: PageRequest
) -> Page[KnownFinding]:
    """List the findings that stand, the newest first."""
    query = select(KnownFinding).where(KnownFinding.ics == ics, KnownFinding.ended.is_(None))
    newest = after_cursor(query, [KnownFinding.__table__.c.id], [UUID], page, descending=True)
    return page_of((await session.scalars(newest)).all(), page, lambda one: [one.id])


async def list_decisions(
    session: ReadSession, ics: SystemCode, page: PageRequest
) -> Page[KnownDecision]:
    """List decisions, the newest first."""
    query = select(KnownDecision).where(KnownDecision.ics == ics)
    newest = after_cursor(query, [KnownDecision.__table__.c.id], [UUID], page, descending=True)
    return page_of((await session.scalars(newest)).all(), page, lambda one: [one.id])
