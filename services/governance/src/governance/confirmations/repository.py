"""SQL of confirmations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select

from common.db import locks
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from governance.confirmations.models import Confirmation


async def hold(session: WriteSession, ics: SystemCode, email_index: bytes) -> None:
    """Let nobody else ask for a mail to an address until the transaction ends: of many who ask at
    the same moment, each counts those before."""
    await locks.hold(session, "confirmations", "governance", ics, email_index.hex())


async def asked_since(session: ReadSession, email_index: bytes, since: datetime) -> int:
    """Count the mails that confirming sent to an address since a moment."""
    query = select(func.count()).where(
        Confirmation.email_index == email_index, Confirmation.asked_at > since
    )
    return int(await session.scalar(query) or 0)


async def find(
    session: ReadSession, token_hash: bytes, purpose: str, now: datetime
) -> Confirmation | None:
    """Give the confirmation with a token that is still good."""
    query = select(Confirmation).where(
        Confirmation.token_hash == token_hash,
        Confirmation.purpose == purpose,
        Confirmation.expires_at > now,
    )
    return (await session.scalars(query)).one_or_none()


async def take(
    session: WriteSession, token_hash: bytes, purpose: str, now: datetime
) -> Confirmation | None:
    """Take a confirmation away by its token; nobody takes it twice."""
    statement = (
        delete(Confirmation)
        .where(
            Confirmation.token_hash == token_hash,
            Confirmation.purpose == purpose,
            Confirmation.expires_at > now,
        )
        .returning(Confirmation)
    )
    return (await session.scalars(statement)).one_or_none()


async def delete_expired(session: WriteSession, ics: SystemCode, now: datetime) -> None:
    """Delete the addresses that were not confirmed in time."""
    expired = delete(Confirmation).where(Confirmation.ics == ics)
    await session.execute(expired.where(Confirmation.expires_at <= now))
