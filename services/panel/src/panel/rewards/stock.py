"""The stock of vouchers: loading codes, counting them, taking out what has expired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.keys import PanelKeys
from panel.rewards import amounts, catalogue, repository, voucher_repository
from panel.rewards.audit import note
from panel.rewards.voucher_schemas import VouchersIn

VOUCHERS = "reward_vouchers"
"""The table whose rows the codes in stock are bound to."""


@dataclass(frozen=True)
class Loaded:
    """Vouchers that were put into the stock together."""

    id: UUID
    vouchers: int
    total_pence: int


async def load(
    session: WriteSession,
    ics: SystemCode,
    said: VouchersIn,
    *,
    keys: PanelKeys,
    subject: str,
    now: datetime,
    new_id: NewId = new_id,
) -> Loaded:
    """Put vouchers into the stock, all or none.

    Raises:
        NothingInForce: if the system's data have no terms of the ledger.
        Invalid: if they have expired; if a code is named twice, or was loaded before.
    """
    today = day_in_england(now)
    terms = await catalogue.terms_on(session, ics, today)
    if said.expires_on < today:
        raise Invalid(
            "The vouchers have expired.",
            fields=(FieldError("body.expires_on", "must not be over"),),
        )
    await repository.lock(session, ics)
    indexes = [keys.voucher_index(ics, code) for code in said.codes]
    await _refuse_known(session, ics, indexes)
    load_id = new_id()
    sort = {
        "ics": ics,
        "supplier": said.supplier,
        "value_pence": said.value_pence,
        "currency": said.currency,
        "expires_on": said.expires_on,
    }
    until = amounts.keep_until(max(today, said.expires_on), terms.ledger_years)
    ids = [new_id() for _ in said.codes]
    await voucher_repository.add(
        session,
        [
            sort | {"id": one, "load_id": load_id, "sealed": keys.seal(code, ics, VOUCHERS, one)}
            for one, code in zip(ids, said.codes, strict=True)
        ],
        [
            sort
            | {"voucher_id": one, "entry": "loaded", "entered_on": today, "keep_until": until,
               "code_index": index}
            for one, index in zip(ids, indexes, strict=True)
        ],
    )  # fmt: skip
    note(session, ics, subject=subject, act="loaded", about="load", about_id=load_id, now=now)
    return Loaded(load_id, len(ids), len(ids) * said.value_pence)


async def look_after(session: WriteSession, ics: SystemCode, now: datetime) -> None:
    """Forget the codes of what members hold and has expired, take out of the stock what has expired
    (where terms say how long its entry is kept), and delete the ledger's entries that the law no
    longer asks for."""
    today = day_in_england(now)
    await repository.lock(session, ics)
    await voucher_repository.forget_expired_codes(session, ics, today)
    terms = await catalogue.find_terms(session, ics, today)
    if terms is not None:
        until = amounts.keep_until(today, terms.ledger_years)
        await voucher_repository.expire(session, ics, today, until)
    await voucher_repository.forget_old(session, ics, today)


async def _refuse_known(session: WriteSession, ics: SystemCode, indexes: Sequence[bytes]) -> None:
    before = await voucher_repository.loaded_before(session, ics, indexes)
    wrong = []
    for number, index in enumerate(indexes):
        if index in before:
            wrong.append(FieldError(f"body.codes[{number}]", "was loaded before"))
        elif indexes.index(index) < number:
            wrong.append(FieldError(f"body.codes[{number}]", "is named twice"))
    if wrong:
        raise Invalid("No code is loaded twice, so none of these was.", fields=tuple(wrong))
