"""The public page of a brief: what is known about a question."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response

from common.errors import NotFound
from gateway.dependencies import GatewayParts
from gateway.pages.open import read_open
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router

router = page_router()

_KEPT_SECONDS = 5
"""Short, so that a finding that is withdrawn is soon gone from it."""


@router.get("/{slug}/briefs/{brief_id}")
async def brief_page(slug: Slug, brief_id: UUID, parts: GatewayParts) -> Response:
    """Show a brief that is for everybody, without what is not, or was withdrawn since.

    Raises:
        NotFound: if there is none, or it isn't for everybody.
        ServiceUnavailable, ServiceBroke: if the library can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    path = f"/published-briefs/{brief_id}"
    document = await read_open(parts, system.code, path, "insights")
    if document is None:
        raise NotFound("Check the address. The brief may not be for everybody.")
    return page("document.html", system=system, document=document, public_seconds=_KEPT_SECONDS)
