"""SQL of sign-ups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.locks import lock_key
from common.db.tenancy import SystemCode
from panel.mail.kinds import MailKind
from panel.signups.models import Signup

MAILS_AN_HOUR = 5
"""Mails that asking to join can send to one address in an hour, whoever asks."""

REQUEST = """
WITH lately AS (
    SELECT asked_lately($11, $1, $3, $7::timestamptz - interval '1 hour', $10) AS enough
), signup AS (
    INSERT INTO signups (ics, id, email_index, email_sealed, language, token_hash, expires_at)
    SELECT ics, $2, $3, $4, $5, $6, CASE WHEN enough THEN now() ELSE $7 END
    FROM systems, lately WHERE ics = $1
    RETURNING ics, id
)
INSERT INTO mails (ics, id, kind, sealed, state, finished_at)
SELECT signup.ics, signup.id, $9,
    CASE WHEN NOT enough THEN $8::bytea END,
    CASE WHEN enough THEN 'withheld' ELSE 'waiting' END,
    CASE WHEN enough THEN now() END
FROM signup CROSS JOIN lately
RETURNING 1
"""
"""The one statement of a request to join. It does not ask whether the address is a member's: the
worker does, when it sends the mail (`panel.mail.addressed`). While it did, a reference to the
member's row was checked and locked, and a member's address took a tenth longer than another.

The mail has the id of its sign-up, and is forgotten with it.

So that nobody fills a stranger's mailbox, an address that was written to often enough lately has
its sign-up written as expired and its mail as withheld; these do not count. Requests for one
address, known or not, come one after the other: `asked_lately` holds it until the transaction ends,
and counts what is committed by then (migration 0027)."""


@dataclass(frozen=True)
class NewSignup:
    """A request to join, as it is stored."""

    id: UUID
    email_index: bytes
    email_sealed: bytes
    language: str
    token_hash: bytes
    expires_at: datetime
    mail_sealed: bytes


async def request(session: WriteSession, ics: SystemCode, new: NewSignup) -> bool:
    """Write a request and its mail; False if the system isn't loaded."""
    connection = await raw_connection(session)
    written = await connection.fetchval(
        REQUEST,
        ics,
        new.id,
        new.email_index,
        new.email_sealed,
        new.language,
        new.token_hash,
        new.expires_at,
        new.mail_sealed,
        MailKind.CONFIRM_ADDRESS.value,
        MAILS_AN_HOUR - 1,
        lock_key("signups", "panel", ics, new.email_index.hex()),
    )
    return written is not None


async def take(
    session: WriteSession, ics: SystemCode, token_hash: bytes, now: datetime
) -> Signup | None:
    """Take a sign-up that has not expired away by its token; nobody takes it twice."""
    statement = (
        delete(Signup)
        .where(Signup.ics == ics, Signup.token_hash == token_hash, Signup.expires_at > now)
        .returning(Signup)
    )
    return (await session.scalars(statement)).one_or_none()


async def delete_of_address(
    session: WriteSession, ics: SystemCode, email_index: bytes
) -> Sequence[UUID]:
    """Delete every sign-up of an address; gives their ids."""
    statement = delete(Signup).where(Signup.ics == ics, Signup.email_index == email_index)
    return (await session.scalars(statement.returning(Signup.id))).all()


async def standing(
    session: ReadSession, ics: SystemCode, token_hashes: Sequence[bytes]
) -> frozenset[bytes]:
    """Give the token hashes that a sign-up has."""
    query = select(Signup.token_hash).where(Signup.ics == ics, Signup.token_hash.in_(token_hashes))
    return frozenset((await session.scalars(query)).all())


async def of_address(session: ReadSession, ics: SystemCode, email_index: bytes) -> Sequence[Signup]:
    """Give every sign-up of an address, in order."""
    query = select(Signup).where(Signup.ics == ics, Signup.email_index == email_index)
    return (await session.scalars(query.order_by(Signup.id))).all()


async def addresses(session: ReadSession, ics: SystemCode) -> Sequence[tuple[UUID, bytes]]:
    """Give every sign-up's id and the blind index of its address."""
    rows = await session.execute(select(Signup.id, Signup.email_index).where(Signup.ics == ics))
    return [(row[0], row[1]) for row in rows]


async def delete_one(session: WriteSession, ics: SystemCode, signup_id: UUID) -> int:
    """Delete a sign-up; gives how many went."""
    statement = delete(Signup).where(Signup.ics == ics, Signup.id == signup_id)
    return len((await session.scalars(statement.returning(Signup.id))).all())


async def delete_expired(session: WriteSession, ics: SystemCode, now: datetime) -> None:
    """Delete the sign-ups that were not confirmed in time."""
    await session.execute(delete(Signup).where(Signup.ics == ics, Signup.expires_at <= now))
