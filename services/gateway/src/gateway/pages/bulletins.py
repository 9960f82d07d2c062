"""Bulletins on the web, and what counted copies of them fetch.

The picture and the links of a counted copy are the same for all its readers. Nothing of a request
is kept: the panel is told that one was made, and adds one to a number.
"""

from __future__ import annotations

import base64
from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import Path, Response
from fastapi.responses import RedirectResponse

from gateway.dependencies import GatewayParts
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router, refusal_page
from gateway.proxy.errors import ServiceBroke, ServiceTooSlow, ServiceUnavailable
from gateway.proxy.panel import Answer

router = page_router()

_KEPT_SECONDS = 60
_PICTURE = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""A GIF of one clear pixel."""
_PICTURE_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""A reader's own program keeps the picture, so that opening again is not counted again; a store
that many share must not, or all its users would count as one."""

_LINK_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}

Number = Annotated[int, Path(ge=1, le=100)]


@router.get("/{slug}/bulletins")
async def list_bulletins(slug: Slug, parts: GatewayParts) -> Response:
    """List the latest bulletins that were sent to all."""
    system = await parts.systems.by_slug(slug)
    answer = await parts.panel.sent_bulletins(system.code)
    if not answer.ok:
        return _refused(answer)
    return page(
        "bulletins/list.html",
        system=system,
        bulletins=answer.content["items"],
        public_seconds=_KEPT_SECONDS,
    )


@router.get("/{slug}/bulletins/{bulletin_id}")
async def read_bulletin(
    slug: Slug, bulletin_id: UUID, parts: GatewayParts, lang: str = ""
) -> Response:
    """Show a bulletin that was sent, in a language. Looking at it here is not counted."""
    system = await parts.systems.by_slug(slug)
    answer = await parts.panel.sent_bulletin(system.code, bulletin_id, lang)
    if not answer.ok:
        return _refused(answer)
    return page(
        "bulletins/bulletin.html",
        system=system,
        bulletin=answer.content,
        public_seconds=_KEPT_SECONDS,
    )


@router.get("/{slug}/bulletins/{bulletin_id}/opened.gif")
async def opened(slug: Slug, bulletin_id: UUID, parts: GatewayParts, c: str = "") -> Response:
    """Give the picture of a counted copy; it looks the same whether or not it was counted."""
    system = await parts.systems.by_slug(slug)
    with suppress(ServiceBroke, ServiceTooSlow, ServiceUnavailable):
        # An opening is not worth a broken picture in somebody's mail.
        await parts.panel.count_opening(system.code, bulletin_id, c)
    return Response(_PICTURE, media_type="image/gif", headers=_PICTURE_HEADERS)


@router.head("/{slug}/bulletins/{bulletin_id}/opened.gif")
async def asked_about(slug: Slug, bulletin_id: UUID, parts: GatewayParts, c: str = "") -> Response:
    """Give the headers of the picture; nobody opened anything, so nothing is counted."""
    await parts.systems.by_slug(slug)
    return Response(_PICTURE, media_type="image/gif", headers=_PICTURE_HEADERS)


@router.get("/{slug}/bulletins/{bulletin_id}/links/{number}")
async def follow(
    slug: Slug, bulletin_id: UUID, number: Number, parts: GatewayParts, c: str = ""
) -> Response:
    """Go where a link of a counted copy leads: to an address that is in the bulletin, as the panel
    keeps it, and never to one that a request names."""
    system = await parts.systems.by_slug(slug)
    answer = await parts.panel.follow(system.code, bulletin_id, number, c)
    if not answer.ok:
        return _refused(answer)
    return RedirectResponse(answer.content["address"], 303, headers=_LINK_HEADERS)


@router.head("/{slug}/bulletins/{bulletin_id}/links/{number}")
async def ask_about_link(
    slug: Slug, bulletin_id: UUID, number: Number, parts: GatewayParts, c: str = ""
) -> Response:
    """Lead a program that looks at a link in a mail to the bulletin: it follows none, so nothing
    is counted."""
    await parts.systems.by_slug(slug)
    return RedirectResponse(f"/{slug}/bulletins/{bulletin_id}", 303, headers=_LINK_HEADERS)


def _refused(answer: Answer) -> Response:
    if answer.status in {404, 422}:
        return refusal_page(
            404, "There is no such bulletin", "Check the address, or use the link in your email."
        )
    return refusal_page(503, "Bulletins are not available just now", "Try again in a few minutes.")
