"""Offices over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from common.clock import day_in_england, utc_now
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.offices import service
from governance.offices.models import OfficeTerm
from governance.offices.schemas import (
    OfficeOut,
    OfficesOut,
    OfficeTermIn,
    OfficeTermOut,
    OfficeTermPatch,
)

router = Router(prefix="/api/v1/{ics}/governance", tags=["offices"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/bodies/{body_id}/offices", response_model=OfficesOut)
async def list_offices(
    session: Reading,
    _: Reader,
    body_id: UUID,
    on: Annotated[date | None, Query(description="The day; today if none.")] = None,
) -> OfficesOut:
    """List the offices of a body that rotate: who holds each, and who may be next."""
    found = await service.on(session, body_id, on or day_in_england(utc_now()))
    return OfficesOut(
        items=[
            OfficeOut(
                office=one.rule.office,
                years=one.rule.years,
                aligned_with=one.rule.aligned_with,
                current=None if one.current is None else OfficeTermOut.model_validate(one.current),
                overdue=one.current is None,
                out_of_step=one.out_of_step,
                may_be_next=sorted(one.may_be_next),
                terms=[OfficeTermOut.model_validate(term) for term in one.terms],
            )
            for one in found
        ]
    )


@router.post("/bodies/{body_id}/offices", response_model=OfficeTermOut, status_code=201)
async def choose_for_office(
    *,
    session: Writing, ics: System, manager: Manager, body_id: UUID, data: OfficeTermIn,
    response: Response,
) -> OfficeTerm:  # fmt: skip
    """Let a post take an office for a time, as the rotation in the terms has it."""
    term = await service.choose(
        session, ics, body_id, data, recorded_by=manager.subject, now=utc_now()
    )
    response.headers["ETag"] = etag(term.version)
    return term


@router.patch("/offices/{term_id}", response_model=OfficeTermOut)
async def end_office_term(
    *,
    session: Writing, manager: Manager, term_id: UUID, patch: OfficeTermPatch, expected: IfMatch,
    response: Response,
) -> OfficeTerm:  # fmt: skip
    """End a term of an office earlier than it was to."""
    term = await service.for_change(session, term_id)
    check_version(term.version, expected)
    await service.end(session, term, patch.valid_to, recorded_by=manager.subject, now=utc_now())
    response.headers["ETag"] = etag(term.version)
    return term
