"""Pages of questions and statements from the public, with their answers."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response

from common.errors import NotFound
from gateway.dependencies import GatewayParts
from gateway.pages.asking import offers
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router
from gateway.proxy.errors import ServiceUnavailable

router = page_router()
_KEPT_SECONDS = 5
"""Short, so that a name that is deleted is soon gone."""


@router.get("/{slug}/questions")
async def list_questions(slug: Slug, parts: GatewayParts) -> Response:
    """Say how to ask, until when, and where answers are."""
    system = await parts.systems.by_slug(slug)
    answered = await parts.governance.answered(system.code)
    if not answered.ok:
        raise ServiceUnavailable("Try again in a few minutes.")
    return page(
        "asking/questions.html",
        system=system,
        offers=await offers(parts, system),
        answered=answered.content,
        public_seconds=_KEPT_SECONDS,
    )


@router.get("/{slug}/questions/{meeting_id}")
async def read_questions(slug: Slug, meeting_id: UUID, parts: GatewayParts) -> Response:
    """Show the questions of a meeting with their answers.

    Raises:
        NotFound: if there is no such meeting.
    """
    system = await parts.systems.by_slug(slug)
    found = await parts.governance.meeting_questions(system.code, meeting_id)
    if found.status == 404:
        raise NotFound("Check the address. There is no such meeting here.")
    if not found.ok:
        raise ServiceUnavailable("Try again in a few minutes.")
    return page(
        "asking/meeting.html", system=system, found=found.content, public_seconds=_KEPT_SECONDS
    )
