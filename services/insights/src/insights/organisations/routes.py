"""Organisations over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Paging, Reading, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from insights.dependencies import API, Manages, Now, Reads, System
from insights.organisations import repository, service
from insights.organisations.models import Organisation
from insights.organisations.repository import Stand
from insights.organisations.schemas import (
    OrganisationIn,
    OrganisationOut,
    OrganisationPatch,
    SpanOut,
)

router = Router(prefix=f"{API}/organisations", tags=["organisations"])


@router.get("")
async def list_organisations(
    *,
    session: Reading,
    reader: Reads,
    page: Paging,
    request: Request,
    response: Response,
    kind: str | None = None,
    on: date | None = None,
) -> PageOut[OrganisationOut]:
    """List organisations by name; `on` gives those in being on that day, as they were then."""
    found = await repository.page(session, page, kind=kind, on=on)
    body: Any = page_response(found.map(OrganisationOut.model_validate), request, response)
    return PageOut[OrganisationOut].model_validate(body)


@router.post("", status_code=201)
async def register_organisation(
    *,
    data: OrganisationIn,
    session: Writing,
    ics: System,
    reader: Manages,
    now: Now,
    request: Request,
    response: Response,
) -> OrganisationOut:
    """Add an organisation to the system."""
    organisation = await service.register(session, ics, reader, data, now=now)
    response.headers["Location"] = f"{request.url.path}/{organisation.id}"
    return _shown(organisation, response)


@router.get("/{organisation_id}")
async def read_organisation(
    *,
    organisation_id: UUID,
    session: Reading,
    reader: Reads,
    response: Response,
    on: date | None = None,
) -> OrganisationOut:
    """Read one organisation, as it is, or as it was `on` a day."""
    if on is not None:
        return _shown(await service.get_on(session, organisation_id, on=on), response)
    return _shown(await service.get(session, organisation_id), response)


@router.get("/{organisation_id}/history")
async def read_history(organisation_id: UUID, session: Reading, reader: Reads) -> list[SpanOut]:
    """Read what an organisation was called, was and reached, and from when until when."""
    return await service.history(session, organisation_id)


@router.patch("/{organisation_id}")
async def change_organisation(
    *,
    organisation_id: UUID,
    data: OrganisationPatch,
    session: Writing,
    reader: Manages,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> OrganisationOut:
    """Change an organisation; one that comes to an end gets `valid_to`, and stays on record."""
    organisation = await service.get_for_change(session, reader, organisation_id)
    check_version(organisation.version, expected)
    return _shown(await service.change(session, organisation, data, now=now), response)


def _shown(organisation: Organisation | Stand, response: Response) -> OrganisationOut:
    response.headers["ETag"] = etag(organisation.version)
    return OrganisationOut.model_validate(organisation)
