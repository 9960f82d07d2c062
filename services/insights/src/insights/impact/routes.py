"""What an organisation's evidence changed, over HTTP."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request, Response

from common.clock import day_in_england
from common.documents import Document
from common.web.dependencies import Paging, Reading, anonymous
from common.web.routing import Router
from insights.audience import ANYONE
from insights.dependencies import API, Now, Reads
from insights.impact import document, service
from insights.impact.schemas import ImpactOut
from insights.vocabularies import service as vocabularies

router = Router(prefix=f"{API}/organisations", tags=["organisations"])
public = Router(
    prefix=f"{API}/published-impact", tags=["organisations"], dependencies=[anonymous()]
)


@router.get("/{organisation_id}/impact")
async def read_impact(
    *,
    organisation_id: UUID,
    session: Reading,
    reader: Reads,
    page: Paging,
    now: Now,
    request: Request,
    response: Response,
) -> ImpactOut:
    """Read what an organisation's evidence changed: counts over all of it, and a page of it.

    Of the findings that you may see.
    """
    impact = await service.of_organisation(
        session, organisation_id, reader, page, as_of=day_in_england(now)
    )
    _link_next(impact, request, response)
    return impact


@public.get("/{organisation_id}")
async def read_public_impact(
    *,
    organisation_id: UUID,
    session: Reading,
    page: Paging,
    now: Now,
    request: Request,
    response: Response,
) -> ImpactOut:
    """Read what an organisation's evidence changed, of what is public, as anyone may."""
    impact = await service.of_organisation(
        session, organisation_id, ANYONE, page, as_of=day_in_england(now)
    )
    _link_next(impact, request, response)
    return impact


@public.get("/{organisation_id}/document")
async def read_public_impact_as_document(
    *, organisation_id: UUID, session: Reading, page: Paging, now: Now, request: Request
) -> Document:
    """Read the same as the parts of a document, for the public page."""
    impact = await service.of_organisation(
        session, organisation_id, ANYONE, page, as_of=day_in_england(now)
    )
    system = await vocabularies.system(session)
    home: str = request.app.state.settings.public_url
    name, slug = (system.name, system.slug) if system else ("", "")
    return document.of(impact, name, f"{home}/{slug}")


def _link_next(impact: ImpactOut, request: Request, response: Response) -> None:
    if impact.next_cursor is not None:
        address = request.url.include_query_params(cursor=impact.next_cursor)
        response.headers.append("Link", f'<{address.path}?{address.query}>; rel="next"')
