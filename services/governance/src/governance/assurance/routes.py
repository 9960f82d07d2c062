"""Assurance over HTTP: for staff with what is due, and as everybody reads it."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from common.clock import day_in_england, utc_now
from common.documents import Document, docx, html
from common.web.dependencies import Principal, Reading, System, Writing, anonymous, requires
from common.web.routing import Router
from governance.assurance import paper, service
from governance.assurance.models import DecisionPrinciple
from governance.assurance.schemas import (
    AskedKind,
    AssuranceDueOut,
    AssuranceOut,
    ComparedOut,
    ComparisonOut,
    OwedAnswerOut,
    PrincipleIn,
    PrincipleOut,
)
from governance.assurance.service import Period
from governance.decisions.service import Clerk
from governance.dependencies import Assured
from governance.threads import service as threads
from governance.threads.presentation import shown_times
from governance.vocabularies import service as vocabularies
from governance.words import Day

router = Router(prefix="/api/v1/{ics}/governance", tags=["assurance"])
public = Router(
    prefix="/api/v1/{ics}/governance/published-assurance", tags=["assurance"],
    dependencies=[anonymous()],
)  # fmt: skip
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


def _period(
    since: Annotated[Day, Query(description="First day.")],
    until: Annotated[Day, Query(description="Last day.")],
    feedback_days: Annotated[
        int | None,
        Query(
            ge=1,
            le=1000,
            description="Days in which those who spoke are to be told; by the body's terms, or the "
            "standard of the day, if it is not sent.",
        ),
    ] = None,
) -> Period:
    return Period(since, until, _today(), feedback_days)


Asked = Annotated[Period, Depends(_period)]


@router.get("/bodies/{body_id}/assurance", response_model=AssuranceDueOut)
async def read_assurance(
    session: Reading, _: Assured, body_id: UUID, period: Asked
) -> AssuranceDueOut:
    """Give what the record shows of involvement in a body's decisions, and what is due.

    For those who keep the record, and for a committee that gives assurance
    (`governance:assurance`).
    """
    return await _with_due(session, body_id, period)


@router.get("/bodies/{body_id}/assurance/paper.html", response_class=Response)
async def read_assurance_paper_as_html(
    session: Reading, ics: System, _: Assured, body_id: UUID, period: Asked, request: Request
) -> Response:
    """Give the paper for the committee that gives assurance, as one HTML page that needs nothing
    else."""
    written = await _paper(session, ics, body_id, period, request)
    return Response(html.render(written), media_type=html.MEDIA_TYPE)


@router.get("/bodies/{body_id}/assurance/paper.docx", response_class=Response)
async def read_assurance_paper_as_docx(
    session: Reading, ics: System, _: Assured, body_id: UUID, period: Asked, request: Request
) -> Response:
    """Give the paper for the committee that gives assurance, as DOCX."""
    written = await _paper(session, ics, body_id, period, request)
    named = f'attachment; filename="{paper.filename(body_id, period.until)}"'
    return Response(
        docx.render(written),
        media_type=docx.MEDIA_TYPE,
        headers={"Content-Disposition": named},
    )


@router.get("/assurance", response_model=ComparisonOut)
async def compare_bodies(session: Reading, _: Reader, period: Asked) -> ComparisonOut:
    """Put the bodies of the system beside each other, by name."""
    found = await service.compare(session, period)
    return ComparisonOut(items=[ComparedOut.model_validate(one) for one in found])


@router.get("/owed-answers/{kind}/{asked_id}", response_model=OwedAnswerOut)
async def read_owed_answer(
    session: Reading, _: Assured, kind: AskedKind, asked_id: UUID
) -> OwedAnswerOut:
    """Tell how far the answer to a question, statement or petition of the public is.

    For those who keep the record, and for a committee that gives assurance: nothing of who asked,
    and no words but those that were cleared for the public.
    """
    return await service.owed_answer(session, kind, asked_id, _today())


@router.post("/decisions/{decision_id}/principles", response_model=PrincipleOut, status_code=201)
async def show_principle(
    session: Writing, ics: System, manager: Manager, decision_id: UUID, data: PrincipleIn
) -> DecisionPrinciple:
    """Record that a decision shows one of the ten principles, and how; for good."""
    clerk = Clerk(manager.subject, utc_now())
    return await service.show_principle(session, ics, decision_id, data, clerk)


@public.get("/{body_id}", response_model=AssuranceOut)
async def read_published_assurance(
    session: Reading, ics: System, body_id: UUID, period: Asked
) -> AssuranceOut:
    """Give what the record shows everybody of involvement in a body's decisions."""
    return AssuranceOut.model_validate(await service.report(session, body_id, period))


async def _with_due(session: Reading, body_id: UUID, period: Period) -> AssuranceDueOut:
    found = await service.report(session, body_id, period)
    due = await service.duty_due(session, body_id, period)
    overdue = await service.public_overdue(session, body_id, period)
    return AssuranceDueOut.model_validate({**found, "duty_due": due, "public_overdue": overdue})


async def _paper(
    session: Reading, ics: System, body_id: UUID, period: Period, request: Request
) -> Document:
    slug, name = await vocabularies.names(session, ics)
    home: str = request.app.state.settings.public_url
    times = await threads.times(session, body_id, period.since, period.until, period.on)
    compared = await service.compare(session, period)
    return paper.of(
        paper.Gathered(
            report=await _with_due(session, body_id, period),
            times=shown_times(times),
            compared=[ComparedOut.model_validate(one) for one in compared],
            system_name=name,
            pages=f"{home.rstrip('/')}/{slug}",
            record=f"{home.rstrip('/')}/api/v1/{ics}/governance",
        )
    )


def _today() -> date:
    return day_in_england(utc_now())
