"""What a library holds already."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession
from insights.activities.models import Activity
from insights.organisations.models import Organisation


async def has_activity(session: ReadSession, titles: Sequence[str]) -> bool:
    """Tell whether an activity of one of these titles is registered."""
    query = select(Activity.id).where(Activity.title.in_(titles)).limit(1)
    return (await session.scalars(query)).first() is not None


async def organisations(session: ReadSession) -> dict[str, UUID]:
    """Give the ids of the organisations by their names."""
    rows = await session.execute(select(Organisation.name, Organisation.id))
    return {row.name: row.id for row in rows}
