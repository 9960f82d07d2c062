"""Following a receipt along the thread.

A receipt comes in the body of a request and never in its address, so that no log of addresses
holds one. It is checked by the panel, which keeps nothing of that; the thread is what anybody may
see of the survey, so a receipt opens nothing that is not public.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common.db.engine import Database
from common.db.tenancy import SystemCode
from gateway.proxy.errors import ServiceUnavailable
from gateway.proxy.panel import Answer, Panel
from gateway.receipts.errors import ReceiptNotValid
from gateway.thread.service import Thread, public_thread


@dataclass(frozen=True)
class Followed:
    """A genuine receipt, and where it leads."""

    survey_id: UUID
    survey_opened: str
    thread: Thread | None


async def follow_receipt(
    panel: Panel, database: Database, ics: SystemCode, receipt: str
) -> Followed:
    """Check a receipt and follow it.

    Raises:
        ReceiptNotValid: if it is forged, altered or of another system.
        ServiceUnavailable: if the panel cannot be asked.
    """
    said = _content(await panel.check_receipt(ics, receipt))
    survey_id = UUID(said["survey_id"])
    async with database.reading(ics) as session:
        thread = await public_thread(session, "surveys", survey_id)
    return Followed(survey_id, said["survey_opened"], thread)


async def check_receipt(panel: Panel, ics: SystemCode, receipt: str) -> None:
    """Say that a receipt is genuine.

    Raises:
        ReceiptNotValid, ServiceUnavailable: as `follow_receipt`.
    """
    _content(await panel.check_receipt(ics, receipt))


async def verification_keys(panel: Panel, ics: SystemCode) -> list[dict[str, Any]]:
    """Give the keys that verify a system's receipts.

    Raises:
        ServiceUnavailable: if the panel cannot be asked.
    """
    keys: list[dict[str, Any]] = _content(await panel.receipt_keys(ics))["keys"]
    return keys


def _content(answer: Answer) -> dict[str, Any]:
    if answer.status == ReceiptNotValid.status:
        raise ReceiptNotValid
    if not answer.ok:
        raise ServiceUnavailable("Try again in a few minutes.")
    return answer.content
