"""The public register over HTTP, for anyone."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import day_in_england, utc_now
from common.web.dependencies import Paging, Reading, System, anonymous
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from governance.register import service
from governance.register.schemas import (
    PublishedBodiesOut,
    PublishedBodyOut,
    PublishedBodySummary,
    PublishedCheckOut,
    PublishedConformanceOut,
    PublishedMeetingOut,
    PublishedMeetingSummary,
    PublishedMemberOut,
    When,
)
from governance.register.service import Entry, Kept, Seat, Told

router = Router(
    prefix="/api/v1/{ics}/governance", tags=["public register"], dependencies=[anonymous()]
)


@router.get("/published-bodies", response_model=PublishedBodiesOut)
async def list_published_bodies(session: Reading, ics: System) -> PublishedBodiesOut:
    """List the bodies in being, by name."""
    found = await service.list_bodies(session, utc_now())
    return PublishedBodiesOut(items=[PublishedBodySummary.model_validate(one) for one in found])


@router.get("/published-bodies/{body_id}", response_model=PublishedBodyOut)
async def read_published_body(session: Reading, ics: System, body_id: UUID) -> PublishedBodyOut:
    """Give a body as it is today: its terms in short, its posts and who holds them."""
    return _body(await service.entry(session, body_id, utc_now()))


@router.get("/published-bodies/{body_id}/conformance", response_model=PublishedConformanceOut)
async def read_published_conformance(
    session: Reading, ics: System, body_id: UUID
) -> PublishedConformanceOut:
    """Say whether a body keeps to its terms of reference today, clause by clause."""
    now = utc_now()
    body, terms_from, found = await service.kept(session, body_id, now)
    return PublishedConformanceOut(
        body_id=body.id,
        body_name=body.name,
        on=day_in_england(now),
        terms_from=terms_from,
        keeps_to_them=all(one.checked.holds for one in found),
        items=[_check(one) for one in found],
    )


@router.get("/published-meetings", response_model=PageOut[PublishedMeetingSummary])
async def list_published_meetings(
    *,
    session: Reading,
    ics: System,
    page: Paging,
    request: Request,
    response: Response,
    when: Annotated[When, Query(description="Those from today on, or those before.")] = "coming",
    body_id: Annotated[UUID | None, Query(description="Only meetings of this body.")] = None,
) -> dict[str, Any]:
    """List published meetings: those to come the soonest first, past ones the latest first."""
    found = await service.list_meetings(
        session, page, body_id=body_id, coming=when == "coming", now=utc_now()
    )
    return page_response(found.map(_summary), request, response)


@router.get("/published-meetings/{meeting_id}", response_model=PublishedMeetingOut)
async def read_published_meeting(
    session: Reading, ics: System, meeting_id: UUID
) -> PublishedMeetingOut:
    """Give a meeting with its agenda as it was published last."""
    told, in_public = await service.meeting(session, meeting_id)
    return PublishedMeetingOut(
        **_summary(told).model_dump(),
        in_public=in_public,
        agenda=told.content.agenda,
        order_changes=told.content.order_changes,
        also_on=told.content.also_on,
        approved_on=told.content.approved_on,
    )


def _summary(told: Told) -> PublishedMeetingSummary:
    return PublishedMeetingSummary(
        id=told.id,
        body_id=told.body_id,
        body_name=told.body_name,
        published_at=told.published_at,
        **told.content.model_dump(exclude={"agenda", "order_changes", "also_on", "approved_on"}),
    )


def _body(entry: Entry) -> PublishedBodyOut:
    body, terms, parent = entry.body, entry.terms, entry.parent
    return PublishedBodyOut(
        id=body.id,
        code=body.code,
        name=body.name,
        kind=body.kind,
        parent_id=None if parent is None else parent.id,
        parent_name=None if parent is None else parent.name,
        terms_from=entry.terms_from,
        members=[_member(one) for one in entry.seats],
        **terms.model_dump(),
    )


def _member(seat: Seat) -> PublishedMemberOut:
    post = seat.post
    return PublishedMemberOut(
        title=post.title,
        sector=post.sector,
        organisation=post.organisation,
        standing=post.standing,
        holders=seat.holders,
        deputies=seat.deputies,
    )


def _check(kept: Kept) -> PublishedCheckOut:
    one = kept.checked
    return PublishedCheckOut(
        check=one.check,
        clause=kept.clause,
        holds=one.holds,
        asked=one.asked,
        meetings=[_summary(each) for each in kept.meetings],
        other_meetings=len(one.meetings) - len(kept.meetings),
        offices=list(one.offices),
        boards=list(one.boards),
    )
