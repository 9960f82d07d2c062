"""SQL of mails that came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, cast, delete, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.bounces.models import Bounce
from panel.mail.models import Mail
from panel.members.models import Member


@dataclass(frozen=True)
class Failing:
    """A member whose address fails."""

    member_id: UUID
    hard: bool
    times: int
    last_on: date


@dataclass(frozen=True)
class WentTo:
    """To whom a mail went."""

    member_id: UUID
    address_number: int
    """Which of their addresses it was; 1 of mails from before these were numbered."""


async def note(session: WriteSession, ics: SystemCode, values: dict[str, Any]) -> None:
    """Note that a mail came back; the first word on a mail stands, unless a later one is hard."""
    statement = insert(Bounce).values(ics=ics, **values)
    harder = statement.on_conflict_do_update(
        index_elements=["ics", "mail_id"],
        set_={name: values[name] for name in ("hard", "status", "noted_on")},
        where=statement.excluded.hard & ~Bounce.hard,
    )
    await session.execute(harder)


async def went_to(session: ReadSession, ics: SystemCode, mail_id: UUID) -> WentTo | None:
    """Give to whom a mail went; None if there is no such mail, or it went to no member."""
    query = select(Mail.member_id, func.coalesce(Mail.address_number, 1)).where(
        Mail.ics == ics, Mail.id == mail_id
    )
    row = (await session.execute(query)).one_or_none()
    return WentTo(row[0], row[1]) if row is not None and row[0] is not None else None


async def is_address_of(
    session: WriteSession, ics: SystemCode, member_id: UUID, address_number: int | None
) -> bool:
    """Say whether a member still has that of their addresses, and let it not change meanwhile."""
    query = select(Member.id).where(
        Member.ics == ics, Member.id == member_id, Member.address_number == address_number
    )
    return (await session.scalars(query.with_for_update(read=True))).one_or_none() is not None


async def failing(
    session: ReadSession, ics: SystemCode, member_ids: Sequence[UUID], most: int, since: date
) -> frozenset[UUID]:
    """Give those of some members whose address fails."""
    of_these = Bounce.member_id == func.any(cast(member_ids, ARRAY(Uuid)))
    query = select(Bounce.member_id).where(Bounce.ics == ics, of_these)
    query = query.group_by(Bounce.member_id).having(_fails(most, since))
    return frozenset((await session.scalars(query)).all())


async def list_failing(
    session: ReadSession, ics: SystemCode, page: PageRequest, most: int, since: date
) -> Page[Failing]:
    """List the members whose address fails."""
    query: Select[Any] = (
        select(
            Bounce.member_id,
            func.bool_or(Bounce.hard),
            func.count(),
            func.max(Bounce.noted_on),
        )
        .where(Bounce.ics == ics)
        .group_by(Bounce.member_id)
        .having(_fails(most, since))
    )
    rows = await session.execute(after_cursor(query, [Bounce.__table__.c.member_id], [UUID], page))
    found = [Failing(*row) for row in rows]
    return page_of(found, page, lambda one: [one.member_id])


async def of_member(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[Bounce]:
    """Give the mails to a member that came back, in order."""
    query = select(Bounce).where(Bounce.ics == ics, Bounce.member_id == member_id)
    return (await session.scalars(query.order_by(Bounce.noted_on, Bounce.mail_id))).all()


async def forget(session: WriteSession, ics: SystemCode, member_id: UUID) -> bool:
    """Forget what came back from a member; False if nothing did."""
    statement = delete(Bounce).where(Bounce.ics == ics, Bounce.member_id == member_id)
    return bool((await session.scalars(statement.returning(Bounce.mail_id))).all())


async def count_about(session: ReadSession, ics: SystemCode, about_id: UUID) -> int:
    """Count the mails about one thing that came back."""
    query = (
        select(func.count())
        .select_from(Bounce)
        .join(Mail, (Mail.ics == Bounce.ics) & (Mail.id == Bounce.mail_id))
        .where(Bounce.ics == ics, Mail.about_id == about_id)
    )
    return await session.scalar(query) or 0


def _fails(most: int, since: date) -> ColumnElement[bool]:
    recent = func.count().filter(Bounce.noted_on >= since)
    return or_(func.bool_or(Bounce.hard), recent >= most)
