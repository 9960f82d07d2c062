"""Assemblies over HTTP: for those who keep the record, and as everybody reads them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import day_in_england, utc_now
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Paging, Principal, Reading, System, Writing, anonymous, requires
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from governance.assemblies import answering, correcting, presentation, service
from governance.assemblies.models import Assembly
from governance.assemblies.schemas import (
    AnswersIn,
    AssemblyIn,
    AssemblyOut,
    AssemblyPatch,
    AssemblySummary,
    CancellationIn,
    CorrectionIn,
    RecommendationsIn,
    State,
)
from governance.decisions.service import Clerk

router = Router(prefix="/api/v1/{ics}/governance", tags=["assemblies"])
public = Router(
    prefix="/api/v1/{ics}/governance/published-assemblies", tags=["assemblies"],
    dependencies=[anonymous()],
)  # fmt: skip
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]
OfBody = Annotated[
    UUID | None, Query(description="Only those that this body commissioned or is to answer.")
]


@router.get("/assemblies", response_model=PageOut[AssemblySummary])
async def list_assemblies(
    *,
    session: Reading,
    _: Reader,
    page: Paging,
    request: Request,
    response: Response,
    body_id: OfBody = None,
    state: Annotated[State | None, Query(description="Only those in this state.")] = None,
) -> dict[str, Any]:
    """List assemblies and juries, the newest first."""
    found = await service.list_page(session, page, body_id=body_id, state=state)
    return page_response(found, request, response)


@router.post("/assemblies", response_model=AssemblyOut, status_code=201)
async def commission_assembly(
    *,
    session: Writing, ics: System, manager: Manager, data: AssemblyIn, request: Request,
    response: Response,
) -> AssemblyOut:  # fmt: skip
    """Commission an assembly or jury; the panel may then select people for it, once."""
    one = await service.commission(session, ics, data, _clerk(manager))
    response.headers["Location"] = f"{request.url.path}/{one.id}"
    return await _answer(session, one, response)


@router.get("/assemblies/{assembly_id}", response_model=AssemblyOut)
async def get_assembly(
    session: Reading, _: Reader, assembly_id: UUID, response: Response
) -> AssemblyOut:
    """Give a commission, how far its lottery is, what was recommended and answered."""
    return await _answer(session, await service.get(session, assembly_id), response)


@router.patch("/assemblies/{assembly_id}", response_model=AssemblyOut)
async def amend_assembly(
    *,
    session: Writing, manager: Manager, assembly_id: UUID, patch: AssemblyPatch, expected: IfMatch,
    response: Response,
) -> AssemblyOut:  # fmt: skip
    """Amend a commission; kind, seats and categories only until the lottery is committed to."""
    one = await service.get_for_change(session, assembly_id)
    check_version(one.version, expected)
    return await _answer(
        session, await service.amend(session, one, patch, _clerk(manager)), response
    )


@router.post("/assemblies/{assembly_id}/cancellation", response_model=AssemblyOut)
async def cancel_assembly(
    *,
    session: Writing, manager: Manager, assembly_id: UUID, data: CancellationIn, response: Response,
) -> AssemblyOut:  # fmt: skip
    """Cancel a commission, with the reason; nobody is selected for it any more."""
    one = await service.get_for_change(session, assembly_id)
    return await _answer(
        session, await service.cancel(session, one, data.reason, _clerk(manager)), response
    )


@router.post(
    "/assemblies/{assembly_id}/recommendations", response_model=AssemblyOut, status_code=201
)
async def record_recommendations(
    *,
    session: Writing, manager: Manager, assembly_id: UUID, data: RecommendationsIn,
    response: Response,
) -> AssemblyOut:  # fmt: skip
    """Record what the assembly recommends, in its own words, for good; each is owed an answer."""
    one = await service.get_for_change(session, assembly_id)
    await answering.report(session, one, data.recommendations, _clerk(manager))
    return await _answer(session, one, response)


@router.post(
    "/assemblies/{assembly_id}/recommendations/{recommendation_id}/corrections",
    response_model=AssemblyOut,
    status_code=201,
)
async def correct_recommendation(
    *,
    session: Writing, manager: Manager, assembly_id: UUID, recommendation_id: UUID,
    data: CorrectionIn, response: Response,
) -> AssemblyOut:  # fmt: skip
    """Correct a recommendation that was recorded wrongly; what was recorded stays to be read."""
    one = await service.get_for_change(session, assembly_id)
    await correcting.correct(session, one, recommendation_id, data, _clerk(manager))
    return await _answer(session, one, response)


@router.post("/assemblies/{assembly_id}/answers", response_model=AssemblyOut, status_code=201)
async def publish_answers(
    *,
    session: Writing, manager: Manager, assembly_id: UUID, data: AnswersIn, response: Response,
) -> AssemblyOut:  # fmt: skip
    """Publish the receiving body's answers to recommendations; those who sat are told."""
    one = await service.get_for_change(session, assembly_id)
    await answering.answer(session, one, data.answers, _clerk(manager))
    return await _answer(session, one, response)


@public.get("", response_model=PageOut[AssemblySummary])
async def list_published_assemblies(
    *, session: Reading, ics: System, page: Paging, request: Request, response: Response
) -> dict[str, Any]:
    """List assemblies and juries for everybody, the newest first."""
    found = await service.list_page(session, page, body_id=None, state=None)
    return page_response(found, request, response)


@public.get("/{assembly_id}", response_model=AssemblyOut)
async def read_published_assembly(
    session: Reading, ics: System, assembly_id: UUID
) -> AssemblyOut:  # fmt: skip
    """Give an assembly or jury as everybody reads it."""
    one = await service.get(session, assembly_id)
    return await presentation.shown(session, one, day_in_england(utc_now()))


async def _answer(session: Reading, one: Assembly, response: Response) -> AssemblyOut:
    response.headers["ETag"] = etag(one.version)
    return await presentation.shown(session, one, day_in_england(utc_now()))


def _clerk(principal: Principal) -> Clerk:
    return Clerk(principal.subject, utc_now())
