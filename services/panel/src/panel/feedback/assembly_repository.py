"""SQL of activities that are assemblies, and of the answers to what those recommended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.feedback.models import ActivitySelection, AssemblyAnswers
from panel.selection.models import Selection


async def link_activity(
    session: WriteSession, ics: SystemCode, activity_id: UUID, selection_id: UUID
) -> None:
    """Note the selection whose assembly an activity is; nothing happens if there is none here."""
    known = select(Selection.ics, Selection.id).where(
        Selection.ics == ics, Selection.id == selection_id
    )
    if (await session.execute(known)).one_or_none() is None:
        return
    statement = insert(ActivitySelection).values(
        ics=ics, activity_id=activity_id, selection_id=selection_id
    )
    await session.execute(statement.on_conflict_do_nothing())


async def selections_of(
    session: ReadSession, ics: SystemCode, activity_ids: Sequence[UUID]
) -> Sequence[UUID]:
    """Give the selections whose assemblies some activities are."""
    query = select(ActivitySelection.selection_id).where(
        ActivitySelection.ics == ics, ActivitySelection.activity_id.in_(activity_ids)
    )
    return (await session.scalars(query)).all()


async def activities_of(
    session: ReadSession, ics: SystemCode, selection_ids: Sequence[UUID]
) -> Mapping[UUID, UUID]:
    """Give the activity of each of some selections, where there is one."""
    query = select(ActivitySelection.selection_id, ActivitySelection.activity_id).where(
        ActivitySelection.ics == ics, ActivitySelection.selection_id.in_(selection_ids)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def keep(
    session: WriteSession, ics: SystemCode, publication_id: UUID, said: Mapping[str, Any]
) -> None:
    """Keep answers; the same again change nothing."""
    statement = insert(AssemblyAnswers).values(ics=ics, id=publication_id, **said)
    await session.execute(statement.on_conflict_do_nothing())


async def to_change(
    session: WriteSession, ics: SystemCode, selection_id: UUID
) -> Sequence[AssemblyAnswers]:
    """Give the answers to the assembly of a selection, locked until the transaction ends."""
    query = select(AssemblyAnswers).where(
        AssemblyAnswers.ics == ics, AssemblyAnswers.selection_id == selection_id
    )
    return (await session.scalars(query.with_for_update())).all()


async def answers(
    session: ReadSession, ics: SystemCode, selection_ids: Sequence[UUID]
) -> Sequence[AssemblyAnswers]:
    """Give the answers to the assemblies of some selections, the earliest first."""
    query = select(AssemblyAnswers).where(
        AssemblyAnswers.ics == ics, AssemblyAnswers.selection_id.in_(selection_ids)
    )
    ordered = query.order_by(AssemblyAnswers.answered_at, AssemblyAnswers.id)
    return (await session.scalars(ordered)).all()
