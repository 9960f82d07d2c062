"""Public pages of boards and committees: who sits on them, and whether they keep to their terms."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response

from common.errors import NotFound
from gateway.dependencies import GatewayParts
from gateway.pages.open import NotAsItStands, read_open
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router

router = page_router()

_KEPT_SECONDS = 5


@router.get("/{slug}/boards")
async def list_boards(slug: Slug, parts: GatewayParts) -> Response:
    """List boards and committees by name.

    Raises:
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    found = await read_open(parts, system.code, "/published-bodies") or {"items": []}
    return page(
        "boards/list.html", system=system, boards=found["items"], public_seconds=_KEPT_SECONDS
    )


@router.get("/{slug}/boards/{body_id}")
async def board_page(slug: Slug, body_id: UUID, parts: GatewayParts) -> Response:
    """Show what a board is for, who sits on it, and when it meets.

    Raises:
        NotFound: if there is none.
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    board = await read_open(parts, system.code, f"/published-bodies/{body_id}")
    if board is None:
        raise NotFound("Check the address. There is no such board or committee here.")
    coming = await read_open(
        parts, system.code, f"/published-meetings?limit=5&body_id={body_id}"
    ) or {"items": []}
    return page(
        "boards/board.html",
        system=system,
        board=board,
        coming=coming["items"],
        public_seconds=_KEPT_SECONDS,
    )


@router.get("/{slug}/boards/{body_id}/terms")
async def terms_page(slug: Slug, body_id: UUID, parts: GatewayParts) -> Response:
    """Show whether a board keeps to its terms of reference, clause by clause; or that nobody can
    say, where they are of a form that is read no longer, or speak of posts that are no more.

    Raises:
        NotFound: if there is no such board.
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    board = await read_open(parts, system.code, f"/published-bodies/{body_id}")
    if board is None:
        raise NotFound("Check the address. There is no such board or committee here.")
    found, readable = None, True
    if board["terms_from"] is not None:
        try:
            found = await read_open(parts, system.code, f"/published-bodies/{body_id}/conformance")
        except NotAsItStands:
            readable = False
    return page(
        "boards/terms.html",
        system=system,
        board=board,
        found=found,
        readable=readable,
        public_seconds=_KEPT_SECONDS,
    )
