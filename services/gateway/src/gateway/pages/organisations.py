"""The public page of an organisation: what came of what it heard."""

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


@router.get("/{slug}/organisations/{organisation_id}")
async def organisation_page(slug: Slug, organisation_id: UUID, parts: GatewayParts) -> Response:
    """Show what an organisation's public evidence changed.

    Raises:
        NotFound: if there is no such organisation in the system.
        ServiceUnavailable, ServiceBroke: if the library can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    path = f"/published-impact/{organisation_id}/document"
    document = await read_open(parts, system.code, path, "insights")
    if document is None:
        raise NotFound("Check the address. This system may not know the organisation.")
    return page("document.html", system=system, document=document, public_seconds=_KEPT_SECONDS)
