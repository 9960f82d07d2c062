"""Vouchers over HTTP: the stock and handing out for staff, the code for its member."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import day_in_england, utc_now
from common.observability.logging import get_logger
from common.web.dependencies import Paging, Reading, System, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.dependencies import Joiner, Keys, ManageToken, PersonalManager, PersonalReader
from panel.members import service as members
from panel.rewards import handing, showing, stock, voucher_repository
from panel.rewards.voucher_schemas import (
    CodeOut,
    HandedOut,
    HandOutIn,
    InStockOut,
    LoadedOut,
    StockOut,
    VoucherOut,
    VouchersIn,
)

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: rewards"])
_log = get_logger(__name__)


@router.post("/rewards/vouchers", status_code=201)
async def load_vouchers(
    ics: System, session: Writing, keys: Keys, body: VouchersIn, principal: PersonalManager
) -> LoadedOut:
    """Put vouchers into the stock, all or none. Their codes are sealed, and no code is loaded
    twice, however long ago it was given."""
    loaded = await stock.load(
        session, ics, body, keys=keys, subject=principal.subject, now=utc_now()
    )
    return LoadedOut.model_validate(loaded)


@router.get("/rewards/vouchers")
async def read_stock(ics: System, session: Reading, _: PersonalReader) -> StockOut:
    """Count the vouchers in stock by their sort, and the claims that wait for one; no codes."""
    found = await voucher_repository.stock(session, ics, day_in_england(utc_now()))
    return StockOut(
        items=[InStockOut.model_validate(one) for one in found],
        waiting_claims=await voucher_repository.count_waiting(session, ics),
    )


@router.post("/rewards/vouchers/hand-out")
async def hand_out(
    ics: System, session: Writing, keys: Keys, body: HandOutIn, principal: PersonalManager
) -> HandedOut:
    """Give vouchers to approved claims, the oldest first, as far as the stock goes; each member is
    told by mail that theirs is on their own page."""
    return await handing.hand_out(
        session,
        ics,
        keys=keys,
        claim_ids=body.claim_ids,
        subject=principal.subject,
        now=utc_now(),
    )


@router.get("/rewards/vouchers/handed")
async def list_handed(
    *,
    ics: System,
    session: Reading,
    paging: Paging,
    request: Request,
    response: Response,
    _: PersonalReader,
    claim_id: Annotated[UUID | None, Query(description="Of one claim.")] = None,
) -> PageOut[VoucherOut]:
    """List the vouchers in members' hands, without their codes."""
    page = await voucher_repository.list_handed(session, ics, paging, claim_id)
    return PageOut[VoucherOut].model_validate(page_response(page, request, response))


@router.post("/rewards/vouchers/handed/{voucher_id}/read-out")
async def read_out(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    voucher_id: UUID,
    response: Response,
    principal: PersonalManager,
) -> CodeOut:
    """Give the code of a voucher, to read it out or bring it to a member who cannot use the page,
    or who lost it. The audit says who did."""
    shown = await showing.read_out(
        session, ics, keys=keys, voucher_id=voucher_id, subject=principal.subject, now=utc_now()
    )
    _log.info("voucher read out", voucher=str(voucher_id), subject=principal.subject)
    response.headers["Cache-Control"] = "no-store"
    return shown


@router.post("/rewards/vouchers/handed/{voucher_id}/replace")
async def replace(
    *, ics: System, session: Writing, keys: Keys, voucher_id: UUID, principal: PersonalManager
) -> VoucherOut:
    """Give another voucher of the same worth in place of one that no shop takes."""
    fresh = await handing.replace(
        session, ics, keys=keys, voucher_id=voucher_id, subject=principal.subject, now=utc_now()
    )
    return VoucherOut.model_validate(fresh)


@router.post("/me/rewards/vouchers/{voucher_id}/show")
async def show(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    token: ManageToken,
    voucher_id: UUID,
    response: Response,
    _: Joiner,
) -> CodeOut:
    """Show a member the code of a voucher of theirs; once."""
    member = await members.member_to_change(session, ics, token)
    shown = await showing.show(
        session, ics, keys=keys, voucher_id=voucher_id, member_id=member.id, now=utc_now()
    )
    response.headers["Cache-Control"] = "no-store"
    return shown
