"""The public page of a meeting's approved minutes, and the same as files."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import Response

from common.errors import NotFound
from gateway.dependencies import GatewayParts
from gateway.pages.open import read_open, read_open_file
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router

router = page_router()

_KEPT_SECONDS = 5
"""Short, so that what is withheld later is soon gone."""
_TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_NONE = "Check the address. The minutes may not be approved and published yet."


@router.get("/{slug}/meetings/{meeting_id}/minutes")
async def minutes_page(slug: Slug, meeting_id: UUID, parts: GatewayParts) -> Response:
    """Show the approved minutes of a published meeting.

    Raises:
        NotFound: if the meeting was not published with its minutes approved.
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    document = await read_open(parts, system.code, f"/published-meetings/{meeting_id}/minutes")
    if document is None:
        raise NotFound(_NONE)
    own = f"/{slug}/meetings/{meeting_id}/minutes"
    return page(
        "document.html",
        system=system,
        document=document,
        downloads=[
            {"text": "Word file (DOCX)", "address": f"{own}.docx"},
            {"text": "Page to print (HTML)", "address": f"{own}.html"},
        ],
        public_seconds=_KEPT_SECONDS,
    )


@router.get("/{slug}/meetings/{meeting_id}/minutes.{kind}")
async def minutes_file(
    slug: Slug, meeting_id: UUID, kind: Literal["html", "docx"], parts: GatewayParts
) -> Response:
    """Give the approved minutes of a published meeting as a file.

    Raises:
        NotFound: if the meeting was not published with its minutes approved.
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    path = f"/published-meetings/{meeting_id}/minutes/document.{kind}"
    content = await read_open_file(parts, system.code, path)
    if content is None:
        raise NotFound(_NONE)
    return Response(
        content,
        media_type=_TYPES[kind],
        headers={
            "Cache-Control": f"public, max-age={_KEPT_SECONDS}",
            "Content-Disposition": f'attachment; filename="minutes-{meeting_id}.{kind}"',
        },
    )
