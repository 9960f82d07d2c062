"""Erasures over HTTP: asked for by the person or by staff, and followed by the receipt."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import Path, Request, Response

from common.clock import utc_now
from common.mail.carriers import carrier_of
from common.web.dependencies import Paging, Reading, System, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.dependencies import Joiner, Keys, Manager, ManageToken, PersonalManager, Settings
from panel.erasures import service
from panel.erasures.progress import Asked, Progress, Terms
from panel.erasures.receipts import signed_receipt, verification_keys
from panel.erasures.requests import erase_at_request, erase_me
from panel.erasures.schemas import (
    ErasureAsked,
    ErasureIn,
    ErasureOut,
    OutstandingErasure,
    ReceiptKeys,
    erasure_out,
)
from panel.settings import PanelSettings

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: erasures"])

ReceiptToken = Annotated[
    str, Path(min_length=20, max_length=100, description="The last part of a receipt's address.")
]


@router.post("/me/erasure", status_code=202)
async def erase(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    settings: Settings,
    token: ManageToken,
    response: Response,
    _: Joiner,
) -> ErasureAsked:
    """Be erased: everything goes, answers to surveys too. Published figures stay as they were.

    The panel has erased when this answers; the receipt says when every other service has.
    """
    asked = await erase_me(
        session,
        ics,
        keys=keys,
        token=token,
        terms=_terms(settings),
        carrier=carrier_of(settings),
        now=utc_now(),
    )
    return _asked(asked, ics, response)


@router.post("/erasures", status_code=202)
async def erase_member(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    settings: Settings,
    body: ErasureIn,
    response: Response,
    _: PersonalManager,
) -> ErasureAsked:
    """Erase a member who asked staff for it; hand them the receipt's address."""
    asked = await erase_at_request(
        session,
        ics,
        keys=keys,
        whom=body,
        terms=_terms(settings),
        carrier=carrier_of(settings),
        now=utc_now(),
    )
    return _asked(asked, ics, response)


@router.get("/erasures")
async def list_outstanding(
    *,
    ics: System,
    session: Reading,
    paging: Paging,
    request: Request,
    response: Response,
    _: Manager,
) -> PageOut[OutstandingErasure]:
    """List the erasures that are not complete, the oldest first, and which services are missing."""
    now = utc_now()

    def outstanding(progress: Progress) -> OutstandingErasure:
        erasure = progress.erasure
        return OutstandingErasure(
            erasure_id=erasure.id,
            requested_at=erasure.requested_at,
            due_at=erasure.due_at,
            overdue=erasure.due_at < now,
            missing=progress.missing,
        )

    page = (await service.outstanding(session, ics, paging)).map(outstanding)
    return PageOut[OutstandingErasure].model_validate(page_response(page, request, response))


@router.get("/erasure-keys")
async def read_receipt_keys(ics: System, keys: Keys, _: Joiner) -> ReceiptKeys:
    """Give the keys that verify receipts."""
    return ReceiptKeys.model_validate(verification_keys(keys))


@router.get("/erasures/{token}")
async def read_receipt(
    ics: System, session: Reading, keys: Keys, token: ReceiptToken, _: Joiner
) -> ErasureOut:
    """Say how far an erasure is, service by service; once it is complete, with a signed receipt."""
    progress = await service.progress_of(session, ics, token)
    return erasure_out(progress, signed_receipt(keys, progress))


def _terms(settings: PanelSettings) -> Terms:
    within = timedelta(seconds=settings.erasure_due_seconds)
    return Terms(settings.erasure_awaits(), within)


def _asked(asked: Asked, ics: str, response: Response) -> ErasureAsked:
    address = f"/api/v1/{ics}/panel/erasures/{asked.token}"
    response.headers["Location"] = address
    return ErasureAsked(
        erasure_id=asked.erasure.id,
        receipt=address,
        receipt_token=asked.token,
        due_at=asked.erasure.due_at,
    )
