"""Papers over HTTP: for those who write them, and as everybody reads them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from common.clock import utc_now
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Principal, Reading, System, Writing, anonymous, requires
from common.web.routing import Router
from governance.papers import presentation, service, suggestions
from governance.papers.schemas import (
    PaperIn,
    PaperOut,
    PaperPatch,
    PapersOut,
    PaperVersionsOut,
    PublishedPaperOut,
    PublishedPapersOut,
    PublishIn,
    SuggestionsOut,
)
from governance.papers.service import Author, Written

router = Router(prefix="/api/v1/{ics}/governance", tags=["papers"])
public = Router(
    prefix="/api/v1/{ics}/governance/published-papers", tags=["papers"],
    dependencies=[anonymous()],
)  # fmt: skip
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/meetings/{meeting_id}/papers", response_model=PapersOut)
async def list_papers(session: Reading, _: Manager, meeting_id: UUID) -> PapersOut:
    """List a meeting's papers, drafts too, in the order of its agenda."""
    found = await service.of_meeting(session, meeting_id)
    return PapersOut(items=[await presentation.shown(session, one) for one in found])


@router.post(
    "/meetings/{meeting_id}/items/{item_id}/papers", response_model=PaperOut, status_code=201
)
async def draft_paper(
    *,
    session: Writing, ics: System, manager: Manager, meeting_id: UUID, item_id: UUID,
    data: PaperIn, response: Response,
) -> PaperOut:  # fmt: skip
    """Draft a paper for an item, by the template of the meeting's day."""
    found = await service.draft(session, ics, meeting_id, item_id, data, author=_author(manager))
    return await _answer(session, found, response)


@router.get(
    "/meetings/{meeting_id}/items/{item_id}/suggested-evidence", response_model=SuggestionsOut
)
async def suggest_evidence(
    *,
    session: Reading, _: Manager, meeting_id: UUID, item_id: UUID,
    limit: Annotated[int, Query(ge=1, le=50, description="How many at most.")] = 10,
) -> SuggestionsOut:  # fmt: skip
    """Suggest published findings that share words or themes with an item and its papers."""
    return SuggestionsOut(items=await suggestions.of_item(session, meeting_id, item_id, limit))


@router.get("/papers/{paper_id}", response_model=PaperOut)
async def get_paper(
    session: Reading, _: Manager, paper_id: UUID, response: Response
) -> PaperOut:  # fmt: skip
    """Give a paper in its current text, with its reading age and what it still lacks."""
    return await _answer(session, await service.get(session, paper_id), response)


@router.patch("/papers/{paper_id}", response_model=PaperOut)
async def revise_paper(
    *,
    session: Writing, manager: Manager, paper_id: UUID, patch: PaperPatch, expected: IfMatch,
    response: Response,
) -> PaperOut:  # fmt: skip
    """Give a paper another text: a new version, and a draft; earlier ones are kept."""
    paper = await service.get_for_change(session, paper_id)
    check_version(paper.version, expected)
    found = await service.revise(session, paper, patch, _author(manager))
    return await _answer(session, found, response)


@router.get("/papers/{paper_id}/versions", response_model=PaperVersionsOut)
async def list_paper_versions(session: Reading, _: Manager, paper_id: UUID) -> PaperVersionsOut:
    """Give every text of a paper, newest first."""
    found = await service.versions(session, paper_id)
    return PaperVersionsOut(items=[presentation.shown_version(*one) for one in found])


@router.post("/papers/{paper_id}/final", response_model=PaperOut)
async def finalise_paper(
    *,
    session: Writing, _: Manager, paper_id: UUID, expected: IfMatch, response: Response
) -> PaperOut:  # fmt: skip
    """Make a draft final, where nothing that it must say is empty."""
    paper = await service.get_for_change(session, paper_id)
    check_version(paper.version, expected)
    return await _answer(session, await service.finalise(session, paper), response)


@router.post("/papers/{paper_id}/publish", response_model=PaperOut)
async def publish_paper(
    *,
    session: Writing, manager: Manager, paper_id: UUID, data: PublishIn, expected: IfMatch,
    response: Response,
) -> PaperOut:  # fmt: skip
    """Publish a final paper: everything in it, or the reason why a part is withheld."""
    paper = await service.get_for_change(session, paper_id)
    check_version(paper.version, expected)
    found = await service.publish(session, paper, data.late_reason, _author(manager))
    return await _answer(session, found, response)


@public.get("", response_model=PublishedPapersOut)
async def list_published_papers(
    session: Reading, ics: System, meeting_id: Annotated[UUID, Query(description="The meeting.")]
) -> PublishedPapersOut:
    """List the published papers of a meeting, in the order of its agenda."""
    return PublishedPapersOut(items=await presentation.published_of(session, meeting_id))


@public.get("/{paper_id}", response_model=PublishedPaperOut)
async def read_published_paper(
    session: Reading, ics: System, paper_id: UUID
) -> PublishedPaperOut:  # fmt: skip
    """Give a paper as it was published last."""
    return await presentation.published(session, paper_id)


async def _answer(session: Reading, found: Written, response: Response) -> PaperOut:
    response.headers["ETag"] = etag(found.paper.version)
    return await presentation.shown(session, found)


def _author(principal: Principal) -> Author:
    return Author(principal.subject, utc_now())
