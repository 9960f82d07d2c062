"""Handing out vouchers for approved claims, and replacing those that no shop takes.

A voucher leaves the stock by its row being deleted, so no two people are ever given one code. In
the member's hands the code is sealed with their own key.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.datakeys import service as datakeys
from panel.datakeys.personal import PersonKey
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.members import service as members
from panel.rewards import amounts, catalogue, repository, voucher_repository
from panel.rewards.audit import note
from panel.rewards.errors import NothingToHandOut, OutOfVouchers, VoucherNotFound
from panel.rewards.models import Claim, RewardTerms
from panel.rewards.service import the_offer
from panel.rewards.showing import held_voucher, place_of
from panel.rewards.states import moved
from panel.rewards.stock import VOUCHERS
from panel.rewards.voucher_repository import Taken
from panel.rewards.voucher_schemas import HandedOut, Lacking
from panel.rewards.vouchers import Handed

MOST_AT_ONCE = 200


async def hand_out(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    claim_ids: Sequence[UUID] | None,
    subject: str,
    now: datetime,
) -> HandedOut:
    """Give vouchers to approved claims, the oldest first, as far as the stock goes.

    Args:
        claim_ids: of the claims; None for all that wait, `MOST_AT_ONCE` of a value at a time.

    Raises:
        NothingToHandOut: if no claim waits.
        OutOfVouchers: if some wait, and the stock is enough for none of them.
        NothingInForce: if the system's data have no terms of the ledger.
    """
    terms = await catalogue.terms_on(session, ics, day_in_england(now))
    claims = await _claims(session, ics, claim_ids)
    if not claims:
        raise NothingToHandOut
    good_on = day_in_england(now) + timedelta(days=terms.voucher_days)
    given, lacking = await _from_stock(session, ics, claims, good_on)
    if not given:
        raise OutOfVouchers(lacking[0].value_pence, good_on)
    own = await datakeys.of_members(
        session, ics, keys, list({claim.member_id for claim, _ in given})
    )
    await voucher_repository.hand(
        session,
        [
            _handed(
                claim, one, _resealed(ics, keys, own[claim.member_id], one), day_in_england(now)
            )
            for claim, taken in given
            for one in taken
        ],
    )
    handed = [one.id for _, taken in given for one in taken]
    until = _kept_until(now, terms)
    await voucher_repository.enter_given(session, ics, handed, day_in_england(now), until)
    for claim, _ in given:
        claim.state = moved(claim.state, "given")
        note(
            session, ics, subject=subject, act="handed_out", about="claim", about_id=claim.id,
            now=now,
        )  # fmt: skip
        await _tell(session, ics, claim, claim.id)
    return HandedOut(claims=len(given), vouchers=len(handed), lacking=lacking)


async def replace(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    voucher_id: UUID,
    subject: str,
    now: datetime,
) -> Handed:
    """Give a member another voucher in place of one that the shop does not take.

    Raises:
        VoucherNotFound, OutOfVouchers, NothingInForce
    """
    terms = await catalogue.terms_on(session, ics, day_in_england(now))
    held = await held_voucher(session, ics, voucher_id)
    claim = await repository.lock_claim(session, ics, held.claim_id)
    if claim is None:
        raise VoucherNotFound
    good_on = day_in_england(now) + timedelta(days=terms.voucher_days)
    taken = await voucher_repository.take(session, ics, held.value_pence, good_on, 1)
    if not taken:
        raise OutOfVouchers(held.value_pence, good_on)
    key = await datakeys.of_member(session, ics, keys, held.member_id)
    fresh = _handed(claim, taken[0], _resealed(ics, keys, key, taken[0]), held.handed_on)
    until = _kept_until(now, terms)
    days = {"ics": ics, "entered_on": day_in_england(now), "keep_until": until}
    await voucher_repository.enter(
        session,
        [
            days | _sort(held) | {"voucher_id": voucher_id, "entry": "faulty", "kind": None},
            days
            | _sort(taken[0])
            | {"voucher_id": taken[0].id, "entry": "replacement", "kind": claim.kind},
        ],
    )
    await session.delete(held)
    await session.flush()
    await voucher_repository.hand(session, [fresh])
    note(
        session, ics, subject=subject, act="replaced", about="voucher", about_id=voucher_id, now=now
    )
    await _tell(session, ics, claim, taken[0].id)
    replaced = await voucher_repository.lock_handed(session, ics, taken[0].id)
    if replaced is None:
        raise VoucherNotFound
    return replaced


async def _claims(
    session: WriteSession, ics: SystemCode, claim_ids: Sequence[UUID] | None
) -> Sequence[Claim]:
    """Give the claims that wait, locked, of members who cannot leave meanwhile: members are locked
    before rewards are, as when one leaves."""
    waiting = await voucher_repository.waiting(session, ics, claim_ids, MOST_AT_ONCE)
    there = await members.hold_present(session, ics, list({member_id for _, member_id in waiting}))
    await repository.lock(session, ics)
    ids = [claim_id for claim_id, member_id in waiting if member_id in there]
    return await voucher_repository.lock_waiting(session, ics, ids)


async def _from_stock(
    session: WriteSession, ics: SystemCode, claims: Iterable[Claim], good_on: date
) -> tuple[list[tuple[Claim, list[Taken]]], list[Lacking]]:
    """Take vouchers for claims in their order. Where there are too few for one, later claims of the
    same value wait behind it."""
    by_value: Mapping[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_value[claim.rate_pence].append(claim)
    given: list[tuple[Claim, list[Taken]]] = []
    lacking: Counter[int] = Counter()
    for value, waiting in by_value.items():
        left = await voucher_repository.on_hand(session, ics, value, good_on)
        served = []
        for claim in waiting:
            number = int(claim.quantity)
            if lacking[value] or number > left:
                lacking[value] += number
                continue
            served.append((claim, number))
            left -= number
        lacking[value] -= left if lacking[value] else 0
        taken = await voucher_repository.take(
            session, ics, value, good_on, sum(number for _, number in served)
        )
        for claim, number in served:
            given.append((claim, [taken.pop(0) for _ in range(number)]))
    return given, [
        Lacking(value_pence=value, vouchers=number) for value, number in lacking.items() if number
    ]


async def _tell(session: WriteSession, ics: SystemCode, claim: Claim, about_id: UUID) -> None:
    """Queue the mail that a voucher is there. It has no code: mails are kept, and passed on."""
    offer = await the_offer(session, ics, claim.offer_id)
    await mail.queue_about(
        session,
        ics,
        kind=MailKind.VOUCHER_READY,
        about_id=about_id,
        said={"title": offer.title},
        member_ids=[claim.member_id],
    )


def _kept_until(now: datetime, terms: RewardTerms) -> date:
    return amounts.keep_until(day_in_england(now), terms.ledger_years)


def _resealed(ics: SystemCode, keys: PanelKeys, key: PersonKey, taken: Taken) -> bytes:
    return key.seal(keys.open(taken.sealed, ics, VOUCHERS, taken.id), place_of(taken.id))


def _handed(claim: Claim, taken: Taken, sealed: bytes, handed_on: date) -> dict[str, object]:
    return {
        "ics": claim.ics,
        "voucher_id": taken.id,
        "claim_id": claim.id,
        "member_id": claim.member_id,
        "sealed": sealed,
        "handed_on": handed_on,
    } | _sort(taken)


def _sort(voucher: Taken | Handed) -> dict[str, object]:
    names = ("supplier", "value_pence", "currency", "expires_on")
    return {name: getattr(voucher, name) for name in names}
