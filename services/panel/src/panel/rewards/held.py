"""What is held of a member's rewards, for the member's own eyes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.datakeys import service as datakeys
from panel.keys import PanelKeys
from panel.rewards import paying, repository, voucher_repository
from panel.rewards.bacs import Account
from panel.rewards.models import Claim, Offered, Payee, RewardOffer
from panel.rewards.schemas import PaymentDetails
from panel.rewards.showing import code_of
from panel.rewards.vouchers import Handed


@dataclass(frozen=True)
class RewardsHeld:
    """A member's offers with what they decided, their claims, the vouchers that they were handed,
    and where they are paid."""

    offers: Sequence[tuple[RewardOffer, Offered]]
    claims: Sequence[Claim]
    vouchers: Sequence[Handed]
    account: Account | None
    taken: Payee | None
    """How staff took the account down; None where the member entered it, or there is none."""

    def claims_on(self, offer_id: UUID) -> list[Claim]:
        """Give the claims on an offer."""
        return [claim for claim in self.claims if claim.offer_id == offer_id]

    def vouchers_on(self, offer_id: UUID) -> list[Handed]:
        """Give the vouchers that were handed out for claims on an offer."""
        ids = {claim.id for claim in self.claims_on(offer_id)}
        return [voucher for voucher in self.vouchers if voucher.claim_id in ids]


async def held_of(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member_id: UUID
) -> RewardsHeld:
    """Give what is held of a member's rewards."""
    payee = await repository.find_payee(session, ics, member_id)
    return RewardsHeld(
        await repository.offered_to(session, ics, member_id),
        await repository.claims_of(session, ics, member_id),
        await voucher_repository.handed_to(session, ics, member_id),
        paying.open_account(ics, keys, member_id, payee.sealed) if payee is not None else None,
        payee if payee is not None and payee.taken_by is not None else None,
    )


async def shown_codes(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, mine: RewardsHeld
) -> Mapping[UUID, str]:
    """Give the codes of a member's vouchers that they were shown; others are shown by the button
    alone, so that they are noted as shown."""
    shown = [one for one in mine.vouchers if one.shown_on is not None]
    if not shown:
        return {}
    key = await datakeys.of_member(session, ics, keys, shown[0].member_id)
    codes = {one.voucher_id: code_of(key, one) for one in shown}
    return {voucher_id: code for voucher_id, code in codes.items() if code is not None}


def account_of(details: PaymentDetails) -> Account:
    """Give the account as the bank's file writes it."""
    return Account(
        details.account_name,
        details.sort_code.replace("-", "").replace(" ", ""),
        details.account_number.rjust(8, "0"),
    )


async def keep_details(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    member_id: UUID,
    details: PaymentDetails,
) -> None:
    """Keep where a member is paid, sealed, in place of what was held."""
    sealed = paying.seal_account(ics, keys, member_id, account_of(details))
    await repository.write_payee(session, ics, member_id, sealed)


async def forget_details(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Forget where a member is paid; claims that wait for payment wait for new details."""
    await repository.delete_payee(session, ics, member_id)
