"""Bulletins over HTTP, for the team."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import utc_now
from common.web.conditional import IfMatch, etag
from common.web.dependencies import Paging, Reading, System, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.bulletins import material, reception, service
from panel.bulletins.models import Bulletin
from panel.bulletins.preview import preview
from panel.bulletins.schemas import (
    BulletinIn,
    BulletinOut,
    BulletinPatch,
    BulletinSummary,
    MaterialOut,
    PreviewOut,
    ReceptionOut,
    ScheduleIn,
    State,
    Written,
)
from panel.dependencies import Keys, Manager, Reader, Settings
from panel.segments.schemas import Level

router = Router(prefix="/api/v1/{ics}/panel/bulletins", tags=["panel: bulletins"])


@router.post("", status_code=201)
async def draft(
    ics: System,
    session: Writing,
    body: BulletinIn,
    request: Request,
    response: Response,
    _: Manager,
) -> BulletinOut:
    """Write a new draft."""
    bulletin = await service.draft(session, ics, body, utc_now())
    response.headers["Location"] = f"{request.url.path}/{bulletin.id}"
    return _out(bulletin, response)


@router.get("")
async def list_bulletins(
    *,
    ics: System,
    session: Reading,
    paging: Paging,
    request: Request,
    response: Response,
    _: Reader,
    state: Annotated[State | None, Query(description="Only bulletins in this state.")] = None,
) -> PageOut[BulletinSummary]:
    """List bulletins, the newest first."""
    page = await service.list_bulletins(session, ics, paging, state)
    return PageOut[BulletinSummary].model_validate(page_response(page, request, response))


@router.get("/material")
async def list_material(
    *,
    ics: System,
    session: Reading,
    paging: Paging,
    request: Request,
    response: Response,
    _: Reader,
    kind: Annotated[
        Literal["survey", "finding", "decision", "feedback"],
        Query(description="Open surveys, public findings, decisions, or “you said, we did”."),
    ],
) -> PageOut[MaterialOut]:
    """List what a bulletin can tell, the newest first."""
    page = await material.list_material(session, ics, kind, paging)
    return PageOut[MaterialOut].model_validate(page_response(page, request, response))


@router.get("/{bulletin_id}")
async def read_bulletin(
    ics: System, session: Reading, bulletin_id: UUID, response: Response, _: Reader
) -> BulletinOut:
    """Give a bulletin with its items."""
    return _out(await service.the_bulletin(session, ics, bulletin_id), response)


@router.patch("/{bulletin_id}")
async def change(
    *,
    ics: System,
    session: Writing,
    bulletin_id: UUID,
    body: BulletinPatch,
    version: IfMatch,
    response: Response,
    _: Manager,
) -> BulletinOut:
    """Change a draft; what is left out stays."""
    changed = await service.change(
        session, ics, bulletin_id=bulletin_id, patch=body, expected_version=version
    )
    return _out(changed, response)


@router.get("/{bulletin_id}/preview")
async def read_preview(
    *,
    ics: System,
    session: Reading,
    keys: Keys,
    settings: Settings,
    bulletin_id: UUID,
    response: Response,
    _: Reader,
    language: Annotated[
        Written | None,
        Query(description="That it is translated into; left out, or another: its own."),
    ] = None,
) -> PreviewOut:
    """Give a bulletin as it will be sent, in HTML and in plain text, with its reading age. Its
    ETag is that of the bulletin: scheduling with it sends what was looked at."""
    bulletin = await service.the_bulletin(session, ics, bulletin_id)
    response.headers["ETag"] = etag(bulletin.version)
    return await preview(
        session,
        ics,
        keys=keys,
        public_url=settings.public_url,
        bulletin_id=bulletin_id,
        language=language,
        now=utc_now(),
    )


@router.post("/{bulletin_id}/schedule")
async def schedule(
    *,
    ics: System,
    session: Writing,
    settings: Settings,
    bulletin_id: UUID,
    version: IfMatch,
    response: Response,
    _: Manager,
    body: ScheduleIn,
) -> BulletinOut:
    """Let a draft be sent, at once or at a time, as is said. Its items are read anew then; what is
    not published any more sends it back to its draft (`returned_for`)."""
    scheduled = await service.schedule(
        session,
        ics,
        bulletin_id=bulletin_id,
        send_at=None if body.send_at == "now" else body.send_at,
        expected_version=version,
        base=await service.pages_of(session, ics, settings.public_url),
        now=utc_now(),
    )
    return _out(scheduled, response)


@router.post("/{bulletin_id}/recall")
async def recall(
    ics: System, session: Writing, bulletin_id: UUID, response: Response, _: Manager
) -> BulletinOut:
    """Make a draft again of what waits to be sent."""
    return _out(await service.recall(session, ics, bulletin_id), response)


@router.post("/{bulletin_id}/cancel")
async def cancel(
    ics: System, session: Writing, bulletin_id: UUID, response: Response, _: Manager
) -> BulletinOut:
    """Give up a bulletin that was not sent, for good."""
    return _out(await service.cancel(session, ics, bulletin_id), response)


@router.get("/{bulletin_id}/reception")
async def read_reception(
    ics: System,
    session: Reading,
    bulletin_id: UUID,
    principal: Reader,
    level: Annotated[
        Level, Query(description="published, or exact: that needs panel:personal.")
    ] = "published",
) -> ReceptionOut:
    """Tell how a bulletin was received, in counts of copies and acts, never of persons."""
    if level == "published":
        return await reception.published(session, ics, bulletin_id)
    principal.require("panel:personal")
    return await reception.exact(session, ics, bulletin_id)


def _out(bulletin: Bulletin, response: Response) -> BulletinOut:
    response.headers["ETag"] = etag(bulletin.version)
    return BulletinOut.model_validate(bulletin)
