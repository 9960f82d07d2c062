"""Offers and claims over HTTP, for staff."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import utc_now
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.web.dependencies import Paging, Reading, System, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.dependencies import PersonalManager, PersonalReader, Reader
from panel.members import service as members
from panel.rewards import claiming, repository, service
from panel.rewards.errors import NobodyToReward
from panel.rewards.schemas import (
    ApproveIn,
    AuditOut,
    ClaimForIn,
    ClaimIn,
    ClaimOut,
    ClaimState,
    DecisionIn,
    OfferIn,
    OfferOut,
    ReasonIn,
)

router = Router(prefix="/api/v1/{ics}/panel/rewards", tags=["panel: rewards"])


@router.post("/offers", status_code=201)
async def make_offer(
    ics: System, session: Writing, body: OfferIn, principal: PersonalManager
) -> OfferOut:
    """Offer a reward or expense to members, for a survey, an event, a selection, or something with
    a title of its own."""
    made = await service.offer(session, ics, body, subject=principal.subject, now=utc_now())
    return OfferOut.model_validate(made)


@router.get("/offers")
async def list_offers(
    *, ics: System, session: Reading, paging: Paging, request: Request, response: Response,
    _: Reader,
) -> PageOut[OfferOut]:  # fmt: skip
    """List offers in the order in which they were made; not to whom."""
    page = await repository.list_offers(session, ics, paging)
    return PageOut[OfferOut].model_validate(page_response(page, request, response))


@router.put("/offers/{offer_id}/members/{member_id}/decision", status_code=204)
async def decide_for(
    *,
    ics: System,
    session: Writing,
    offer_id: UUID,
    member_id: UUID,
    body: DecisionIn,
    principal: PersonalManager,
) -> None:
    """Enter what a member without email decided, to whom the benefits warning was read out."""
    await _lock_member(session, ics, member_id)
    await service.decide(
        session,
        ics,
        offer_id=offer_id,
        member_id=member_id,
        said=body,
        subject=principal.subject,
        now=utc_now(),
    )


@router.post("/claims", status_code=201)
async def claim_for(
    ics: System, session: Writing, body: ClaimForIn, principal: PersonalManager
) -> ClaimOut:
    """Enter a claim for a member; somebody else decides on it."""
    await _lock_member(session, ics, body.member_id)
    entered = await claiming.claim(
        session,
        ics,
        offer_id=body.offer_id,
        member_id=body.member_id,
        said=ClaimIn(quantity=body.quantity, happened_on=body.happened_on),
        subject=principal.subject,
        now=utc_now(),
    )
    return ClaimOut.model_validate(entered)


@router.get("/claims")
async def list_claims(
    *,
    ics: System,
    session: Reading,
    paging: Paging,
    request: Request,
    response: Response,
    _: PersonalReader,
    state: Annotated[ClaimState | None, Query(description="All states if left out.")] = None,
) -> PageOut[ClaimOut]:
    """List claims in the order in which they were entered."""
    page = await repository.list_claims(session, ics, paging, state)
    return PageOut[ClaimOut].model_validate(page_response(page, request, response))


@router.post("/claims/{claim_id}/approve")
async def approve(
    ics: System, session: Writing, claim_id: UUID, body: ApproveIn, principal: PersonalManager
) -> ClaimOut:
    """Approve a claim; whoever entered it may not."""
    approved = await claiming.approve(
        session,
        ics,
        claim_id=claim_id,
        evidence_seen=body.evidence_seen,
        subject=principal.subject,
        now=utc_now(),
    )
    return ClaimOut.model_validate(approved)


@router.post("/claims/{claim_id}/refuse")
async def refuse(
    ics: System, session: Writing, claim_id: UUID, body: ReasonIn, principal: PersonalManager
) -> ClaimOut:
    """Refuse a claim, with the reason that its member reads; whoever entered it may not. One that
    was approved by mistake is refused the same way, until it is in a batch or handed out."""
    refused = await claiming.refuse(
        session,
        ics,
        claim_id=claim_id,
        reason=body.reason,
        subject=principal.subject,
        now=utc_now(),
    )
    return ClaimOut.model_validate(refused)


@router.get("/audit")
async def read_audit(
    *, ics: System, session: Reading, paging: Paging, request: Request, response: Response,
    _: PersonalReader,
) -> PageOut[AuditOut]:  # fmt: skip
    """List who did what, the oldest first; by subjects of tokens, without names."""
    page = await repository.list_audit(session, ics, paging)
    return PageOut[AuditOut].model_validate(page_response(page, request, response))


async def _lock_member(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    if not await members.present_to_change(session, ics, member_id):
        raise NobodyToReward
