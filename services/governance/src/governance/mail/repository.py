"""SQL of mails."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from governance.mail.models import Mail


async def systems_with_due_mail(session: ReadSession) -> Sequence[SystemCode]:
    """Give the systems that have mail to send."""
    rows = await session.scalars(select(func.governance.systems_with_due_mail()))
    return [SystemCode(code) for code in rows.all()]


async def take_due(
    session: WriteSession, ics: SystemCode, now: datetime, lease: timedelta, limit: int
) -> Sequence[Mail]:
    """Take mails that are due, the longest due first; nobody else takes them during the lease."""
    due = (
        select(Mail.id)
        .where(Mail.ics == ics, Mail.state == "waiting", Mail.due_at <= now)
        .order_by(Mail.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(Mail)
        .where(Mail.ics == ics, Mail.id.in_(due.scalar_subquery()))
        .values(attempts=Mail.attempts + 1, due_at=now + lease)
        .returning(Mail)
        .execution_options(synchronize_session=False)
    )
    return sorted((await session.scalars(taken)).all(), key=lambda mail: mail.id)


async def finish(
    session: WriteSession, ics: SystemCode, mail_id: UUID, *, state: str, now: datetime,
    why: str | None,
) -> None:  # fmt: skip
    """Mark a mail as sent or failed, and forget what was sealed in it."""
    values = {"state": state, "finished_at": now, "failure": why, "sealed": None}
    await session.execute(update(Mail).where(Mail.ics == ics, Mail.id == mail_id).values(**values))


async def try_later(
    session: WriteSession, ics: SystemCode, mail_id: UUID, due_at: datetime, why: str
) -> None:
    """Let a mail wait for its next attempt."""
    values = {"due_at": due_at, "failure": why}
    await session.execute(update(Mail).where(Mail.ics == ics, Mail.id == mail_id).values(**values))


async def forget_finished(session: WriteSession, ics: SystemCode, before: datetime) -> None:
    """Delete mails that were finished before a moment."""
    await session.execute(delete(Mail).where(Mail.ics == ics, Mail.finished_at < before))
