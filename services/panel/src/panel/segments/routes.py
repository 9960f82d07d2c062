"""Segments over HTTP, for staff."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import utc_now
from common.web.conditional import IfMatch, etag
from common.web.dependencies import Paging, Reading, System, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.dependencies import Keys, Manager, Reader
from panel.segments import service
from panel.segments.counts import figure
from panel.segments.errors import SegmentNotYetCounted
from panel.segments.models import Segment
from panel.segments.schemas import Level, SegmentCountOut, SegmentIn, SegmentOut, SegmentPatch
from panel.systems import service as systems

router = Router(prefix="/api/v1/{ics}/panel/segments", tags=["panel: segments"])


@router.post("", status_code=201)
async def save(
    ics: System, session: Writing, body: SegmentIn, request: Request, response: Response, _: Manager
) -> SegmentOut:
    """Save a new segment."""
    segment = await service.save(session, ics, body, utc_now())
    response.headers["Location"] = f"{request.url.path}/{segment.id}"
    return _out(segment, response)


@router.get("")
async def list_segments(
    ics: System, session: Reading, paging: Paging, request: Request, response: Response, _: Reader
) -> PageOut[SegmentOut]:
    """List segments, the newest first."""
    page = await service.list_segments(session, ics, paging)
    return PageOut[SegmentOut].model_validate(page_response(page, request, response))


@router.get("/{segment_id}")
async def read_segment(
    ics: System, session: Reading, segment_id: UUID, response: Response, _: Reader
) -> SegmentOut:
    """Give a segment."""
    return _out(await service.the_segment(session, ics, segment_id), response)


@router.patch("/{segment_id}")
async def change(
    *,
    ics: System,
    session: Writing,
    segment_id: UUID,
    body: SegmentPatch,
    version: IfMatch,
    response: Response,
    _: Manager,
) -> SegmentOut:
    """Change a segment; what is left out stays."""
    segment = await service.change(
        session, ics, segment_id=segment_id, patch=body, expected_version=version, now=utc_now()
    )
    return _out(segment, response)


@router.get("/{segment_id}/count")
async def count(
    *,
    ics: System,
    session: Reading,
    keys: Keys,
    segment_id: UUID,
    principal: Reader,
    level: Annotated[
        Level, Query(description="published, or exact: that needs panel:personal.")
    ] = "published",
) -> SegmentCountOut:
    """Count a segment's members: the figure of the last daily release, or exactly and now."""
    if level == "exact":
        principal.require("panel:personal")
        members = await service.exact_count(session, ics, keys, segment_id, utc_now())
        return SegmentCountOut(members=members, level=level)
    published = await service.published_count(session, ics, segment_id)
    if published is None:
        raise SegmentNotYetCounted
    rule = systems.disclosure_rule(await systems.the_system(session, ics))
    return SegmentCountOut(
        members=figure(published.basis, rule), level=level, released_on=published.released_on
    )


def _out(segment: Segment, response: Response) -> SegmentOut:
    response.headers["ETag"] = etag(segment.version)
    return SegmentOut.model_validate(segment)
