"""Batches of payments and totals over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse

from common.clock import utc_now
from common.errors import FieldError, Invalid
from common.observability.logging import get_logger
from common.web.dependencies import Paging, Reading, System, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.dependencies import Keys, PersonalManager, PersonalReader, Reader
from panel.rewards import pay_repository, paying
from panel.rewards import totals as paid
from panel.rewards.errors import BatchIncomplete
from panel.rewards.schemas import BatchOut, Level, ReturnIn, SettleIn, TotalsOut

router = Router(prefix="/api/v1/{ics}/panel/rewards", tags=["panel: rewards"])
_log = get_logger(__name__)

_EARLIEST, _LATEST = date(2000, 1, 1), date(2199, 12, 31)
"""Days of which anybody may ask what was paid; there is no month after the last of all."""


@router.post("/batches", status_code=201)
async def make_batch(ics: System, session: Writing, principal: PersonalManager) -> BatchOut:
    """Put every approved claim that can be paid into a new batch. A claim is in one batch only."""
    made = await paying.make_batch(session, ics, subject=principal.subject, now=utc_now())
    return BatchOut.model_validate(made)


@router.get("/batches")
async def list_batches(
    *, ics: System, session: Reading, paging: Paging, request: Request, response: Response,
    _: PersonalReader,
) -> PageOut[BatchOut]:  # fmt: skip
    """List batches in the order in which they were made, with their control figures."""
    page = await pay_repository.list_batches(session, ics, paging)
    return PageOut[BatchOut].model_validate(page_response(page, request, response))


@router.get("/batches/{batch_id}")
async def read_batch(ics: System, session: Reading, batch_id: UUID, _: PersonalReader) -> BatchOut:
    """Give a batch and its control figures."""
    return BatchOut.model_validate(await paying.the_batch(session, ics, batch_id))


@router.get(
    "/batches/{batch_id}/exports/bacs",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/csv": {"schema": {"type": "string"}}}},
        409: {
            "description": BatchIncomplete.title,
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        },
    },
)
async def read_pay_file(
    ics: System, session: Reading, keys: Keys, batch_id: UUID, principal: PersonalManager
) -> StreamingResponse:
    """Give the bank's file of a batch: a line a payment, then number and sum of them. It is the
    same, byte for byte, each time, until the batch is settled."""
    parts = await paying.file_of(session, ics, keys, batch_id)
    _log.info("pay file read", batch=str(batch_id), subject=principal.subject)
    return StreamingResponse(
        parts,
        media_type="text/csv; charset=us-ascii",
        headers={
            "Content-Disposition": f'attachment; filename="payments-{batch_id}.csv"',
            "Cache-Control": "no-store",
        },
    )


@router.post("/batches/{batch_id}/settle")
async def settle(
    ics: System, session: Writing, batch_id: UUID, body: SettleIn, principal: PersonalManager
) -> BatchOut:
    """Enter what became of a batch: the lines that came back, and all others were paid. The payment
    details in it are deleted."""
    returned = {one.line: one.reason for one in body.returned}
    if len(returned) != len(body.returned):
        raise Invalid(
            "A line is named twice.",
            fields=(FieldError("body.returned", "must name each line once"),),
        )
    settled = await paying.settle(
        session,
        ics,
        batch_id=batch_id,
        returned=returned,
        subject=principal.subject,
        now=utc_now(),
    )
    return BatchOut.model_validate(settled)


@router.post("/batches/{batch_id}/returns", status_code=204)
async def give_back(
    ics: System, session: Writing, batch_id: UUID, body: ReturnIn, principal: PersonalManager
) -> None:
    """Enter that a payment of a settled batch came back after all."""
    await paying.give_back(
        session,
        ics,
        batch_id=batch_id,
        line=body.line,
        reason=body.reason,
        subject=principal.subject,
        now=utc_now(),
    )


@router.get("/totals")
async def read_totals(
    *,
    ics: System,
    session: Reading,
    principal: Reader,
    month: Annotated[date, Query(ge=_EARLIEST, le=_LATEST, description="A day of the month.")],
    level: Annotated[
        Level, Query(description="published, or exact: that needs panel:personal.")
    ] = "published",
) -> TotalsOut:
    """Tell how many people were paid in a month and how much, by kind: under disclosure control for
    months that are over, or exactly."""
    if level == "exact":
        principal.require("panel:personal")
    return await paid.totals(session, ics, month=month, level=level, now=utc_now())
