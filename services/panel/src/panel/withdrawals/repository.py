"""SQL of the ledger of withdrawals, and of what was said before there was one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.members.models import Consent, Member
from panel.rights.models import Objection, Pause
from panel.withdrawals.models import Withdrawal

_AT_ONCE = 1000
_NAMES = [column.key for column in Withdrawal.__table__.columns]


async def enter(session: WriteSession, entries: Iterable[Withdrawal]) -> int:
    """Add to the ledger; gives how many were new."""
    new = 0
    rows = [{name: getattr(entry, name) for name in _NAMES} for entry in entries]
    for first in range(0, len(rows), _AT_ONCE):
        statement = (
            insert(Withdrawal).values(rows[first : first + _AT_ONCE]).on_conflict_do_nothing()
        )
        new += len((await session.execute(statement.returning(Withdrawal.ics))).all())
    return new


async def ledger(session: ReadSession, ics: SystemCode) -> Sequence[Withdrawal]:
    """Give the whole ledger of a system, the oldest entry first."""
    query = (
        select(Withdrawal)
        .where(Withdrawal.ics == ics)
        .order_by(Withdrawal.said_at, Withdrawal.subject_hash)
    )
    return (await session.scalars(query)).all()


async def latest(session: ReadSession, ics: SystemCode, subject: bytes) -> Withdrawal | None:
    """Give the latest word about something."""
    query = (
        select(Withdrawal)
        .where(Withdrawal.ics == ics, Withdrawal.subject_hash == subject)
        .order_by(Withdrawal.said_at.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def extent(session: ReadSession, ics: SystemCode) -> tuple[int, datetime | None]:
    """Tell how long the ledger is, and when its latest entry was said."""
    query = select(func.count(), func.max(Withdrawal.said_at)).where(Withdrawal.ics == ics)
    row = (await session.execute(query)).one()
    return row[0], row[1]


async def who_left(session: ReadSession, ics: SystemCode) -> Sequence[tuple[UUID, date]]:
    """Give who has left, and on which day."""
    query = select(Member.id, Member.left_on).where(Member.ics == ics)
    return [(row[0], row[1]) for row in await session.execute(query) if row[1] is not None]


async def withdrawn_consents(
    session: ReadSession, ics: SystemCode
) -> Sequence[tuple[UUID, datetime]]:
    """Give the consents that members who have not left withdrew, and when. One that was given anew
    in the same moment, by other words, was not withdrawn."""
    anew = aliased(Consent)
    given_anew = exists().where(
        anew.ics == Consent.ics,
        anew.member_id == Consent.member_id,
        anew.purpose == Consent.purpose,
        anew.given_at == Consent.withdrawn_at,
    )
    member = and_(Member.ics == Consent.ics, Member.id == Consent.member_id)
    query = (
        select(Consent.id, Consent.withdrawn_at)
        .join(Member, member)
        .where(Consent.ics == ics, Consent.withdrawn_at.is_not(None), Member.left_on.is_(None))
        .where(~given_anew)
    )
    return [(row[0], row[1]) for row in await session.execute(query) if row[1] is not None]


async def objections(session: ReadSession, ics: SystemCode) -> Sequence[tuple[UUID, str, datetime]]:
    """Give every objection that stands: whose, to what, since when."""
    query = select(Objection.member_id, Objection.purpose, Objection.objected_at)
    found = await session.execute(query.where(Objection.ics == ics))
    return [(row[0], row[1], row[2]) for row in found]


async def pauses(session: ReadSession, ics: SystemCode) -> Sequence[tuple[UUID, date]]:
    """Give every pause: whose, and until when."""
    found = await session.execute(select(Pause.member_id, Pause.until).where(Pause.ics == ics))
    return [(row[0], row[1]) for row in found]
