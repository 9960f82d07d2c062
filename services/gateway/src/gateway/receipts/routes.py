"""Receipts for programs, without an API key."""

from __future__ import annotations

from common.web.dependencies import anonymous
from common.web.routing import Router
from gateway.dependencies import GatewayParts
from gateway.pages.routing import Slug
from gateway.receipts import service
from gateway.receipts.schemas import CameOfIt, KeySetOut, ReceiptIn
from gateway.thread.shown import thread_out

router = Router(prefix="/{slug}/receipts", tags=["receipts"], dependencies=[anonymous()])


@router.post("/thread.json", response_model=CameOfIt)
async def follow_receipt(slug: Slug, parts: GatewayParts, body: ReceiptIn) -> dict[str, object]:
    """Show what came of an answer to whoever holds its receipt: survey, activity, finding, decision
    and "you said, we did", as far as they are public."""
    system = await parts.systems.by_slug(slug)
    found = await service.follow_receipt(parts.panel, parts.database, system.code, body.receipt)
    return {
        "survey_id": found.survey_id,
        "survey_opened": found.survey_opened,
        "thread": thread_out(system, found.thread) if found.thread else None,
    }


@router.get("/keys.json")
async def read_keys(slug: Slug, parts: GatewayParts) -> KeySetOut:
    """Give the public keys by which a receipt is verified without asking anybody."""
    system = await parts.systems.by_slug(slug)
    return KeySetOut(keys=await service.verification_keys(parts.panel, system.code))
