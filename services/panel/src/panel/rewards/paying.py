"""Paying approved claims: batches, the bank's file, what became of them.

A claim is in one batch (the primary key of a line is the claim), and batches of a system are made
one after another. A line keeps where it is paid as it was when the batch was made, so the file can
be made again, byte for byte, until the batch is settled; then the accounts go. Where somebody in it
was erased meanwhile it is not made again, since it would be another file.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from uuid import UUID, uuid5

import orjson

from common.clock import Clock, NewId, day_in_england, new_id, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.members import service as members
from panel.rewards import amounts, bacs, catalogue, pay_repository, repository, stock
from panel.rewards.audit import note
from panel.rewards.bacs import Account
from panel.rewards.errors import (
    BatchIncomplete,
    BatchNotFound,
    BatchNotSettled,
    BatchSettled,
    NothingToPay,
)
from panel.rewards.ledger import Batch
from panel.rewards.pay_repository import LineRow
from panel.systems import service as systems

PAYEES = "reward_payees"
"""The table whose rows sealed accounts are bound to."""
_LINES_AT_ONCE = 500


async def make_batch(
    session: WriteSession,
    ics: SystemCode,
    *,
    subject: str,
    now: datetime,
    new_id: NewId = new_id,
) -> Batch:
    """Put every approved claim that can be paid into a new batch, and into the ledger.

    Raises:
        NothingToPay: if there is none.
        NothingInForce: if the system's data have no terms of the ledger.
    """
    today = day_in_england(now)
    terms = await catalogue.terms_on(session, ics, today)
    await repository.lock(session, ics)
    batch_id = new_id()
    number = await pay_repository.next_number(session, ics)
    batch = Batch(
        ics=ics, id=batch_id, number=number, made_on=today, made_by=subject, lines=1, total_pence=1
    )
    session.add(batch)
    await session.flush()
    paid = await pay_repository.fill(session, ics, batch_id, today)
    if not paid:
        raise NothingToPay
    batch.lines, batch.total_pence = len(paid), sum(paid)
    until = amounts.keep_until(today, terms.ledger_years)
    await pay_repository.enter_payments(session, ics, batch_id, today, until)
    note(session, ics, subject=subject, act="batched", about="batch", about_id=batch_id, now=now)
    return batch


async def the_batch(session: ReadSession, ics: SystemCode, batch_id: UUID) -> Batch:
    """Give a batch.

    Raises:
        BatchNotFound
    """
    found = await pay_repository.find_batch(session, ics, batch_id)
    if found is None:
        raise BatchNotFound
    return found


async def file_of(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, batch_id: UUID
) -> AsyncIterator[bytes]:
    """Give the bank's file of a batch, a part at a time.

    Raises:
        BatchNotFound
        BatchSettled: if its accounts are gone.
        BatchIncomplete: if somebody in it was erased since.
    """
    batch = await the_batch(session, ics, batch_id)
    if batch.settled_on is not None:
        raise BatchSettled
    if await pay_repository.tally(session, ics, batch_id) != (batch.lines, batch.total_pence):
        raise BatchIncomplete
    return _parts(session, ics, keys, batch)


async def _parts(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, batch: Batch
) -> AsyncIterator[bytes]:
    batch_id, number = batch.id, batch.number
    figures = (batch.lines, batch.total_pence)
    yield bacs.header()
    last, total, count = 0, 0, 0
    while rows := await pay_repository.lines_after(session, ics, batch_id, last, _LINES_AT_ONCE):
        yield b"".join(
            bacs.payment(number, row.line, _account(ics, keys, row), row.amount_pence)
            for row in rows
        )
        last, count = rows[-1].line, count + len(rows)
        total += sum(row.amount_pence for row in rows)
    if (count, total) != figures:
        # Somebody was erased meanwhile: the answer breaks off, and has no control figures.
        raise BatchIncomplete
    yield bacs.control(number, count, total)


def _account(ics: SystemCode, keys: PanelKeys, row: LineRow) -> Account:
    if row.sealed is not None:
        return open_account(ics, keys, row.member_id, row.sealed)
    return Account(row.account_name or "", row.sort_code or "", row.account_number or "")


def open_account(ics: SystemCode, keys: PanelKeys, member_id: UUID, sealed: bytes) -> Account:
    """Open a member's payment details."""
    name, sort_code, number = orjson.loads(keys.open(sealed, ics, PAYEES, member_id))
    return Account(name, sort_code, number)


def seal_account(ics: SystemCode, keys: PanelKeys, member_id: UUID, account: Account) -> bytes:
    """Seal a member's payment details, bound to the member."""
    plain = orjson.dumps([account.name, account.sort_code, account.account_number]).decode()
    return keys.seal(plain, ics, PAYEES, member_id)


async def settle(
    session: WriteSession,
    ics: SystemCode,
    *,
    batch_id: UUID,
    returned: Mapping[int, str],
    subject: str,
    now: datetime,
) -> Batch:
    """Enter what became of a batch: some lines came back, all others were paid.

    Raises:
        BatchNotFound, BatchSettled
        Invalid: if a line is none of the batch.
    """
    batch = await _batch_to_change(session, ics, batch_id, list(returned))
    if batch.settled_on is not None:
        raise BatchSettled
    await pay_repository.settle_claims(session, ics, batch_id, dict(returned))
    await _enter_returns(session, ics, batch, list(returned), now)
    await _tell(session, ics, batch, list(returned), about_id=batch_id)
    batch.settled_on = day_in_england(now)
    note(session, ics, subject=subject, act="settled", about="batch", about_id=batch_id, now=now)
    await repository.forget_settled(session, ics)
    return batch


async def give_back(
    session: WriteSession,
    ics: SystemCode,
    *,
    batch_id: UUID,
    line: int,
    reason: str,
    subject: str,
    now: datetime,
) -> None:
    """Enter that a payment of a settled batch came back after all.

    Raises:
        BatchNotFound, BatchNotSettled
        Invalid: if the line is none of the batch, or came back before.
    """
    batch = await _batch_to_change(session, ics, batch_id, [line])
    if batch.settled_on is None:
        raise BatchNotSettled
    await _enter_returns(session, ics, batch, [line], now)
    await pay_repository.return_claim(session, ics, batch_id, line, reason)
    await _tell(session, ics, batch, [line], about_id=uuid5(batch_id, f"line {line}"))
    note(session, ics, subject=subject, act="returned", about="batch", about_id=batch_id, now=now)


async def _tell(
    session: WriteSession, ics: SystemCode, batch: Batch, lines: list[int], *, about_id: UUID
) -> None:
    """Queue the mail that a payment came back: else its member would wait for it. The bank's words
    are on their own page alone."""
    to = await pay_repository.whose(session, ics, batch.id, lines)
    if to:
        await mail.queue_about(
            session, ics, kind=MailKind.PAYMENT_RETURNED, about_id=about_id, said={}, member_ids=to
        )


async def forget_old_entries(database: Database, *, clock: Clock = utc_now) -> None:
    """Delete, in every system, the ledger's entries that the law no longer asks for, and take out
    vouchers that have expired."""
    now = clock()
    async with database.reading(None) as reading:
        codes = await systems.system_codes(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            await pay_repository.forget_old(session, ics, day_in_england(now))
            await stock.look_after(session, ics, now)

    await in_each(codes, in_one)


async def _batch_to_change(
    session: WriteSession, ics: SystemCode, batch_id: UUID, back: list[int]
) -> Batch:
    """Give a batch, locked; those whose payments came back cannot leave meanwhile. Members are
    locked before rewards are, as when one leaves."""
    owed = await pay_repository.members_on(session, ics, batch_id, back)
    await members.hold_present(session, ics, owed)
    await repository.lock(session, ics)
    batch = await pay_repository.lock_batch(session, ics, batch_id)
    if batch is None:
        raise BatchNotFound
    return batch


async def _enter_returns(
    session: WriteSession, ics: SystemCode, batch: Batch, lines: list[int], now: datetime
) -> None:
    today = day_in_england(now)
    terms = await catalogue.terms_on(session, ics, today)
    entered = await pay_repository.enter_returns(
        session,
        ics,
        batch.id,
        lines,
        today=today,
        keep_until=amounts.keep_until(today, terms.ledger_years),
    )
    if entered != len(lines):
        raise Invalid(
            "Not every line is one of the batch that has not come back before.",
            fields=(FieldError("body", "names a line that did not leave, or came back already"),),
        )
