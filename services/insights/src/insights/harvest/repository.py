"""SQL of harvesting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from insights.feeds.models import SHOWN, FeedEntry
from insights.findings.models import Finding, FindingVersion
from insights.harvest.models import HarvestMember, HarvestSet
from insights.harvest.schemas import Selection

_WAIT = text("SELECT pg_advisory_xact_lock_shared(hashtext('feed:' || :ics))")


@dataclass(frozen=True)
class Row:
    """One entry, with what it is an entry of and the sets that it is in."""

    entry: FeedEntry
    reference: str
    content: dict[str, Any]
    shown_now: bool
    specs: Sequence[str]


async def settled(session: ReadSession, ics: SystemCode) -> datetime:
    """Wait until whoever is noting an entry has committed, and give the moment after.

    All that is noted later bears a later datestamp, so that a harvest from this moment on finds it.
    """
    await session.execute(_WAIT, {"ics": ics})
    return await clock(session)


async def clock(session: ReadSession) -> datetime:
    """Give the database's time, by which entries are stamped."""
    moment: datetime = (await session.execute(select(func.clock_timestamp()))).scalar_one()
    return moment


async def newest_position(session: ReadSession) -> int:
    """Give the last position; 0 where there is none."""
    return (await session.scalar(select(func.max(FeedEntry.position)))) or 0


async def earliest(session: ReadSession) -> datetime | None:
    """Give the first datestamp."""
    query = select(FeedEntry.stamped_at).order_by(FeedEntry.position).limit(1)
    return (await session.scalars(query)).one_or_none()


async def page(
    session: ReadSession, selection: Selection, *, as_of: int, after: int, limit: int
) -> Sequence[Row]:
    """Give each finding's newest entry as of a position, oldest first."""
    query = _rows(as_of).where(FeedEntry.position > after, FeedEntry.position <= as_of)
    if selection.stamped_from is not None:
        query = query.where(FeedEntry.stamped_at >= selection.stamped_from)
    if selection.stamped_before is not None:
        query = query.where(FeedEntry.stamped_at < selection.stamped_before)
    if selection.spec is not None:
        query = query.join(
            HarvestMember,
            (HarvestMember.position == FeedEntry.position) & (HarvestMember.spec == selection.spec),
        )
    query = query.order_by(FeedEntry.position).limit(limit)
    return [Row(*row) for row in await session.execute(query)]


async def newest_of(session: ReadSession, finding_id: UUID) -> Row | None:
    """Give a finding's newest entry."""
    query = _rows(None).where(FeedEntry.finding_id == finding_id)
    row = (await session.execute(query)).one_or_none()
    return None if row is None else Row(*row)


async def specs(session: ReadSession) -> Sequence[str]:
    """Give the sets that any record is or was in, parents among them."""
    return (await session.scalars(select(HarvestSet.spec).order_by(HarvestSet.spec))).all()


async def specs_ever(session: ReadSession, finding_id: UUID) -> Sequence[str]:
    """Give the sets that any entry of a finding was in."""
    query = (
        select(HarvestMember.spec)
        .distinct()
        .join(FeedEntry, FeedEntry.position == HarvestMember.position)
        .where(FeedEntry.finding_id == finding_id)
        .order_by(HarvestMember.spec)
    )
    return (await session.scalars(query)).all()


async def add_members(
    session: WriteSession, ics: SystemCode, position: int, specs: Sequence[str]
) -> None:
    """Put an entry into sets."""
    if not specs:
        return
    names = insert(HarvestSet).values([{"ics": ics, "spec": spec} for spec in specs])
    await session.execute(names.on_conflict_do_nothing())
    rows = [{"ics": ics, "spec": spec, "position": position} for spec in specs]
    await session.execute(insert(HarvestMember).values(rows))


def _rows(as_of: int | None) -> Select[Any]:
    """Select each finding's newest entry as of a position; of now where none is given."""
    newer, later = aliased(FeedEntry), aliased(FeedEntry)
    superseded = select(newer.position).where(
        newer.finding_id == FeedEntry.finding_id, newer.position > FeedEntry.position
    )
    if as_of is not None:
        superseded = superseded.where(newer.position <= as_of)
    kind_now = (
        select(later.kind)
        .where(later.finding_id == FeedEntry.finding_id)
        .order_by(later.position.desc())
        .limit(1)
        .scalar_subquery()
    )
    member = aliased(HarvestMember)
    specs = select(member.spec).where(member.position == FeedEntry.position).scalar_subquery()
    return (
        select(
            FeedEntry,
            Finding.reference,
            FindingVersion.content,
            (kind_now == SHOWN),
            func.array(specs),
        )
        .join(Finding, Finding.id == FeedEntry.finding_id)
        .join(
            FindingVersion,
            (FindingVersion.finding_id == FeedEntry.finding_id)
            & (FindingVersion.version == FeedEntry.version),
        )
        .where(~exists(superseded))
    )
