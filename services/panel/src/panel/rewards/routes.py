"""A member's own rewards over HTTP, and what a system offers."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from common.clock import day_in_england, utc_now
from common.web.dependencies import Reading, System, Writing
from common.web.routing import Router
from panel.dependencies import Caller, Joiner, Keys, ManageToken
from panel.members import service as members
from panel.rewards import catalogue, claiming, held, service
from panel.rewards.audit import MEMBER
from panel.rewards.catalogue import Catalogue
from panel.rewards.held import RewardsHeld
from panel.rewards.models import RewardKind, RewardWarning
from panel.rewards.schemas import (
    CatalogueOut,
    CauseOut,
    ClaimIn,
    DecisionIn,
    KindOut,
    MyClaimOut,
    MyOfferOut,
    MyRewardsOut,
    PaymentDetails,
    WarningOut,
)
from panel.rewards.voucher_schemas import MyVoucherOut

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: rewards"])


@router.get("/rewards/kinds")
async def read_catalogue(ics: System, session: Reading, _: Caller) -> CatalogueOut:
    """Give the kinds of rewards and expenses with their rates and caps, the causes that members may
    give to, and the benefits warning: as in force today."""
    today = await catalogue.on_day(session, ics, day_in_england(utc_now()))
    return CatalogueOut(
        kinds=[KindOut.model_validate(kind) for kind in today.kinds],
        causes=[CauseOut(code=cause.code, name=cause.name) for cause in today.causes],
        warning=_warning(today.warning),
    )


@router.get("/me/rewards")
async def read_my_rewards(
    ics: System, session: Reading, keys: Keys, token: ManageToken, _: Joiner
) -> MyRewardsOut:
    """Give a member what they are offered and have claimed, with the warning about benefits that
    they must read before they accept."""
    me = await members.me(session, ics, keys, token, utc_now())
    mine = await held.held_of(session, ics, keys, me.member.id)
    kinds = await catalogue.kinds_of(session, ics, [offer for offer, _ in mine.offers])
    return _mine(mine, kinds, await catalogue.on_day(session, ics, day_in_england(utc_now())))


@router.put("/me/rewards/{offer_id}/decision", status_code=204)
async def decide(
    *,
    ics: System,
    session: Writing,
    token: ManageToken,
    offer_id: UUID,
    body: DecisionIn,
    _: Joiner,
) -> None:
    """Accept an offer, decline it, or give it to a cause; it can be changed until it is claimed."""
    member = await members.member_to_change(session, ics, token)
    await service.decide(
        session,
        ics,
        offer_id=offer_id,
        member_id=member.id,
        said=body,
        subject=MEMBER,
        now=utc_now(),
    )


@router.post("/me/rewards/{offer_id}/claims", status_code=201)
async def claim(
    *,
    ics: System,
    session: Writing,
    token: ManageToken,
    offer_id: UUID,
    body: ClaimIn,
    _: Joiner,
) -> MyClaimOut:
    """Claim what was accepted, at the rate and within the cap of the day of the activity."""
    member = await members.member_to_change(session, ics, token)
    entered = await claiming.claim(
        session,
        ics,
        offer_id=offer_id,
        member_id=member.id,
        said=body,
        subject=MEMBER,
        now=utc_now(),
    )
    return MyClaimOut.model_validate(entered)


@router.delete("/me/rewards/claims/{claim_id}", status_code=204)
async def withdraw(
    *, ics: System, session: Writing, token: ManageToken, claim_id: UUID, _: Joiner
) -> None:
    """Take back a claim that nobody decided on yet."""
    member = await members.member_to_change(session, ics, token)
    await claiming.withdraw(
        session, ics, claim_id=claim_id, member_id=member.id, subject=MEMBER, now=utc_now()
    )


@router.put("/me/payment-details", status_code=204)
async def keep_payment_details(
    *, ics: System, session: Writing, keys: Keys, token: ManageToken, body: PaymentDetails,
    _: Joiner,
) -> None:  # fmt: skip
    """Say where to be paid. It is kept sealed, used for payment alone, and goes with the member."""
    member = await members.member_to_change(session, ics, token)
    await held.keep_details(session, ics, keys=keys, member_id=member.id, details=body)


@router.delete("/me/payment-details", status_code=204)
async def forget_payment_details(
    ics: System, session: Writing, token: ManageToken, _: Joiner
) -> None:
    """Have one's payment details deleted; what waits to be paid waits for new ones."""
    member = await members.member_to_change(session, ics, token)
    await held.forget_details(session, ics, member.id)


def _mine(mine: RewardsHeld, kinds: Mapping[UUID, RewardKind], today: Catalogue) -> MyRewardsOut:
    return MyRewardsOut(
        warning=_warning(today.warning),
        causes=[CauseOut(code=cause.code, name=cause.name) for cause in today.causes],
        payment_details_end_in=mine.account.account_number[-2:] if mine.account else None,
        offers=[
            MyOfferOut(
                id=offer.id,
                title=offer.title,
                kind=KindOut.model_validate(kinds[offer.id]) if offer.id in kinds else None,
                activity=offer.activity,
                first_day=offer.first_day,
                last_day=offer.last_day,
                decision=offered.decision,
                cause=offered.cause,
                warning_version=offered.warning_version,
                claims=[MyClaimOut.model_validate(one) for one in mine.claims_on(offer.id)],
                vouchers=[MyVoucherOut.model_validate(one) for one in mine.vouchers_on(offer.id)],
            )
            for offer, offered in mine.offers
        ],
    )


def _warning(warning: RewardWarning | None) -> WarningOut | None:
    return WarningOut.model_validate(warning) if warning is not None else None
