"""Public pages of meetings: when boards meet, what is on the agenda, what came of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Response

from common.db.tenancy import SystemCode
from common.errors import NotFound
from gateway.dependencies import GatewayParts, Parts
from gateway.pages.chairs import chairs_of
from gateway.pages.open import read_open
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router
from gateway.thread.service import public_thread

router = page_router()

_KEPT_SECONDS = 5
"""Short, so that what is withheld later is soon gone."""


@router.get("/{slug}/meetings")
async def list_meetings(
    slug: Slug, parts: GatewayParts, body_id: UUID | None = None, cursor: str | None = None
) -> Response:
    """List published meetings: those to come, then past ones, the latest first.

    Raises:
        NotFound: if the cursor leads nowhere.
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    asked = {"body_id": body_id} if body_id else {}
    after = {"cursor": cursor} if cursor else {}
    coming = await _listed(parts, system.code, {"limit": 100, **asked})
    past = await _listed(parts, system.code, {"when": "past", "limit": 20, **asked, **after})
    if coming is None or past is None:
        raise NotFound("Check the address, or begin with the meetings to come.")
    return page(
        "meetings/list.html",
        system=system,
        coming=[] if cursor else coming["items"],
        past=past,
        paged=cursor is not None,
        body_id=body_id,
        public_seconds=_KEPT_SECONDS,
    )


@router.get("/{slug}/meetings/{meeting_id}")
async def meeting_page(slug: Slug, meeting_id: UUID, parts: GatewayParts) -> Response:
    """Show a meeting as it was published last, with its papers and decisions.

    Raises:
        NotFound: if there is none, or it was not published.
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    meeting = await read_open(parts, system.code, f"/published-meetings/{meeting_id}")
    if meeting is None:
        raise NotFound("Check the address. The meeting may not be published yet.")
    found = await read_open(parts, system.code, f"/published-papers?meeting_id={meeting_id}")
    papers = [] if found is None else found["items"]
    async with parts.database.reading(system.code) as session:
        thread = await public_thread(session, "meetings", meeting_id)
    passed = [] if thread is None else thread.forward
    return page(
        "meetings/meeting.html",
        system=system,
        meeting=meeting,
        agenda=_with_papers(meeting["agenda"] or [], papers),
        other_papers=_not_listed(meeting["agenda"] or [], papers),
        chairs=await chairs_of(parts, system.code, meeting_id),
        decisions=[one.node for one in passed if one.node.kind == "decisions" and one.depth == 1],
        public_seconds=_KEPT_SECONDS,
    )


async def _listed(parts: Parts, ics: SystemCode, query: dict[str, Any]) -> dict[str, Any] | None:
    return await read_open(parts, ics, f"/published-meetings?{urlencode(query)}")


def _with_papers(
    agenda: list[dict[str, Any]], papers: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Put papers to their items."""
    return [{**item, "papers": [one for one in papers if _is_for(one, item)]} for item in agenda]


def _not_listed(agenda: list[dict[str, Any]], papers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give papers for items that are not on the agenda as it was published."""
    return [one for one in papers if not any(_is_for(one, item) for item in agenda)]


def _is_for(paper: dict[str, Any], item: dict[str, Any]) -> bool:
    """Say whether a paper is for an item. Agendas published without ids know items by number; the
    number of an item that was moved since is another one until the agenda is published again."""
    if item.get("id") is not None:
        return bool(paper["item_id"] == item["id"])
    return bool(paper["item_number"] == item["number"])
