"""SQL of evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import case, cast, func, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import REGCONFIG, insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from governance.evidence.models import Activity, Finding

_ENGLISH = cast(literal("english"), REGCONFIG)


async def findings(
    session: ReadSession, wanted: Collection[tuple[UUID, int]]
) -> dict[tuple[UUID, int], Finding]:
    """Give versions of findings by id and version."""
    if not wanted:
        return {}
    query = select(Finding).where(tuple_(Finding.finding_id, Finding.version).in_(list(wanted)))
    return {(f.finding_id, f.version): f for f in await session.scalars(query)}


async def lock_findings(session: WriteSession, wanted: Collection[tuple[UUID, int]]) -> None:
    """Hold versions of findings as they are until the transaction ends."""
    if wanted:
        key = tuple_(Finding.finding_id, Finding.version)
        query = select(Finding.finding_id).where(key.in_(list(wanted)))
        await session.execute(query.order_by(Finding.finding_id).with_for_update(read=True))


async def known_activities(session: ReadSession, ids: Collection[UUID]) -> set[UUID]:
    """Give those of the activities that are known."""
    if not ids:
        return set()
    query = select(Activity.activity_id).where(Activity.activity_id.in_(list(ids)))
    return set(await session.scalars(query))


async def newest_versions(session: ReadSession, ids: Collection[UUID]) -> dict[UUID, int]:
    """Give the newest published version of each of these findings that has one."""
    if not ids:
        return {}
    query = (
        select(Finding.finding_id, func.max(Finding.version))
        .where(Finding.finding_id.in_(list(ids)), Finding.state == "published")
        .group_by(Finding.finding_id)
    )
    rows = (await session.execute(query)).all()
    return {row[0]: row[1] for row in rows}


async def activities(session: ReadSession, ids: Collection[UUID]) -> list[Activity]:
    """Give those of the activities that are known, by id."""
    if not ids:
        return []
    query = select(Activity).where(Activity.activity_id.in_(list(ids)))
    return list(await session.scalars(query.order_by(Activity.activity_id)))


async def finding_page(
    session: ReadSession, request: PageRequest, state: str | None
) -> Page[Finding]:
    """List versions of findings by id."""
    query = select(Finding)
    if state is not None:
        query = query.where(Finding.state == state)
    keys: Any = (Finding.finding_id, Finding.version)
    rows = (await session.scalars(after_cursor(query, keys, (UUID, int), request))).all()
    return page_of(rows, request, lambda row: (row.finding_id, row.version))


async def activity_page(session: ReadSession, request: PageRequest) -> Page[Activity]:
    """List activities by id."""
    keys: Any = (Activity.activity_id,)
    query = after_cursor(select(Activity), keys, (UUID,), request)
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda row: (row.activity_id,))


async def keep_published(session: WriteSession, row: Mapping[str, Any], words: str) -> None:
    """Write a published version; one that is superseded or withdrawn already stays so.

    Args:
        words: by which it is found; only their stems are kept.
    """
    statement = insert(Finding).values(
        **row, state="published", words=func.to_tsvector(_ENGLISH, words)
    )
    new = statement.excluded
    fresh = set(row) - {"ics", "finding_id", "version"} | {"words"}
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["ics", "finding_id", "version"], set_={f: new[f] for f in fresh}
        )
    )


async def keep_ended(
    session: WriteSession, key: tuple[str, UUID, int], state: str,
    when: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Write that a version is superseded or withdrawn, known or not; withdrawn is for good."""
    ics, finding_id, version = key
    more = dict(when or {})
    statement = insert(Finding).values(
        ics=ics,
        finding_id=finding_id,
        version=version,
        state=state,
        activity_ids=[],
        themes=[],
        communities=[],
        places=[],
        visibility="organisation",
        **more,
    )
    withdrawn = case((Finding.state == "withdrawn", literal("withdrawn")), else_=state)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["ics", "finding_id", "version"], set_={"state": withdrawn, **more}
        )
    )
    if state == "withdrawn":
        await withdraw_before(session, finding_id, version + 1)


async def withdraw_before(session: WriteSession, finding_id: UUID, version: int) -> None:
    """Withdraw the earlier versions of a withdrawn finding too, and forget their words."""
    await session.execute(
        update(Finding)
        .where(Finding.finding_id == finding_id, Finding.version < version)
        .values(state="withdrawn", words="")
    )


async def keep_activity(session: WriteSession, row: Mapping[str, Any]) -> None:
    """Write what an event says of an activity over what was known."""
    statement = insert(Activity).values(**row)
    keys = ("ics", "activity_id")
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=list(keys),
            set_={name: statement.excluded[name] for name in row if name not in keys},
        )
    )


async def is_open(session: ReadSession, finding_id: UUID) -> bool:
    """Say whether some version of a finding is published for everybody."""
    query = select(Finding.version).where(
        Finding.finding_id == finding_id,
        Finding.visibility == "public",
        Finding.state == "published",
    )
    return await session.scalar(query.limit(1)) is not None
