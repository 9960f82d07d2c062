"""Showing the code of a voucher: once to its member, when they ask for it by a button; and to
staff, who read it out to whoever cannot use the page, which the audit says."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.datakeys import service as datakeys
from panel.datakeys.personal import PersonKey
from panel.keys import PanelKeys
from panel.members import service as members
from panel.rewards import repository, voucher_repository
from panel.rewards.audit import MEMBER, note
from panel.rewards.errors import VoucherExpired, VoucherNotFound, VoucherShown
from panel.rewards.voucher_schemas import CodeOut
from panel.rewards.vouchers import Handed


def place_of(voucher_id: UUID) -> str:
    """Say what a code in a member's hands is bound to."""
    return f"reward_handed.sealed:{voucher_id}"


async def show(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    voucher_id: UUID,
    member_id: UUID,
    now: datetime,
) -> CodeOut:
    """Show a member, whose row is locked, the code of a voucher of theirs; once.

    Raises:
        VoucherNotFound, VoucherShown, VoucherExpired
    """
    handed = await voucher_repository.lock_handed(session, ics, voucher_id)
    if handed is None or handed.member_id != member_id:
        raise VoucherNotFound
    if handed.shown_on is not None:
        raise VoucherShown
    shown = await _opened(session, ics, keys, handed, now)
    note(session, ics, subject=MEMBER, act="shown", about="voucher", about_id=voucher_id, now=now)
    return shown


async def read_out(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    voucher_id: UUID,
    subject: str,
    now: datetime,
) -> CodeOut:
    """Give staff the code of a voucher, to read out to its member or to write into a letter.

    Raises:
        VoucherNotFound, VoucherExpired
    """
    handed = await held_voucher(session, ics, voucher_id)
    shown = await _opened(session, ics, keys, handed, now)
    note(
        session, ics, subject=subject, act="read_out", about="voucher", about_id=voucher_id, now=now
    )
    return shown


async def held_voucher(session: WriteSession, ics: SystemCode, voucher_id: UUID) -> Handed:
    """Give a voucher in somebody's hands, locked after its member and rewards, as by upkeep.

    Raises:
        VoucherNotFound
    """
    member_id = await voucher_repository.holder(session, ics, voucher_id)
    if member_id is None or not await members.present_to_change(session, ics, member_id):
        raise VoucherNotFound
    await repository.lock(session, ics)
    handed = await voucher_repository.lock_handed(session, ics, voucher_id)
    if handed is None:
        raise VoucherNotFound
    return handed


def code_of(key: PersonKey, handed: Handed) -> str | None:
    """Open the code of a voucher in a member's hands; None once it has expired."""
    if handed.sealed is None:
        return None
    return key.open(handed.sealed, place_of(handed.voucher_id))


async def _opened(
    session: WriteSession, ics: SystemCode, keys: PanelKeys, handed: Handed, now: datetime
) -> CodeOut:
    key = await datakeys.of_member(session, ics, keys, handed.member_id)
    code = code_of(key, handed) if handed.expires_on >= day_in_england(now) else None
    if code is None:
        raise VoucherExpired
    handed.shown_on = handed.shown_on or day_in_england(now)
    return CodeOut(
        supplier=handed.supplier,
        value_pence=handed.value_pence,
        currency=handed.currency,
        expires_on=handed.expires_on,
        code=code,
    )
