"""What came of an answer, on a page: the receipt is pasted, or sent by a button."""

from __future__ import annotations

from fastapi import Request, Response
from starlette.datastructures import FormData
from starlette.responses import PlainTextResponse

from gateway.dependencies import GatewayParts
from gateway.pages.forms import one, sent_form
from gateway.pages.public import KINDS
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router
from gateway.receipts.errors import ReceiptNotValid
from gateway.receipts.service import check_receipt, follow_receipt
from gateway.systems.service import SystemEntry

router = page_router()

_FILE = """Receipt for an answer to a survey of {name}

With this receipt you can see what came of the survey. It does not say who you are or what you
answered. Open {url}/{slug}/receipts
and paste in the line below, all of it.

{receipt}
"""


@router.get("/{slug}/receipts")
async def receipt_form(slug: Slug, parts: GatewayParts) -> Response:
    """Ask for a receipt."""
    return _form(await parts.systems.by_slug(slug))


@router.post("/{slug}/receipts")
async def what_came_of_it(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Show what came of the survey that a receipt is of."""
    system = await parts.systems.by_slug(slug)
    receipt = _receipt(await sent_form(request))
    if not receipt:
        return _form(system, "Paste in your receipt")
    try:
        found = await follow_receipt(parts.panel, parts.database, system.code, receipt)
    except ReceiptNotValid:
        return page("receipts/not_valid.html", status=422, system=system)
    return page(
        "receipts/thread.html", system=system, thread=found.thread, receipt=receipt, kinds=KINDS
    )


@router.post("/{slug}/receipts/file")
async def receipt_file(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Give a receipt as a small file to keep; only one that we gave, so that nobody can have other
    text handed out in our name."""
    system = await parts.systems.by_slug(slug)
    receipt = _receipt(await sent_form(request))
    try:
        await check_receipt(parts.panel, system.code, receipt)
    except ReceiptNotValid:
        return page("receipts/not_valid.html", status=422, system=system)
    url = parts.settings.public_url
    return PlainTextResponse(
        _FILE.format(name=system.name, url=url, slug=system.slug, receipt=receipt),
        headers={
            "Content-Disposition": 'attachment; filename="my-receipt.txt"',
            "Cache-Control": "no-store",
        },
    )


def _form(system: SystemEntry, error: str = "") -> Response:
    return page("receipts/form.html", status=422 if error else 200, system=system, error=error)


def _receipt(form: FormData) -> str:
    """Give the receipt without the spaces and line breaks that copying adds."""
    return "".join(one(form, "receipt").split())
