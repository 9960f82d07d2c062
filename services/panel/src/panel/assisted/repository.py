"""SQL of enrolments and of codes in letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.assisted.models import Enrolment, LetterCode


async def enrolment_of(session: ReadSession, ics: SystemCode, member_id: UUID) -> Enrolment | None:
    """Give how a member was enrolled; None of one who joined by email."""
    query = select(Enrolment).where(Enrolment.ics == ics, Enrolment.member_id == member_id)
    return (await session.scalars(query)).one_or_none()


async def codes_of(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[LetterCode]:
    """Give the codes of letters to a member, in order."""
    query = (
        select(LetterCode)
        .where(LetterCode.ics == ics, LetterCode.member_id == member_id)
        .order_by(LetterCode.id)
    )
    return (await session.scalars(query)).all()


async def void_codes(
    session: WriteSession, ics: SystemCode, member_id: UUID, now: datetime
) -> None:
    """Let earlier codes of a member open nothing any more."""
    statement = update(LetterCode).where(
        LetterCode.ics == ics,
        LetterCode.member_id == member_id,
        LetterCode.used_at.is_(None),
        LetterCode.expires_at > now,
    )
    await session.execute(statement.values(expires_at=now))


async def member_of_code(session: ReadSession, ics: SystemCode, code_hash: bytes) -> UUID | None:
    """Give the member to whom a code was written, whether or not it is good."""
    query = select(LetterCode.member_id).where(
        LetterCode.ics == ics, LetterCode.code_hash == code_hash
    )
    return (await session.scalars(query)).one_or_none()


async def use_code(session: WriteSession, ics: SystemCode, code_hash: bytes, now: datetime) -> bool:
    """Use a code up; False if it is not good. Nobody uses one twice."""
    statement = (
        update(LetterCode)
        .where(
            LetterCode.ics == ics,
            LetterCode.code_hash == code_hash,
            LetterCode.used_at.is_(None),
            LetterCode.expires_at > now,
        )
        .values(used_at=now)
        .returning(LetterCode.id)
    )
    return (await session.scalars(statement)).one_or_none() is not None


async def delete_codes(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete the codes of a member."""
    await session.execute(
        delete(LetterCode).where(LetterCode.ics == ics, LetterCode.member_id == member_id)
    )
