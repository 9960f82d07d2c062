"""Administration of registered sites. Needs the scope gateway:manage."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field, field_validator

from common.web.conditional import IfMatch, etag
from common.web.dependencies import Paging, Principal, Reading, System, Writing, requires
from common.web.routing import Router
from common.web.schemas import Model, PageOut, page_response
from gateway.dependencies import GatewayParts
from gateway.sites import service
from gateway.sites.models import Site

router = Router(prefix="/api/v1/{ics}/gateway/sites", tags=["sites"])
Manager = Annotated[Principal, requires("gateway:manage")]
Use = Literal["embed", "feeds"]


class SiteIn(Model):
    """A website to register."""

    name: str = Field(min_length=1, max_length=200)
    origin: str = Field(
        max_length=300,
        description="Scheme, host and port exactly as browsers send them, such as "
        "https://www.example.org. No wildcards.",
    )
    uses: list[Use] = Field(
        default=["embed", "feeds"],
        min_length=1,
        max_length=2,
        description="embed: may show the sign-up form in a frame; feeds: its pages may read feeds.",
    )

    @field_validator("origin")
    @classmethod
    def _origin(cls, origin: str) -> str:
        return service.origin_of(origin)


class SiteOut(Model):
    """A registered website."""

    id: UUID
    name: str
    origin: str
    uses: list[Use]
    created_at: datetime
    version: int


@router.post("", status_code=201, response_model=SiteOut)
async def register_site(
    site: SiteIn,
    ics: System,
    session: Writing,
    parts: GatewayParts,
    response: Response,
    _: Manager,
) -> Site:
    """Let a website show the form or read the feeds; it works everywhere within seconds."""
    row = await service.register_site(
        session, ics, name=site.name, origin=site.origin, uses=site.uses
    )
    parts.sites.forget(ics)
    response.headers["ETag"] = etag(row.version)
    response.headers["Location"] = f"/api/v1/{ics}/gateway/sites/{row.id}"
    return row


@router.get("", response_model=PageOut[SiteOut])
async def list_sites(
    session: Reading, page: Paging, request: Request, response: Response, ics: System, _: Manager
) -> dict[str, Any]:
    """List this system's registered websites."""
    return page_response(await service.list_sites(session, page), request, response)


@router.delete("/{site_id}", status_code=204)
async def remove_site(
    site_id: UUID, version: IfMatch, ics: System, session: Writing, parts: GatewayParts, _: Manager
) -> None:
    """Take a website off the register; frames of the form stay empty there within seconds."""
    await service.remove_site(session, site_id, version)
    parts.sites.forget(ics)
