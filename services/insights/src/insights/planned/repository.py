"""SQL of what boards mean to take up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import REGCONFIG, insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import PageRequest, decode_cursor
from insights.planned.models import PlannedItem

OPEN = ("active", "waiting")
_LIBRARY: Any = literal_column("'insights.library'::regconfig", REGCONFIG)


async def upsert(session: WriteSession, values: dict[str, Any]) -> None:
    """Keep an item as it is told; what a person said that it is about stays."""
    statement = insert(PlannedItem).values(values)
    fresh = {name: statement.excluded[name] for name in values if name not in {"ics", "id"}}
    await session.execute(statement.on_conflict_do_update(index_elements=["ics", "id"], set_=fresh))


async def lock(session: WriteSession, item_id: UUID) -> PlannedItem | None:
    """Give one item that is still to come, locked."""
    query = select(PlannedItem).where(PlannedItem.id == item_id, PlannedItem.state.in_(OPEN))
    return (await session.scalars(query.with_for_update())).one_or_none()


async def page(
    session: ReadSession, request: PageRequest, body_id: UUID | None, *, in_public: bool
) -> Sequence[PlannedItem]:
    """List what is still to come, by id, and one more than is asked for; of all bodies, or of those
    alone that meet in public."""
    query = _to_come(body_id, in_public=in_public).order_by(PlannedItem.id)
    if request.after is not None:
        query = query.where(PlannedItem.id > decode_cursor(request.after, (UUID,))[0])
    return (await session.scalars(query.limit(request.limit + 1))).all()


async def soonest(
    session: ReadSession, limit: int, body_id: UUID | None, on: date, *, in_public: bool
) -> Sequence[PlannedItem]:
    """List what is still to come by its next day, what waits for one last; ``limit`` at most."""
    day = func.unnest(PlannedItem.comes_on).table_valued("day").render_derived(name="day_of")
    following = select(func.min(day.c.day)).where(day.c.day >= on).scalar_subquery()
    query = _to_come(body_id, in_public=in_public).order_by(
        following.asc().nulls_last(), PlannedItem.body_name, PlannedItem.id
    )
    return (await session.scalars(query.limit(limit))).all()


def _to_come(body_id: UUID | None, *, in_public: bool) -> Select[PlannedItem]:
    query = select(PlannedItem).where(PlannedItem.state.in_(OPEN))
    if in_public:
        query = query.where(PlannedItem.in_public)
    return query if body_id is None else query.where(PlannedItem.body_id == body_id)


async def themes_in_words(
    session: ReadSession, ids: Collection[UUID], labels: Mapping[str, str]
) -> dict[UUID, list[str]]:
    """Give the themes of which a title has every word of the label, whatever their endings."""
    each = (
        func.unnest(cast(list(labels), ARRAY(Text)), cast(list(labels.values()), ARRAY(Text)))
        .table_valued("code", "label")
        .render_derived(name="label_of")
    )
    words = func.to_tsvector(_LIBRARY, func.coalesce(PlannedItem.title, ""))
    query = (
        select(PlannedItem.id, each.c.code)
        .join(each, words.op("@@")(func.plainto_tsquery(_LIBRARY, each.c.label)))
        .where(PlannedItem.id.in_(ids))
        .order_by(each.c.code)
    )
    found: dict[UUID, list[str]] = {}
    for item_id, code in await session.execute(query):
        found.setdefault(item_id, []).append(code)
    return found
