"""The public page on how people were involved in a body's decisions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from common.clock import day_in_england, utc_now
from common.errors import NotFound
from gateway.dependencies import GatewayParts
from gateway.pages.open import read_open
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router

router = page_router()
Day = Annotated[date | None, Query(ge=date(1900, 1, 1), le=date(2200, 1, 1))]

_KEPT_SECONDS = 5
_YEAR = timedelta(365)


@router.get("/{slug}/assurance/{body_id}")
async def assurance_page(
    slug: Slug, body_id: UUID, parts: GatewayParts, since: Day = None, until: Day = None
) -> Response:
    """Show how people were involved in a body's decisions; in the last year if no days are given.

    Raises:
        NotFound: if there is no such body, or the last day is before the first.
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    last = until or day_in_england(utc_now())
    first = since or last - _YEAR
    if last < first:
        raise NotFound("The last day must not be before the first.")
    path = f"/published-assurance/{body_id}?since={first}&until={last}"
    report = await read_open(parts, system.code, path)
    if report is None:
        raise NotFound("Check the address. There is no such board or committee here.")
    return page("assurance.html", system=system, report=report, public_seconds=_KEPT_SECONDS)
