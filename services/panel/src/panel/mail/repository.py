"""SQL of the mail outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.tenancy import SystemCode
from panel.mail.kinds import MailKind
from panel.mail.models import Mail, MailContent

_INSERT = """
INSERT INTO mails (ics, id, kind, member_id, about_id)
SELECT m.ics, given.id, $2, m.id, $3
FROM unnest($4::uuid[], $5::uuid[]) AS given (id, member_id)
JOIN members m ON m.ics = $1 AND m.id = given.member_id FOR KEY SHARE OF m
ON CONFLICT (ics, member_id, kind, about_id) DO NOTHING
"""


async def insert(
    session: WriteSession,
    ics: SystemCode,
    kind: MailKind,
    mails: Sequence[tuple[UUID, UUID]],
    about_id: UUID | None,
) -> None:
    """Queue mails, given as (mail id, member id); none to who was erased meanwhile."""
    await session.flush()
    connection = await raw_connection(session)
    ids, members = [mail for mail, _ in mails], [member for _, member in mails]
    await connection.execute(_INSERT, ics, kind.value, about_id, ids, members)


async def keep_content(
    session: WriteSession, ics: SystemCode, about_id: UUID, said: Mapping[str, Any]
) -> None:
    """Keep what mails about one thing say; the first words stay."""
    statement = upsert(MailContent).values(ics=ics, about_id=about_id, said=dict(said))
    await session.execute(statement.on_conflict_do_nothing())


async def systems_with_due_mail(session: ReadSession) -> Sequence[SystemCode]:
    """Give the systems that have mail to send."""
    rows = await session.scalars(select(func.panel.systems_with_due_mail()))
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


async def contents(
    session: ReadSession, ics: SystemCode, about_ids: Sequence[UUID]
) -> Mapping[UUID, Mapping[str, Any]]:
    """Give what the mails about these things say."""
    query = select(MailContent).where(MailContent.ics == ics, MailContent.about_id.in_(about_ids))
    return {content.about_id: content.said for content in await session.scalars(query)}


async def finish(
    session: WriteSession,
    ics: SystemCode,
    *,
    mail_id: UUID,
    state: str,
    now: datetime,
    why: str | None,
) -> bool:
    """Mark a mail as sent, failed or withheld, and forget what was sealed in it; False if it is
    gone, as its recipient is."""
    values = {"state": state, "finished_at": now, "failure": why, "sealed": None}
    changed = update(Mail).where(Mail.ics == ics, Mail.id == mail_id).values(**values)
    return await session.scalar(changed.returning(Mail.id)) is not None


async def try_later(
    session: WriteSession, ics: SystemCode, mail_id: UUID, due_at: datetime, why: str
) -> None:
    """Put a mail back, to be tried again."""
    values = {"due_at": due_at, "failure": why}
    await session.execute(update(Mail).where(Mail.ics == ics, Mail.id == mail_id).values(**values))


async def forget_finished(session: WriteSession, ics: SystemCode, before: datetime) -> None:
    """Delete finished mails that are about nothing: the others guard against sending twice."""
    await session.execute(
        delete(Mail).where(Mail.ics == ics, Mail.finished_at < before, Mail.about_id.is_(None))
    )


async def of_member(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[Mail]:
    """Give every mail to a member, in order."""
    query = select(Mail).where(Mail.ics == ics, Mail.member_id == member_id).order_by(Mail.id)
    return (await session.scalars(query)).all()


async def delete_of_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete every mail to a member."""
    await session.execute(delete(Mail).where(Mail.ics == ics, Mail.member_id == member_id))
