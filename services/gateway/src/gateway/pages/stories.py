"""Stories that people share: reading them, and taking one's own out. No page of it may be kept."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request, Response

from common.errors import NotFound
from gateway.dependencies import GatewayParts
from gateway.embed.guard import Guard
from gateway.pages.files import open_file
from gateway.pages.forms import one, sent_form
from gateway.pages.open import NoLongerThere, read_open, send_open
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router
from gateway.proxy.errors import ServiceUnavailable
from gateway.systems.service import SystemEntry

router = page_router()

_NOT_OURS = frozenset({404, 422})


@router.get("/{slug}/stories")
async def list_stories(slug: Slug, parts: GatewayParts, cursor: str = "") -> Response:
    """List the stories that anybody may read."""
    system = await parts.systems.by_slug(slug)
    query = f"?cursor={cursor}" if cursor.replace("-", "").replace("_", "").isalnum() else ""
    found = await read_open(parts, system.code, f"/published-stories{query}", "insights")
    if found is None:
        raise NotFound("There are no stories at this address.")
    return page(
        "stories/list.html", system=system, stories=found["items"], next=found["next_cursor"]
    )


@router.get("/{slug}/stories/withdraw")
async def withdraw_form(slug: Slug, parts: GatewayParts) -> Response:
    """Ask for the code of a story."""
    return _form(await parts.systems.by_slug(slug))


@router.post("/{slug}/stories/withdraw")
async def withdraw(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Take the story out whose code is sent: everywhere, at once and for good."""
    system = await parts.systems.by_slug(slug)
    Guard(parts, system, f"stories/{system.code}", request)
    code = one(await sent_form(request), "code")
    if not code:
        return _form(system, "Enter the code that you were given")
    body = {"code": code[:100]}
    status = await send_open(parts, system.code, "/story-withdrawals", body, "insights")
    if status in _NOT_OURS:
        return _form(system, "Check the code. If you have used it before, your story is gone")
    if status != 204:
        raise ServiceUnavailable("Your story could not be taken out just now. Try again soon.")
    return page("stories/withdrawn.html", system=system)


@router.get("/{slug}/stories/{story_id}")
async def story_page(slug: Slug, story_id: UUID, parts: GatewayParts) -> Response:
    """Show a story that anybody may read; say so, with 410, once it is shared no longer.

    Raises:
        NotFound: if there never was one.
        ServiceUnavailable, ServiceBroke: if the library can't be reached: no copy stands in.
    """
    system = await parts.systems.by_slug(slug)
    try:
        story = await read_open(parts, system.code, f"/published-stories/{story_id}", "insights")
    except NoLongerThere:
        return page("stories/gone.html", status=410, system=system)
    if story is None:
        raise NotFound("Check the address. There is no story here.")
    return page("stories/story.html", media=True, system=system, story=story)


@router.head("/{slug}/stories/{story_id}/files/{file_id}")
@router.get("/{slug}/stories/{story_id}/files/{file_id}")
async def story_file(
    slug: Slug, story_id: UUID, file_id: UUID, request: Request, parts: GatewayParts
) -> Response:
    """Give a picture or a recording of a story that anybody may read."""
    system = await parts.systems.by_slug(slug)
    path = f"/published-stories/{story_id}/files/{file_id}"
    return await open_file(parts, system.code, path, request)


def _form(system: SystemEntry, error: str = "") -> Response:
    return page(
        "stories/withdraw.html",
        status=422 if error else 200,
        system=system,
        errors=[{"text": error, "href": "#code"}] if error else [],
        error=error,
    )
