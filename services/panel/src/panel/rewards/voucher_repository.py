"""SQL of vouchers. Whoever hands out, replaces or takes out holds the lock of rewards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.rewards.amounts import month_of
from panel.rewards.models import Claim
from panel.rewards.vouchers import Handed, Voucher, VoucherEntry

_TAKE = """
DELETE FROM reward_vouchers WHERE ics = $1 AND id IN (
    SELECT id FROM reward_vouchers
    WHERE ics = $1 AND value_pence = $2 AND expires_on >= $3
    ORDER BY expires_on, id LIMIT $4)
RETURNING id, supplier, value_pence, currency, expires_on, sealed
"""
_ENTER_GIVEN = """
WITH earlier AS (
    SELECT c.member_id, c.kind FROM reward_batches b
    JOIN reward_lines l ON l.ics = b.ics AND l.batch_id = b.id
    JOIN reward_claims c ON c.ics = l.ics AND c.id = l.claim_id
    WHERE b.ics = $1 AND b.made_on >= $5 AND b.made_on < $6
    UNION ALL
    SELECT c.member_id, c.kind FROM reward_handed h
    JOIN reward_claims c ON c.ics = h.ics AND c.id = h.claim_id
    WHERE h.ics = $1 AND h.handed_on >= $5 AND h.handed_on < $6 AND h.voucher_id <> ALL($2::uuid[])
)
INSERT INTO reward_voucher_ledger (ics, voucher_id, entry, kind, supplier, value_pence, currency,
    expires_on, entered_on, keep_until, first_of_kind, first_of_all)
SELECT h.ics, h.voucher_id, 'given', c.kind, h.supplier, h.value_pence, h.currency, h.expires_on,
    $3::date, $4,
    row_number() OVER (PARTITION BY c.member_id, c.kind ORDER BY h.voucher_id) = 1
        AND NOT EXISTS (SELECT FROM earlier e
            WHERE e.member_id = c.member_id AND e.kind = c.kind),
    row_number() OVER (PARTITION BY c.member_id ORDER BY h.voucher_id) = 1
        AND NOT EXISTS (SELECT FROM earlier e WHERE e.member_id = c.member_id)
FROM reward_handed h JOIN reward_claims c ON c.ics = h.ics AND c.id = h.claim_id
WHERE h.ics = $1 AND h.voucher_id = ANY($2::uuid[])
"""
_EXPIRE_STOCK = """
WITH gone AS (
    DELETE FROM reward_vouchers WHERE ics = $1 AND expires_on < $2 RETURNING *
)
INSERT INTO reward_voucher_ledger (ics, voucher_id, entry, supplier, value_pence, currency,
    expires_on, entered_on, keep_until, first_of_kind, first_of_all)
SELECT ics, id, 'expired', supplier, value_pence, currency, expires_on, $2, $3, false, false
FROM gone
"""
_FORGET_EXPIRED = """
UPDATE reward_handed SET sealed = NULL
WHERE ics = $1 AND expires_on < $2 AND sealed IS NOT NULL
"""


@dataclass(frozen=True)
class Taken:
    """A voucher that was taken out of the stock, with its code as it was sealed there."""

    id: UUID
    supplier: str
    value_pence: int
    currency: str
    expires_on: date
    sealed: bytes


@dataclass(frozen=True)
class InStock:
    """How many vouchers of one sort are in stock."""

    supplier: str
    value_pence: int
    currency: str
    expires_on: date
    vouchers: int


async def loaded_before(
    session: ReadSession, ics: SystemCode, indexes: Sequence[bytes]
) -> frozenset[bytes]:
    """Give those of some codes' blind indexes that were loaded before."""
    query = select(VoucherEntry.code_index).where(
        VoucherEntry.ics == ics, VoucherEntry.code_index.in_(indexes)
    )
    return frozenset(one for one in (await session.scalars(query)).all() if one is not None)


async def add(
    session: WriteSession, vouchers: Sequence[Mapping[str, Any]], entries: Sequence[dict[str, Any]]
) -> None:
    """Put vouchers into the stock, and enter them in the ledger."""
    await session.execute(insert(Voucher), vouchers)
    await enter(session, entries)


async def enter(session: WriteSession, entries: Sequence[dict[str, Any]]) -> None:
    """Enter in the ledger what counts nobody."""
    await session.execute(
        insert(VoucherEntry),
        [{"first_of_kind": False, "first_of_all": False} | entry for entry in entries],
    )


async def stock(session: ReadSession, ics: SystemCode, today: date) -> Sequence[InStock]:
    """Count what is in stock and has not expired, what expires first at the head."""
    sort = (Voucher.supplier, Voucher.value_pence, Voucher.currency, Voucher.expires_on)
    query = (
        select(*sort, func.count())
        .where(Voucher.ics == ics, Voucher.expires_on >= today)
        .group_by(*sort)
        .order_by(Voucher.expires_on, Voucher.supplier, Voucher.value_pence)
    )
    return [InStock(*row) for row in await session.execute(query)]


async def waiting(
    session: ReadSession, ics: SystemCode, claim_ids: Sequence[UUID] | None, limit: int
) -> Sequence[tuple[UUID, UUID]]:
    """Give approved claims whose vouchers are not handed out yet, the oldest first, each with its
    member.

    Args:
        limit: of claims for vouchers of one value: those that the stock has nothing for must not
            stand before all others.
    """
    place = func.row_number().over(partition_by=Claim.rate_pence, order_by=Claim.id)
    query = select(Claim.id, Claim.member_id, place.label("place")).where(*_waiting(ics))
    if claim_ids is not None:
        query = query.where(Claim.id.in_(claim_ids))
    of_each = query.subquery()
    oldest = select(of_each.c.id, of_each.c.member_id).where(of_each.c.place <= limit)
    rows = await session.execute(oldest.order_by(of_each.c.id))
    return [(claim_id, member_id) for claim_id, member_id in rows]


async def lock_waiting(
    session: WriteSession, ics: SystemCode, claim_ids: Sequence[UUID]
) -> Sequence[Claim]:
    """Give those of some claims that wait still, in order, and lock them."""
    query = (
        select(Claim)
        .where(*_waiting(ics), Claim.id.in_(claim_ids))
        .order_by(Claim.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).all()


async def count_waiting(session: ReadSession, ics: SystemCode) -> int:
    """Count the approved claims whose vouchers are not handed out yet."""
    return int((await session.execute(select(func.count()).where(*_waiting(ics)))).scalar_one())


def _waiting(ics: SystemCode) -> tuple[ColumnElement[bool], ...]:
    return (Claim.ics == ics, Claim.state == "approved", Claim.given_as == "voucher")


async def on_hand(session: ReadSession, ics: SystemCode, value_pence: int, good_on: date) -> int:
    """Count the vouchers of a value that are good on a day."""
    query = select(func.count()).where(
        Voucher.ics == ics, Voucher.value_pence == value_pence, Voucher.expires_on >= good_on
    )
    return int((await session.execute(query)).scalar_one())


async def take(
    session: WriteSession, ics: SystemCode, value_pence: int, good_on: date, number: int
) -> list[Taken]:
    """Take vouchers of a value out of the stock, those first that expire first."""
    connection = await raw_connection(session)
    rows = await connection.fetch(_TAKE, ics, value_pence, good_on, number)
    return sorted((Taken(**row) for row in rows), key=lambda one: (one.expires_on, one.id))


async def hand(session: WriteSession, rows: Sequence[dict[str, Any]]) -> None:
    """Put vouchers into members' hands."""
    await session.execute(insert(Handed), rows)


async def enter_given(
    session: WriteSession,
    ics: SystemCode,
    voucher_ids: Sequence[UUID],
    today: date,
    keep_until: date,
) -> None:
    """Enter in the ledger that vouchers were given."""
    connection = await raw_connection(session)
    await connection.execute(_ENTER_GIVEN, ics, voucher_ids, today, keep_until, *month_of(today))


async def lock_handed(session: WriteSession, ics: SystemCode, voucher_id: UUID) -> Handed | None:
    """Give a voucher in somebody's hands as it is now, and lock the row."""
    query = (
        select(Handed)
        .where(Handed.ics == ics, Handed.voucher_id == voucher_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).one_or_none()


async def handed_to(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[Handed]:
    """Give the vouchers that a member was handed, in the order in which they were loaded."""
    query = select(Handed).where(Handed.ics == ics, Handed.member_id == member_id)
    return (await session.scalars(query.order_by(Handed.voucher_id))).all()


async def list_handed(
    session: ReadSession, ics: SystemCode, page: PageRequest, claim_id: UUID | None
) -> Page[Handed]:
    """List vouchers in members' hands in the order in which they were loaded."""
    query = select(Handed).where(Handed.ics == ics)
    if claim_id is not None:
        query = query.where(Handed.claim_id == claim_id)
    ordered = after_cursor(query, [Handed.__table__.c.voucher_id], [UUID], page)
    rows = (await session.scalars(ordered)).all()
    return page_of(rows, page, lambda handed: [handed.voucher_id])


async def holder(session: ReadSession, ics: SystemCode, voucher_id: UUID) -> UUID | None:
    """Give the member who was handed a voucher."""
    query = select(Handed.member_id).where(Handed.ics == ics, Handed.voucher_id == voucher_id)
    return (await session.scalars(query)).one_or_none()


async def forget_codes_of(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Forget the codes of what a member was handed. That they had it is kept as long as the claim
    is: who is paid in the same month is counted once."""
    gone = update(Handed).where(Handed.ics == ics, Handed.member_id == member_id)
    await session.execute(gone.values(sealed=None))


async def expire(session: WriteSession, ics: SystemCode, today: date, keep_until: date) -> None:
    """Take out of the stock what has expired, and enter it."""
    connection = await raw_connection(session)
    await connection.execute(_EXPIRE_STOCK, ics, today, keep_until)


async def forget_expired_codes(session: WriteSession, ics: SystemCode, today: date) -> None:
    """Forget the codes of what members hold and has expired."""
    connection = await raw_connection(session)
    await connection.execute(_FORGET_EXPIRED, ics, today)


async def forget_old(session: WriteSession, ics: SystemCode, today: date) -> None:
    """Delete the ledger's entries that need not be kept any more."""
    connection = await raw_connection(session)
    await connection.execute(
        "DELETE FROM reward_voucher_ledger WHERE ics = $1 AND keep_until < $2", ics, today
    )
