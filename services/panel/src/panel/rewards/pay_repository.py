"""SQL of batches, their lines and the ledger. Whoever writes here holds the lock of rewards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.rewards.amounts import month_of
from panel.rewards.ledger import Batch, LedgerEntry

_FILL = """
INSERT INTO reward_lines (ics, claim_id, batch_id, line, sealed, account_name, sort_code,
    account_number)
SELECT c.ics, c.id, $2, row_number() OVER (ORDER BY c.id), p.sealed, k.account_name, k.sort_code,
    k.account_number
FROM reward_claims c
LEFT JOIN reward_payees p ON p.ics = c.ics AND p.member_id = c.member_id AND c.cause IS NULL
LEFT JOIN reward_causes k ON k.ics = c.ics AND k.code = c.cause AND k.valid_from <= $3
    AND coalesce(k.valid_to, 'infinity') >= $3
WHERE c.ics = $1 AND c.state = 'approved' AND c.given_as = 'money'
    AND (p.sealed IS NOT NULL AND (p.taken_by IS NULL OR p.confirmed_by IS NOT NULL)
        OR k.code IS NOT NULL)
"""
_MARK_EXPORTED = """
UPDATE reward_claims c SET state = 'exported' FROM reward_lines l
WHERE l.ics = $1 AND l.batch_id = $2 AND c.ics = l.ics AND c.id = l.claim_id
RETURNING c.amount_pence
"""
_ENTER_PAYMENTS = """
INSERT INTO reward_ledger (ics, batch_id, line, entry, kind, amount_pence, happened_on, entered_on,
    keep_until, first_of_kind, first_of_all)
SELECT l.ics, l.batch_id, l.line, 'payment', c.kind, c.amount_pence, c.happened_on, $3::date, $4,
    row_number() OVER (PARTITION BY c.member_id, c.kind ORDER BY l.line) = 1
        AND NOT EXISTS (SELECT FROM earlier e
            WHERE e.member_id = c.member_id AND e.kind = c.kind),
    row_number() OVER (PARTITION BY c.member_id ORDER BY l.line) = 1
        AND NOT EXISTS (SELECT FROM earlier e WHERE e.member_id = c.member_id)
FROM reward_lines l JOIN reward_claims c ON c.ics = l.ics AND c.id = l.claim_id
WHERE l.ics = $1 AND l.batch_id = $2
"""
_EARLIER = """
WITH earlier AS (
    SELECT c.member_id, c.kind FROM reward_batches b
    JOIN reward_lines l ON l.ics = b.ics AND l.batch_id = b.id
    JOIN reward_claims c ON c.ics = l.ics AND c.id = l.claim_id
    WHERE b.ics = $1 AND b.id <> $2 AND b.made_on >= $5 AND b.made_on < $6
    UNION ALL
    SELECT c.member_id, c.kind FROM reward_handed h
    JOIN reward_claims c ON c.ics = h.ics AND c.id = h.claim_id
    WHERE h.ics = $1 AND h.handed_on >= $5 AND h.handed_on < $6
)
"""
_SETTLE_CLAIMS = """
UPDATE reward_claims c SET state = CASE WHEN r.line IS NULL THEN 'paid' ELSE 'returned' END,
    reason = r.reason
FROM reward_lines l LEFT JOIN unnest($3::int[], $4::text[]) AS r (line, reason) ON r.line = l.line
WHERE l.ics = $1 AND l.batch_id = $2 AND c.ics = l.ics AND c.id = l.claim_id
    AND c.state = 'exported'
"""
_RETURN_CLAIM = """
UPDATE reward_claims c SET state = 'returned', reason = $4 FROM reward_lines l
WHERE l.ics = $1 AND l.batch_id = $2 AND l.line = $3 AND c.ics = l.ics AND c.id = l.claim_id
    AND c.state = 'paid'
"""
_MEMBERS_ON = """
SELECT DISTINCT c.member_id FROM reward_lines l
JOIN reward_claims c ON c.ics = l.ics AND c.id = l.claim_id
WHERE l.ics = $1 AND l.batch_id = $2 AND l.line = ANY($3::int[])
"""
_WHOSE = """
SELECT DISTINCT c.member_id FROM reward_lines l
JOIN reward_claims c ON c.ics = l.ics AND c.id = l.claim_id
JOIN members m ON m.ics = c.ics AND m.id = c.member_id
WHERE l.ics = $1 AND l.batch_id = $2 AND l.line = ANY($3::int[]) AND c.state = 'returned'
    AND c.cause IS NULL AND m.left_on IS NULL
"""
_FORGET_ACCOUNTS = """
UPDATE reward_lines SET sealed = NULL, account_name = NULL, sort_code = NULL, account_number = NULL
WHERE ics = $1 AND batch_id = $2
"""
_ENTER_RETURNS = """
INSERT INTO reward_ledger (ics, batch_id, line, entry, kind, amount_pence, happened_on, entered_on,
    keep_until, first_of_kind, first_of_all)
SELECT ics, batch_id, line, 'return', kind, amount_pence, happened_on, $4, $5, false, false
FROM reward_ledger WHERE ics = $1 AND batch_id = $2 AND entry = 'payment' AND line = ANY($3::int[])
ON CONFLICT DO NOTHING
RETURNING line
"""
_LINES = """
SELECT l.line, l.sealed, l.account_name, l.sort_code, l.account_number, c.member_id, c.amount_pence
FROM reward_lines l JOIN reward_claims c ON c.ics = l.ics AND c.id = l.claim_id
WHERE l.ics = $1 AND l.batch_id = $2 AND l.line > $3 ORDER BY l.line LIMIT $4
"""
_TALLY = """
SELECT count(*) AS lines, coalesce(sum(c.amount_pence), 0)::bigint AS total
FROM reward_lines l JOIN reward_claims c ON c.ics = l.ics AND c.id = l.claim_id
WHERE l.ics = $1 AND l.batch_id = $2
"""
_MONTH = """
SELECT kind, count(*) FILTER (WHERE first_of_kind) AS people,
    count(*) FILTER (WHERE first_of_all) AS new_people,
    sum(amount_pence)::bigint AS pence, max(amount_pence) AS greatest
FROM (
    SELECT kind, first_of_kind, first_of_all, amount_pence FROM reward_ledger
    WHERE ics = $1 AND entry = 'payment' AND entered_on >= $2 AND entered_on < $3
    UNION ALL
    SELECT kind, first_of_kind, first_of_all, value_pence FROM reward_voucher_ledger
    WHERE ics = $1 AND entry = 'given' AND entered_on >= $2 AND entered_on < $3
) AS entries
GROUP BY kind ORDER BY kind
"""


@dataclass(frozen=True)
class LineRow:
    """One payment of a batch: to a cause's account, or to the member's sealed one."""

    line: int
    sealed: bytes | None
    account_name: str | None
    sort_code: str | None
    account_number: str | None
    member_id: UUID
    amount_pence: int


@dataclass(frozen=True)
class KindPaid:
    """What was paid of a kind in a month."""

    kind: str
    people: int
    new_people: int
    """Those of them whose first payment of the month, of any kind, is among these."""
    pence: int
    greatest: int
    """The greatest single payment, in pence."""


async def next_number(session: ReadSession, ics: SystemCode) -> int:
    """Give the number of the next batch."""
    query = select(func.coalesce(func.max(Batch.number), 0) + 1).where(Batch.ics == ics)
    return int((await session.execute(query)).scalar_one())


async def fill(session: WriteSession, ics: SystemCode, batch_id: UUID, today: date) -> list[int]:
    """Put every claim that can be paid into a batch, and give their amounts in pence."""
    connection = await raw_connection(session)
    await connection.execute(_FILL, ics, batch_id, today)
    rows = await connection.fetch(_MARK_EXPORTED, ics, batch_id)
    return [row["amount_pence"] for row in rows]


async def enter_payments(
    session: WriteSession, ics: SystemCode, batch_id: UUID, today: date, keep_until: date
) -> None:
    """Enter a batch's payments in the ledger."""
    first, following = month_of(today)
    connection = await raw_connection(session)
    await connection.execute(
        _EARLIER + _ENTER_PAYMENTS, ics, batch_id, today, keep_until, first, following
    )


async def lock_batch(session: WriteSession, ics: SystemCode, batch_id: UUID) -> Batch | None:
    """Give a batch, and lock the row."""
    query = select(Batch).where(Batch.ics == ics, Batch.id == batch_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def find_batch(session: ReadSession, ics: SystemCode, batch_id: UUID) -> Batch | None:
    """Give a batch."""
    query = select(Batch).where(Batch.ics == ics, Batch.id == batch_id)
    return (await session.scalars(query)).one_or_none()


async def list_batches(session: ReadSession, ics: SystemCode, page: PageRequest) -> Page[Batch]:
    """List batches in the order in which they were made."""
    query = select(Batch).where(Batch.ics == ics)
    rows = (await session.scalars(after_cursor(query, [Batch.__table__.c.id], [UUID], page))).all()
    return page_of(rows, page, lambda batch: [batch.id])


async def settle_claims(
    session: WriteSession, ics: SystemCode, batch_id: UUID, returned: dict[int, str]
) -> None:
    """Note of each claim in a batch that it was paid, or came back and why; forget the accounts."""
    connection = await raw_connection(session)
    await connection.execute(_SETTLE_CLAIMS, ics, batch_id, list(returned), list(returned.values()))
    await connection.execute(_FORGET_ACCOUNTS, ics, batch_id)


async def return_claim(
    session: WriteSession, ics: SystemCode, batch_id: UUID, line: int, reason: str
) -> None:
    """Note of a claim that was paid that it came back; nothing where its member was erased."""
    connection = await raw_connection(session)
    await connection.execute(_RETURN_CLAIM, ics, batch_id, line, reason)


async def members_on(
    session: ReadSession, ics: SystemCode, batch_id: UUID, lines: Sequence[int]
) -> list[UUID]:
    """Give the members on some lines of a batch."""
    connection = await raw_connection(session)
    rows = await connection.fetch(_MEMBERS_ON, ics, batch_id, list(lines))
    return [row["member_id"] for row in rows]


async def whose(
    session: ReadSession, ics: SystemCode, batch_id: UUID, lines: Sequence[int]
) -> list[UUID]:
    """Give the members to whom payments went that came back; not who has left, and not of what a
    cause was to have."""
    connection = await raw_connection(session)
    rows = await connection.fetch(_WHOSE, ics, batch_id, list(lines))
    return [row["member_id"] for row in rows]


async def enter_returns(
    session: WriteSession,
    ics: SystemCode,
    batch_id: UUID,
    lines: Sequence[int],
    *,
    today: date,
    keep_until: date,
) -> int:
    """Enter returns in the ledger; gives how many were payments that had not come back before."""
    connection = await raw_connection(session)
    rows = await connection.fetch(_ENTER_RETURNS, ics, batch_id, list(lines), today, keep_until)
    return len(rows)


async def tally(session: ReadSession, ics: SystemCode, batch_id: UUID) -> tuple[int, int]:
    """Count the lines of a batch that are there, and add them up."""
    connection = await raw_connection(session)
    row = await connection.fetchrow(_TALLY, ics, batch_id)
    return row["lines"], row["total"]


async def lines_after(
    session: ReadSession, ics: SystemCode, batch_id: UUID, line: int, limit: int
) -> list[LineRow]:
    """Give some lines of a batch in order, from the one after ``line`` on."""
    connection = await raw_connection(session)
    return [LineRow(**row) for row in await connection.fetch(_LINES, ics, batch_id, line, limit)]


async def paid_between(
    session: ReadSession, ics: SystemCode, first: date, following: date
) -> list[KindPaid]:
    """Give what was paid, or given as vouchers, by kind from a day on and before another."""
    connection = await raw_connection(session)
    return [KindPaid(**row) for row in await connection.fetch(_MONTH, ics, first, following)]


async def returned_between(
    session: ReadSession, ics: SystemCode, first: date, following: date
) -> list[tuple[str, int]]:
    """Give what came back by kind, in pence, from a day on and before another."""
    query = (
        select(LedgerEntry.kind, func.sum(LedgerEntry.amount_pence))
        .where(LedgerEntry.ics == ics, LedgerEntry.entry == "return")
        .where(LedgerEntry.entered_on >= first, LedgerEntry.entered_on < following)
        .group_by(LedgerEntry.kind)
        .order_by(LedgerEntry.kind)
    )
    return [(kind, int(pence)) for kind, pence in await session.execute(query)]


async def forget_old(session: WriteSession, ics: SystemCode, today: date) -> None:
    """Delete the ledger's entries that need not be kept any more."""
    connection = await raw_connection(session)
    await connection.execute(
        "DELETE FROM reward_ledger WHERE ics = $1 AND keep_until < $2", ics, today
    )
