"""The code of a letter: how a member without email comes to their own page."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.dependencies import GatewayParts
from gateway.pages.forms import one, sent_form
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router, refusal_page

router = page_router()


@router.get("/{slug}/me/code")
async def code_form(slug: Slug, parts: GatewayParts) -> Response:
    """Ask for the code."""
    system = await parts.systems.by_slug(slug)
    return page("me/code.html", system=system, code="", error="")


@router.post("/{slug}/me/code")
async def open_page(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Open the own page, if the code is good."""
    system = await parts.systems.by_slug(slug)
    code = one(await sent_form(request), "code")
    answer = await parts.panel.redeem_code(system.code, code)
    if answer.ok:
        token = quote(answer.content["manage_token"], safe="")
        headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        return RedirectResponse(f"/{slug}/me?token={token}", 303, headers=headers)
    if answer.status in {404, 422}:
        error = "Check the code in your letter. If it was used already, ask for a new letter"
        return page("me/code.html", status=422, system=system, code=code, error=error)
    return refusal_page(
        503, "Your page is not available just now", "Try again in a few minutes. Nothing was lost."
    )
