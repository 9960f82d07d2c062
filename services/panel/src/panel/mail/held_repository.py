"""SQL of held messages: listing, counting, carrying out, and the formats made of messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.mail.models import HeldRelease, Mail, MessageVersion


async def list_held(session: ReadSession, ics: SystemCode, page: PageRequest) -> Page[Mail]:
    """List what is held, the oldest first."""
    query = select(Mail).where(Mail.ics == ics, Mail.state == "held")
    rows = (await session.scalars(after_cursor(query, [Mail.__table__.c.id], [UUID], page))).all()
    return page_of(rows, page, lambda mail: [mail.id])


async def find_held(session: ReadSession, ics: SystemCode, mail_id: UUID) -> Mail | None:
    """Give a mail that is held."""
    query = select(Mail).where(Mail.ics == ics, Mail.id == mail_id, Mail.state == "held")
    return (await session.scalars(query)).one_or_none()


async def held_to_change(session: WriteSession, ics: SystemCode, mail_id: UUID) -> Mail | None:
    """Give a mail that is held, its row locked."""
    query = select(Mail).where(Mail.ics == ics, Mail.id == mail_id, Mail.state == "held")
    return (await session.scalars(query.with_for_update())).one_or_none()


async def count_held(session: ReadSession, ics: SystemCode) -> dict[str, int]:
    """Count the people for whom something is held by the reason of what was held last."""
    latest = (
        select(Mail.member_id, Mail.held_for)
        .where(Mail.ics == ics, Mail.state == "held")
        .ext(distinct_on(Mail.member_id))
        .order_by(Mail.member_id, Mail.id.desc())
        .subquery()
    )
    query = select(latest.c.held_for, func.count()).group_by(latest.c.held_for)
    return {row[0]: row[1] for row in await session.execute(query)}


async def keep_version(
    session: WriteSession, ics: SystemCode, version_id: UUID, values: Mapping[str, Any]
) -> MessageVersion:
    """Write a format of a mail in place of an earlier one."""
    statement = insert(MessageVersion).values(ics=ics, id=version_id, **values)
    kept = statement.on_conflict_do_update(
        index_elements=["ics", "kind", "about_id", "format", "language"],
        set_={name: values[name] for name in ("subject", "text", "media", "made_at", "told")},
    ).returning(MessageVersion)
    options = {"populate_existing": True}
    return (await session.scalars(kept, execution_options=options)).one()


async def find_held_release(session: ReadSession, ics: SystemCode) -> HeldRelease | None:
    """Give the counts as they were last published."""
    query = select(HeldRelease).where(HeldRelease.ics == ics)
    return (await session.scalars(query)).one_or_none()


async def write_held_release(
    session: WriteSession,
    ics: SystemCode,
    released_on: date,
    basis: Mapping[str, int],
    figures: Mapping[str, int | None],
) -> None:
    """Write the counts that are published from now on."""
    values = {"released_on": released_on, "basis": dict(basis), "figures": dict(figures)}
    statement = insert(HeldRelease).values(ics=ics, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["ics"], set_=values))
