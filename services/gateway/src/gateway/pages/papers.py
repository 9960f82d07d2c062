"""The public page of a paper that was put before a body."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response

from common.errors import NotFound
from gateway.dependencies import GatewayParts
from gateway.pages.assessments import assessments_of
from gateway.pages.open import read_open
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router

router = page_router()

_KEPT_SECONDS = 5
"""Short, so that evidence that is withdrawn is soon seen to be withdrawn."""


@router.get("/{slug}/papers/{paper_id}")
async def paper_page(slug: Slug, paper_id: UUID, parts: GatewayParts) -> Response:
    """Show a paper as it was published last.

    Raises:
        NotFound: if there is none, or it was never published.
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    paper = await read_open(parts, system.code, f"/published-papers/{paper_id}")
    if paper is None:
        raise NotFound("Check the address. The paper may not be published yet.")
    return page(
        "paper.html",
        system=system,
        paper=paper,
        assessments=await assessments_of(parts, system.code, "papers", paper_id),
        public_seconds=_KEPT_SECONDS,
    )
