"""Receipts over HTTP: checked, and the keys that verify them without us."""

from __future__ import annotations

from common.web.dependencies import System
from common.web.routing import Router
from panel.dependencies import Answerer, Keys
from panel.receipts import service
from panel.receipts.schemas import AnswerReceiptKeys, ReceiptIn, ReceiptOut

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: answering"])


@router.post("/receipts/check")
async def check(ics: System, keys: Keys, body: ReceiptIn, _: Answerer) -> ReceiptOut:
    """Say which survey a receipt is of. Nothing is looked up and nothing is kept; what came of
    the survey is on the thread."""
    return service.check(keys, ics, body.receipt)


@router.get("/receipt-keys")
async def read_keys(ics: System, keys: Keys, _: Answerer) -> AnswerReceiptKeys:
    """Give the keys that verify receipts of answers."""
    return AnswerReceiptKeys.model_validate(service.verification_keys(keys, ics))
