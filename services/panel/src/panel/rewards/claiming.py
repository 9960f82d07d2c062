"""Claiming, and deciding on claims.

What a claim comes to is worked out once, with rate and cap as in force on the day of the activity.
Of a voucher that is given away the cause gets the worth in money: a code is of no use to it.
Who entered a claim does not decide on it. On a survey, claims are taken once it is closed and for
the survey's one day, so that nothing here stands beside the day on which somebody answered.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.rewards import amounts, catalogue, repository
from panel.rewards.audit import note
from panel.rewards.errors import (
    CapReached,
    ClaimMoved,
    ClaimNotFound,
    EvidenceNotSeen,
    NotAccepted,
    SamePerson,
)
from panel.rewards.models import Claim, RewardOffer
from panel.rewards.schemas import ClaimIn
from panel.rewards.service import offered_to, the_offer
from panel.rewards.states import moved
from panel.surveys import service as surveys

Verdict = Literal["approved", "refused"]


async def claim(
    session: WriteSession,
    ics: SystemCode,
    *,
    offer_id: UUID,
    member_id: UUID,
    said: ClaimIn,
    subject: str,
    now: datetime,
    new_id: NewId = new_id,
) -> Claim:
    """Enter a claim on an offer that was accepted or given away.

    Args:
        subject: `audit.MEMBER`, or of whoever enters it for the member.

    Raises:
        OfferNotFound, NotAccepted, CapReached
        Invalid: if the day is not one of the activity, or ahead; if the kind is not in force on
            it; if the survey is open still; if the quantity comes to nothing, or is no whole number
            of vouchers.
    """
    offered = await offered_to(session, ics, offer_id, member_id)
    if offered.decision not in ("accepted", "donated"):
        raise NotAccepted
    made = await the_offer(session, ics, offer_id)
    await _refuse_wrong_day(session, ics, made, said, now)
    kind = await catalogue.kind_on(session, ics, made.kind, said.happened_on)
    if kind is None:
        raise _wrong_day("is a day on which this kind is not in force")
    claimed = await repository.claimed_pence(session, ics, offer_id, member_id)
    if claimed >= kind.cap_pence:
        raise CapReached
    quantity, left = said.quantity, kind.cap_pence - claimed
    if kind.given_as == "voucher":
        quantity = _whole_vouchers(quantity, left // kind.rate_pence)
    amount = amounts.due(kind.rate_pence, quantity, left)
    if amount == 0:
        raise Invalid(
            "The quantity comes to less than half a penny.",
            fields=(FieldError("body.quantity", "must come to a penny at least"),),
        )
    entered = Claim(
        ics=ics,
        id=new_id(),
        offer_id=offer_id,
        member_id=member_id,
        kind=made.kind,
        quantity=quantity,
        happened_on=said.happened_on,
        rate_pence=kind.rate_pence,
        amount_pence=amount,
        evidence_needed=kind.evidence,
        cause=offered.cause,
        given_as="money" if offered.cause is not None else kind.given_as,
        state="submitted",
        entered_by=subject,
        entered_on=day_in_england(now),
    )
    session.add(entered)
    await session.flush()
    note(session, ics, subject=subject, act="claimed", about="claim", about_id=entered.id, now=now)
    return entered


async def withdraw(
    session: WriteSession,
    ics: SystemCode,
    *,
    claim_id: UUID,
    member_id: UUID,
    subject: str,
    now: datetime,
) -> None:
    """Take back a claim that nobody decided on yet.

    Raises:
        ClaimNotFound: if it is not this member's.
        ClaimMoved: if it was decided on.
    """
    entered = await repository.lock_claim(session, ics, claim_id)
    if entered is None or entered.member_id != member_id:
        raise ClaimNotFound
    if entered.state != "submitted":
        raise ClaimMoved(entered.state)
    entered.state = moved(entered.state, "cancelled")
    note(session, ics, subject=subject, act="withdrawn", about="claim", about_id=claim_id, now=now)


async def approve(
    session: WriteSession,
    ics: SystemCode,
    *,
    claim_id: UUID,
    evidence_seen: bool,
    subject: str,
    now: datetime,
) -> Claim:
    """Approve a claim; of two at once the second finds it approved, and is refused.

    Raises:
        ClaimNotFound, ClaimMoved, SamePerson
        EvidenceNotSeen: if its kind needs evidence that nobody says to have seen.
    """
    entered = await _to_decide(session, ics, claim_id, "approved", subject)
    if entered.evidence_needed and not evidence_seen:
        raise EvidenceNotSeen
    return _decided(session, entered, "approved", subject, now)


async def refuse(
    session: WriteSession,
    ics: SystemCode,
    *,
    claim_id: UUID,
    reason: str,
    subject: str,
    now: datetime,
) -> Claim:
    """Refuse a claim, with the reason that its member reads; one too that was approved by mistake
    and is in no batch yet. No batch is made meanwhile, or it would pay what is being refused.

    Raises:
        ClaimNotFound, ClaimMoved, SamePerson
    """
    await repository.lock(session, ics)
    entered = await _to_decide(session, ics, claim_id, "refused", subject)
    entered.reason = reason
    return _decided(session, entered, "refused", subject, now)


async def _refuse_wrong_day(
    session: ReadSession, ics: SystemCode, made: RewardOffer, said: ClaimIn, now: datetime
) -> None:
    if not made.first_day <= said.happened_on <= made.last_day:
        raise _wrong_day("must be a day of the activity")
    if said.happened_on > day_in_england(now):
        raise _wrong_day("must not be ahead")
    if made.activity == "survey" and made.activity_id is not None:
        survey = await surveys.the_survey(session, ics, made.activity_id)
        if survey.state != "closed":
            raise Invalid(
                "Claims are taken once the survey is closed, so that they tell nothing of when "
                "anybody answered."
            )


def _whole_vouchers(quantity: Decimal, most: int) -> Decimal:
    """Give how many vouchers are claimed, no more than the cap leaves; they have no parts."""
    if quantity != quantity.to_integral_value():
        raise Invalid(
            "Vouchers have no parts.",
            fields=(FieldError("body.quantity", "must be a whole number of vouchers"),),
        )
    if most < 1:
        raise CapReached
    return min(quantity, Decimal(most))


def _wrong_day(message: str) -> Invalid:
    return Invalid(
        "The claim is not for a day on which it can be made.",
        fields=(FieldError("body.happened_on", message),),
    )


async def _to_decide(
    session: WriteSession, ics: SystemCode, claim_id: UUID, to: Verdict, subject: str
) -> Claim:
    entered = await repository.lock_claim(session, ics, claim_id)
    if entered is None:
        raise ClaimNotFound
    moved(entered.state, to)
    if entered.entered_by == subject:
        raise SamePerson
    return entered


def _decided(session: WriteSession, entered: Claim, act: Verdict, by: str, now: datetime) -> Claim:
    entered.state = moved(entered.state, act)
    entered.decided_by = by
    entered.decided_on = day_in_england(now)
    note(
        session,
        SystemCode(entered.ics),
        subject=by,
        act=act,
        about="claim",
        about_id=entered.id,
        now=now,
    )
    return entered
