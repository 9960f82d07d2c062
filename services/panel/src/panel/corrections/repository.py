"""SQL of changes of address and corrections of contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.tenancy import SystemCode
from panel.corrections.models import AddressChange, ContactCorrection
from panel.mail.kinds import MailKind
from panel.members.models import Member

_ASK = """
WITH earlier AS (
    UPDATE address_changes SET outcome = 'replaced', ended_at = $9, email_sealed = NULL
    WHERE ics = $1 AND member_id = $3 AND outcome IS NULL
), change AS (
    INSERT INTO address_changes
        (ics, id, member_id, email_sealed, token_hash, means, witness, asked_by, asked_at,
         expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    RETURNING ics
), known AS (
    SELECT id FROM members WHERE ics = $1 AND email_index = $11
)
INSERT INTO mails (ics, id, kind, member_id, sealed)
SELECT change.ics, $12, CASE WHEN known.id IS NULL THEN $14 ELSE $15 END, known.id,
    CASE WHEN known.id IS NULL THEN $13::bytea END
FROM change LEFT JOIN known ON true
"""
"""The one statement of a request: a new and a member's address each have one change and one mail
written by it; only which mail differs, and that is decided in here."""

_TELL = """
INSERT INTO mails (ics, id, kind, member_id, about_id, sealed) VALUES ($1, $2, $3, $4, $5, $6)
"""


@dataclass(frozen=True)
class NewChange:
    """A request to change an address, as it is stored."""

    id: UUID
    member_id: UUID
    email_sealed: bytes
    token_hash: bytes
    means: str
    witness: str | None
    asked_by: str | None
    asked_at: datetime
    expires_at: datetime
    email_index: bytes
    """Of the new address; it decides which mail is sent, and is not kept."""
    mail_id: UUID
    mail_sealed: bytes


async def ask(session: WriteSession, ics: SystemCode, new: NewChange) -> None:
    """Write a request and the mail to the new address; an earlier one is replaced."""
    connection = await raw_connection(session)
    await connection.execute(
        _ASK,
        ics,
        new.id,
        new.member_id,
        new.email_sealed,
        new.token_hash,
        new.means,
        new.witness,
        new.asked_by,
        new.asked_at,
        new.expires_at,
        new.email_index,
        new.mail_id,
        new.mail_sealed,
        MailKind.CONFIRM_NEW_ADDRESS.value,
        MailKind.ADDRESS_IN_USE.value,
    )


async def tell(
    session: WriteSession,
    ics: SystemCode,
    *,
    member_id: UUID,
    change_id: UUID,
    mail_id: UUID,
    sealed: bytes,
) -> None:
    """Write the mail to the old address."""
    connection = await raw_connection(session)
    kind = MailKind.ADDRESS_CHANGE_ASKED.value
    await connection.execute(_TELL, ics, mail_id, kind, member_id, change_id, sealed)


async def asked_since(
    session: ReadSession, ics: SystemCode, member_id: UUID, since: datetime
) -> int:
    """Count how often a member's address was asked to be changed since a moment."""
    query = select(func.count()).where(
        AddressChange.ics == ics,
        AddressChange.member_id == member_id,
        AddressChange.asked_at > since,
    )
    return await session.scalar(query) or 0


async def member_of(session: ReadSession, ics: SystemCode, token_hash: bytes) -> UUID | None:
    """Give whose address a link is to change."""
    query = select(AddressChange.member_id).where(
        AddressChange.ics == ics, AddressChange.token_hash == token_hash
    )
    return (await session.scalars(query)).one_or_none()


async def find(session: WriteSession, ics: SystemCode, token_hash: bytes) -> AddressChange | None:
    """Give a request by its link, and lock the row; the member's row is to be locked before."""
    query = select(AddressChange).where(
        AddressChange.ics == ics, AddressChange.token_hash == token_hash
    )
    return (await session.scalars(query.with_for_update())).one_or_none()


async def waiting(session: WriteSession, ics: SystemCode, member_id: UUID) -> AddressChange | None:
    """Give a member's request that waits for its confirmation, or was not confirmed in time."""
    query = select(AddressChange).where(
        AddressChange.ics == ics,
        AddressChange.member_id == member_id,
        AddressChange.outcome.is_(None),
    )
    ordered = query.order_by(AddressChange.asked_at.desc()).limit(1).with_for_update()
    return (await session.scalars(ordered)).one_or_none()


async def standing(
    session: ReadSession, ics: SystemCode, token_hashes: Sequence[bytes]
) -> frozenset[bytes]:
    """Give the token hashes of requests that wait."""
    query = select(AddressChange.token_hash).where(
        AddressChange.ics == ics,
        AddressChange.token_hash.in_(token_hashes),
        AddressChange.outcome.is_(None),
    )
    return frozenset((await session.scalars(query)).all())


async def is_anothers(
    session: ReadSession, ics: SystemCode, email_index: bytes, member_id: UUID
) -> bool:
    """Say whether an address is another member's."""
    query = select(Member.id).where(
        Member.ics == ics, Member.email_index == email_index, Member.id != member_id
    )
    return (await session.scalars(query)).first() is not None


async def contact_is_anothers(
    session: ReadSession,
    ics: SystemCode,
    member_id: UUID,
    telephone: bytes | None,
    post: bytes | None,
) -> tuple[bool, bool]:
    """Say whether another member has the telephone's index, and whether one has the post's."""
    alike = select(Member.telephone_index, Member.post_index).where(
        Member.ics == ics,
        Member.id != member_id,
        or_(Member.telephone_index == telephone, Member.post_index == post),
    )
    rows = (await session.execute(alike)).all()
    return (
        telephone is not None and any(row[0] == telephone for row in rows),
        post is not None and any(row[1] == post for row in rows),
    )


async def changes_of(
    session: ReadSession, ics: SystemCode, member_id: UUID
) -> Sequence[AddressChange]:
    """Give a member's requests to change their address, in order."""
    query = select(AddressChange).where(
        AddressChange.ics == ics, AddressChange.member_id == member_id
    )
    return (await session.scalars(query.order_by(AddressChange.id))).all()


async def corrections_of(
    session: ReadSession, ics: SystemCode, member_id: UUID
) -> Sequence[ContactCorrection]:
    """Give the corrections of a member's contact, in order."""
    query = select(ContactCorrection).where(
        ContactCorrection.ics == ics, ContactCorrection.member_id == member_id
    )
    return (await session.scalars(query.order_by(ContactCorrection.id))).all()


async def delete_of_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Delete what is on record of a member."""
    for table in (AddressChange, ContactCorrection):
        await session.execute(delete(table).where(table.ics == ics, table.member_id == member_id))


async def forget(session: WriteSession, ics: SystemCode, now: datetime, kept: timedelta) -> None:
    """Forget the addresses that nobody confirmed in time, and later that they were asked for."""
    late = [AddressChange.ics == ics, AddressChange.expires_at <= now]
    unconfirmed = AddressChange.outcome.is_distinct_from("confirmed")
    await session.execute(update(AddressChange).where(*late).values(email_sealed=None))
    old = delete(AddressChange).where(*late, unconfirmed, AddressChange.expires_at <= now - kept)
    await session.execute(old)
