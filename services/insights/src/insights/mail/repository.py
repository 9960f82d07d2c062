"""SQL of mails."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update

from common.db import due
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from insights.mail.models import Mail


async def systems_with_due_mail(session: ReadSession) -> Sequence[SystemCode]:
    """Give the systems that have mail to send."""
    rows = await session.scalars(select(func.insights.systems_with_due_mail()))
    return [SystemCode(code) for code in rows.all()]


async def take_due(
    session: WriteSession, ics: SystemCode, now: datetime, lease: timedelta, limit: int
) -> Sequence[Mail]:
    """Take mails that are due, in the order of their ids (`common.db.due`)."""
    return await due.take(session, Mail, ics, now=now, lease=lease, limit=limit)


async def finish(
    session: WriteSession, mail_id: UUID, *, state: str, now: datetime, why: str | None
) -> None:
    """Mark a mail as sent or failed, and forget what was sealed in it."""
    values = {"state": state, "finished_at": now, "failure": why, "sealed": None}
    await session.execute(update(Mail).where(Mail.id == mail_id).values(**values))


async def forget_finished(session: WriteSession, before: datetime) -> None:
    """Delete mails that were finished before a moment."""
    await session.execute(delete(Mail).where(Mail.finished_at < before))
