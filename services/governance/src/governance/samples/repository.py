"""What governance knows already, and the mails that a made-up past must not send."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select, text

from common.db.engine import ReadSession, WriteSession
from governance.bodies.models import Body, Holder, Post
from governance.decisions.models import DecisionVersion
from governance.evidence.models import Activity, Finding
from governance.mail.models import Mail

_QUEUED_HERE = text("xmin = pg_current_xact_id()::xid")
"""Rows that this very transaction wrote."""


async def has_decision(session: ReadSession, titles: Sequence[str]) -> bool:
    """Tell whether a decision of one of these titles is recorded."""
    query = select(DecisionVersion.decision_id).where(DecisionVersion.title.in_(titles)).limit(1)
    return (await session.scalars(query)).first() is not None


async def bodies(session: ReadSession) -> dict[str, UUID]:
    """Give the ids of the bodies by their codes."""
    return {row.code: row.id for row in await session.execute(select(Body.code, Body.id))}


async def posts(session: ReadSession) -> list[Post]:
    """List all posts."""
    return list((await session.scalars(select(Post))).all())


async def holder(session: ReadSession, post_id: UUID, on: date) -> str | None:
    """Name who holds a post on a day, deputies aside."""
    query = select(Holder).where(
        Holder.post_id == post_id, Holder.deputy.is_(False), Holder.valid_from <= on
    )
    found = (await session.scalars(query)).all()
    return next((one.name for one in found if one.valid_to is None or one.valid_to > on), None)


async def findings(session: ReadSession, titles: Sequence[str]) -> dict[str, Finding]:
    """Give what is known as published of findings, by title."""
    query = select(Finding).where(Finding.title.in_(titles), Finding.state == "published")
    return {one.title: one for one in (await session.scalars(query)).all() if one.title}


async def activities(session: ReadSession, titles: Sequence[str]) -> dict[str, UUID]:
    """Give the ids of activities that are known, by title."""
    query = select(Activity.title, Activity.activity_id).where(Activity.title.in_(titles))
    return {row.title: row.activity_id for row in await session.execute(query)}


async def newest_mail(session: ReadSession) -> Mail:
    """Give the mail that was queued last in this transaction."""
    query = select(Mail).where(_QUEUED_HERE).order_by(Mail.id.desc()).limit(1)
    return (await session.scalars(query)).one()


async def call_off_mails(session: WriteSession) -> None:
    """Delete the mails that were queued in this transaction: nobody is mailed of a made-up past."""
    await session.execute(delete(Mail).where(_QUEUED_HERE))
