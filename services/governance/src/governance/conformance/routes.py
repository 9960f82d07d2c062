"""Keeping to the terms, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from common.clock import day_in_england, utc_now
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.conformance import service
from governance.conformance.models import AttendanceReview
from governance.conformance.schemas import (
    AttendanceReviewIn,
    AttendanceReviewOut,
    AttendanceReviewsOut,
    CheckOut,
    ConformanceOut,
)
from governance.words import Day

router = Router(prefix="/api/v1/{ics}/governance/bodies", tags=["bodies"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/{body_id}/conformance", response_model=ConformanceOut)
async def get_conformance(
    session: Reading,
    _: Reader,
    body_id: UUID,
    on: Annotated[Day | None, Query(description="The day; today if none.")] = None,
) -> ConformanceOut:
    """Say whether a body keeps to its terms of reference, clause by clause."""
    day = on or day_in_england(utc_now())
    found = await service.on(session, body_id, day)
    items = [
        CheckOut(
            check=one.check,
            clause=found.clauses.get(one.check),
            holds=one.holds,
            asked=one.asked,
            meeting_ids=list(one.meetings),
            post_ids=list(one.posts),
            offices=list(one.offices),
            boards=list(one.boards),
        )
        for one in found.checked
    ]
    return ConformanceOut(
        body_id=body_id,
        on=day,
        terms_from=found.terms_from,
        keeps_to_them=all(one.holds for one in items),
        items=items,
    )


@router.get("/{body_id}/attendance-reviews", response_model=AttendanceReviewsOut)
async def list_reviews(session: Reading, _: Manager, body_id: UUID) -> dict[str, Any]:
    """List the chair's reviews of low attendance, newest first."""
    return {"items": await service.reviews(session, body_id)}


@router.post("/{body_id}/attendance-reviews", response_model=AttendanceReviewOut, status_code=201)
async def review_attendance(
    *, session: Writing, ics: System, manager: Manager, body_id: UUID, data: AttendanceReviewIn
) -> AttendanceReview:
    """Record that the chair reviewed why a member's attendance is low."""
    return await service.review_attendance(
        session, ics, body_id, data, recorded_by=manager.subject, now=utc_now()
    )
