"""SQL of the mail outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Update, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from common.db import due
from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.tenancy import SystemCode
from panel.mail.kinds import MailKind
from panel.mail.models import Mail, MailContent, MailCopies, MessageVersion

_INSERT = """
INSERT INTO mails (ics, id, kind, member_id, about_id)
SELECT m.ics, given.id, $2, m.id, $3
FROM unnest($4::uuid[], $5::uuid[]) AS given (id, member_id)
JOIN members m ON m.ics = $1 AND m.id = given.member_id FOR KEY SHARE OF m
ON CONFLICT (ics, member_id, kind, about_id) DO NOTHING
"""

_SEAL = """
UPDATE mails SET sealed = given.sealed
FROM unnest($2::uuid[], $3::bytea[]) AS given (id, sealed)
WHERE mails.ics = $1 AND mails.id = given.id
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


async def queued_about(
    session: ReadSession, ics: SystemCode, kind: MailKind, about_id: UUID
) -> Sequence[tuple[UUID, UUID]]:
    """Give the mails of a kind about one thing that wait, as (mail id, member id)."""
    query = select(Mail.id, Mail.member_id).where(
        Mail.ics == ics, Mail.kind == kind.value, Mail.about_id == about_id, Mail.state == "waiting"
    )
    return [(mail, member) for mail, member in await session.execute(query) if member is not None]


async def keep_sealed(
    session: WriteSession, ics: SystemCode, sealed: Sequence[tuple[UUID, bytes]]
) -> None:
    """Put what is sealed into mails, given as (mail id, sealed)."""
    connection = await raw_connection(session)
    ids, values = [mail for mail, _ in sealed], [value for _, value in sealed]
    await connection.execute(_SEAL, ics, ids, values)


async def keep_content(
    session: WriteSession, ics: SystemCode, about_id: UUID, said: Mapping[str, Any]
) -> None:
    """Keep what mails about one thing say; the first words stay."""
    statement = upsert(MailContent).values(ics=ics, about_id=about_id, said=dict(said))
    await session.execute(statement.on_conflict_do_nothing())


async def replace_content(
    session: WriteSession, ics: SystemCode, about_id: UUID, said: Mapping[str, Any]
) -> None:
    """Let mails about one thing say other words, those too that wait to be sent."""
    values = {"said": dict(said)}
    statement = upsert(MailContent).values(ics=ics, about_id=about_id, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["ics", "about_id"], set_=values)
    )


async def take_due(
    session: WriteSession, ics: SystemCode, now: datetime, lease: timedelta, limit: int
) -> Sequence[Mail]:
    """Take mails that are due, in the order of their ids (`common.db.due`)."""
    return await due.take(session, Mail, ics, now=now, lease=lease, limit=limit)


async def contents(
    session: ReadSession, ics: SystemCode, about_ids: Sequence[UUID]
) -> Mapping[UUID, Mapping[str, Any]]:
    """Give what the mails about these things say."""
    query = select(MailContent).where(MailContent.ics == ics, MailContent.about_id.in_(about_ids))
    return {content.about_id: content.said for content in await session.scalars(query)}


async def versions_of(
    session: ReadSession, ics: SystemCode, about_ids: Sequence[UUID]
) -> Sequence[MessageVersion]:
    """Give what was made of mails about these things, and of mails about membership."""
    query = select(MessageVersion).where(
        MessageVersion.ics == ics,
        or_(MessageVersion.about_id.is_(None), MessageVersion.about_id.in_(about_ids)),
    )
    return (await session.scalars(query)).all()


async def note_copy(
    session: WriteSession, ics: SystemCode, about_id: UUID, *, counted: bool
) -> None:
    """Count a copy that was sent."""
    counts = int(counted)
    statement = upsert(MailCopies).values(ics=ics, about_id=about_id, sent=1, counted=counts)
    more = {"sent": MailCopies.sent + 1, "counted": MailCopies.counted + counts}
    await session.execute(
        statement.on_conflict_do_update(index_elements=["ics", "about_id"], set_=more)
    )


async def copies(session: ReadSession, ics: SystemCode, about_id: UUID) -> MailCopies | None:
    """Give how many copies were sent; None before the first."""
    return await session.get(MailCopies, (about_id, ics))


async def states_about(
    session: ReadSession, ics: SystemCode, kind: MailKind, about_id: UUID
) -> Mapping[str, int]:
    """Count the mails about one thing by their state."""
    query = (
        select(Mail.state, func.count())
        .where(Mail.ics == ics, Mail.kind == kind.value, Mail.about_id == about_id)
        .group_by(Mail.state)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


_HOLD = """
UPDATE mails SET due_at = $6,
    state = CASE WHEN member.version = $4 THEN 'held' ELSE 'waiting' END,
    held_for = CASE WHEN member.version = $4 THEN $5 END
FROM (SELECT version FROM members WHERE ics = $1 AND id = $3 FOR SHARE) AS member
WHERE mails.ics = $1 AND mails.id = $2 AND mails.state = 'waiting'
"""
"""The member's row is shared: whoever changes it meanwhile either comes first, and then their
version is another and the mail is looked at anew, or finds the mail held."""


async def hold(
    session: WriteSession,
    ics: SystemCode,
    *,
    mail_id: UUID,
    member_id: UUID,
    seen_version: int,
    reason: str,
    now: datetime,
) -> None:
    """Hold a mail, if the member is as they were seen to be; else it is looked at again."""
    connection = await raw_connection(session)
    await connection.execute(_HOLD, ics, mail_id, member_id, seen_version, reason, now)


async def held_after(
    session: ReadSession, ics: SystemCode, after: UUID | None, limit: int
) -> Sequence[Mail]:
    """Give mails that are held, in order, after one of them."""
    query = select(Mail).where(Mail.ics == ics, Mail.state == "held")
    if after is not None:
        query = query.where(Mail.id > after)
    return (await session.scalars(query.order_by(Mail.id).limit(limit))).all()


async def release(
    session: WriteSession, ics: SystemCode, mail_ids: Sequence[UUID], now: datetime
) -> None:
    """Let held mails be looked at again."""
    await session.execute(_released(ics, now).where(Mail.id.in_(mail_ids)))


async def release_of_member(
    session: WriteSession, ics: SystemCode, member_id: UUID, now: datetime
) -> None:
    """Let a member's held and postponed mails be looked at again.

    A mail that some worker is sending has had an attempt, and is left alone.
    """
    await session.execute(_released(ics, now).where(Mail.member_id == member_id))
    postponed = update(Mail).where(
        Mail.ics == ics, Mail.member_id == member_id, Mail.state == "waiting", Mail.attempts == 0
    )
    await session.execute(postponed.where(Mail.due_at > now).values(due_at=now))


async def release_about(
    session: WriteSession, ics: SystemCode, kind: MailKind, about_id: UUID | None, now: datetime
) -> None:
    """Let held mails of a kind, about one thing, be looked at again."""
    about = Mail.about_id.is_(None) if about_id is None else Mail.about_id == about_id
    await session.execute(_released(ics, now).where(Mail.kind == kind.value, about))


def _released(ics: SystemCode, now: datetime) -> Update:
    values = {"state": "waiting", "held_for": None, "due_at": now, "attempts": 0}
    return update(Mail).where(Mail.ics == ics, Mail.state == "held").values(**values)


async def call_off(
    session: WriteSession, ics: SystemCode, kind: MailKind, about_id: UUID, now: datetime
) -> None:
    """Withhold what is not sent yet of the mails of a kind about one thing."""
    why = "what it was about is over"
    values = {"state": "withheld", "finished_at": now, "failure": why, "sealed": None}
    statement = update(Mail).where(
        Mail.ics == ics,
        Mail.kind == kind.value,
        Mail.about_id == about_id,
        Mail.state.in_(["waiting", "held"]),
    )
    await session.execute(statement.values(**values))


async def postpone(
    session: WriteSession, ics: SystemCode, mail_id: UUID, due_at: datetime, why: str
) -> None:
    """Put a mail back until its recipient's pause is over; that was no attempt to send it."""
    values = {"due_at": due_at, "failure": why, "attempts": 0}
    await session.execute(update(Mail).where(Mail.ics == ics, Mail.id == mail_id).values(**values))


async def forget_finished(session: WriteSession, ics: SystemCode, before: datetime) -> None:
    """Delete finished mails that are about nothing: the others guard against sending twice."""
    await session.execute(
        delete(Mail).where(Mail.ics == ics, Mail.finished_at < before, Mail.about_id.is_(None))
    )
