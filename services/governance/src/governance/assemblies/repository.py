"""SQL of assemblies."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from governance.assemblies.models import (
    Assembly,
    Lottery,
    Recommendation,
    RecommendationAnswer,
    RecommendationCorrection,
)

Overdue = tuple[Assembly, Recommendation]


async def get(session: ReadSession, assembly_id: UUID) -> Assembly | None:
    """Give one assembly of the transaction's system."""
    query = select(Assembly).where(Assembly.id == assembly_id)
    return (await session.scalars(query)).one_or_none()


async def get_for_change(session: WriteSession, assembly_id: UUID) -> Assembly | None:
    """Give one assembly, locked until the transaction ends."""
    query = select(Assembly).where(Assembly.id == assembly_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def page(
    session: ReadSession, request: PageRequest, *, body_id: UUID | None, state: str | None
) -> Page[Assembly]:
    """List assemblies, the newest first.

    Args:
        body_id: only those that this body commissioned or receives.
    """
    query = select(Assembly)
    if body_id is not None:
        query = query.where((Assembly.body_id == body_id) | (Assembly.receiving_body_id == body_id))
    if state is not None:
        query = query.where(Assembly.state == state)
    keys: Any = (Assembly.id,)
    rows = (
        await session.scalars(after_cursor(query, keys, (UUID,), request, descending=True))
    ).all()
    return page_of(rows, request, lambda row: (row.id,))


async def lottery(session: ReadSession, assembly_id: UUID) -> Lottery | None:
    """Give what the panel has said of the selection for an assembly."""
    query = select(Lottery).where(Lottery.assembly_id == assembly_id)
    return (await session.scalars(query)).one_or_none()


async def keep_lottery(session: WriteSession, values: Mapping[str, Any]) -> None:
    """Write the first that is heard of a selection; what is known already stays."""
    await session.execute(insert(Lottery).values(**values).on_conflict_do_nothing())


async def lottery_for_change(session: WriteSession, assembly_id: UUID) -> Lottery | None:
    """Give what is known of an assembly's selection, locked until the transaction ends."""
    query = select(Lottery).where(Lottery.assembly_id == assembly_id).with_for_update()
    found = await session.scalars(query.execution_options(populate_existing=True))
    return found.one_or_none()


async def recommendations(session: ReadSession, assembly_id: UUID) -> list[Recommendation]:
    """Give the recommendations of an assembly, in its order."""
    query = select(Recommendation).where(Recommendation.assembly_id == assembly_id)
    return list(await session.scalars(query.order_by(Recommendation.number)))


async def last_number(session: ReadSession, assembly_id: UUID) -> int:
    """Give the greatest number of an assembly's recommendations, 0 if it has none."""
    query = select(func.max(Recommendation.number)).where(Recommendation.assembly_id == assembly_id)
    return int(await session.scalar(query) or 0)


async def answers(
    session: ReadSession, recommendation_ids: Collection[UUID]
) -> list[RecommendationAnswer]:
    """Give every answer to some recommendations, the latest first."""
    query = select(RecommendationAnswer).where(
        RecommendationAnswer.recommendation_id.in_(recommendation_ids)
    )
    latest = (RecommendationAnswer.answered_at.desc(), RecommendationAnswer.id.desc())
    return list(await session.scalars(query.order_by(*latest)))


async def corrections(
    session: ReadSession, recommendation_ids: Collection[UUID]
) -> list[RecommendationCorrection]:
    """Give every correction of some recommendations, the latest first."""
    one = RecommendationCorrection
    query = select(one).where(one.recommendation_id.in_(recommendation_ids))
    latest = (one.corrected_at.desc(), one.id.desc())
    return list(await session.scalars(query.order_by(*latest)))


async def overdue(
    session: ReadSession, on: date, receiving_body_id: UUID | None = None
) -> list[Overdue]:
    """List the recommendations that no answer was published to by the promised day.

    Args:
        receiving_body_id: only those that this body owes an answer.
    """
    answered = exists().where(
        RecommendationAnswer.ics == Recommendation.ics,
        RecommendationAnswer.recommendation_id == Recommendation.id,
    )
    query = (
        select(Assembly, Recommendation)
        .join(
            Recommendation,
            (Recommendation.ics == Assembly.ics) & (Recommendation.assembly_id == Assembly.id),
        )
        .where(Assembly.answer_due_on < on, ~answered)
        .order_by(Assembly.answer_due_on, Assembly.id, Recommendation.number)
    )
    if receiving_body_id is not None:
        query = query.where(Assembly.receiving_body_id == receiving_body_id)
    return [(row[0], row[1]) for row in await session.execute(query)]
