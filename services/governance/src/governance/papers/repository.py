"""SQL of papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession, WriteSession
from common.events.governance import EvidenceCited
from governance.meetings.models import AgendaItem
from governance.papers.models import Paper, PaperEvidence, PaperPublication, PaperVersion


async def get(session: ReadSession, paper_id: UUID) -> Paper | None:
    """Give one paper of the transaction's system."""
    return (await session.scalars(select(Paper).where(Paper.id == paper_id))).one_or_none()


async def get_for_change(session: WriteSession, paper_id: UUID) -> Paper | None:
    """Give one paper, locked until the transaction ends."""
    query = select(Paper).where(Paper.id == paper_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def of_meeting(session: ReadSession, meeting_id: UUID) -> list[Paper]:
    """List a meeting's papers, in the order of its agenda."""
    query = (
        select(Paper)
        .join(AgendaItem, (AgendaItem.ics == Paper.ics) & (AgendaItem.id == Paper.item_id))
        .where(Paper.meeting_id == meeting_id)
        .order_by(AgendaItem.position, Paper.id)
    )
    return list(await session.scalars(query))


async def of_item(session: ReadSession, item_id: UUID) -> list[Paper]:
    """List the papers of an item, oldest first."""
    return list(await session.scalars(select(Paper).where(Paper.item_id == item_id)
                                      .order_by(Paper.id)))  # fmt: skip


async def version(session: ReadSession, paper_id: UUID, number: int) -> PaperVersion:
    """Give one text of a paper; it must be there."""
    query = select(PaperVersion).where(
        PaperVersion.paper_id == paper_id, PaperVersion.version == number
    )
    return (await session.scalars(query)).one()


async def versions(session: ReadSession, paper_id: UUID) -> list[PaperVersion]:
    """List every text of a paper, newest first."""
    query = select(PaperVersion).where(PaperVersion.paper_id == paper_id)
    return list(await session.scalars(query.order_by(PaperVersion.version.desc())))


async def evidence(session: ReadSession, paper_id: UUID) -> dict[int, list[EvidenceCited]]:
    """Give what each text of a paper cites, by version."""
    query = select(PaperEvidence).where(PaperEvidence.paper_id == paper_id)
    found: dict[int, list[EvidenceCited]] = defaultdict(list)
    for row in await session.scalars(query.order_by(PaperEvidence.finding_id)):
        found[row.version].append(
            EvidenceCited(finding_id=row.finding_id, version=row.finding_version)
        )
    return found


async def publications(session: ReadSession, paper_ids: Sequence[UUID]) -> list[PaperPublication]:
    """List the publications of papers, in order."""
    query = select(PaperPublication).where(PaperPublication.paper_id.in_(paper_ids))
    order = (PaperPublication.published_at, PaperPublication.paper_id, PaperPublication.version)
    return list(await session.scalars(query.order_by(*order)))
