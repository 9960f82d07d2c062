"""Bodies over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, TypedDict
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import day_in_england, utc_now
from common.db.engine import ReadSession
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Paging, Principal, Reading, System, Writing, requires
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from governance.bodies import appointing, service
from governance.bodies.models import Body, Holder, HolderApproval, TermsOfReference
from governance.bodies.schemas import (
    ApprovalOut,
    BodyIn,
    BodyOut,
    BodyPatch,
    BodySummary,
    HolderIn,
    HolderOut,
    HolderPatch,
    PostIn,
    PostOut,
    PostPatch,
    PostsOut,
    TermsIn,
    TermsListOut,
    TermsOut,
)

router = Router(prefix="/api/v1/{ics}/governance", tags=["bodies"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]
On = Annotated[date | None, Query(description="The day asked about.")]


@router.get("/bodies", response_model=PageOut[BodySummary])
async def list_bodies(
    *,
    session: Reading,
    _: Reader,
    page: Paging,
    request: Request,
    response: Response,
    on: On = None,
) -> dict[str, Any]:
    """List bodies by name, those in being on a day if one is given."""
    return page_response(await service.list_page(session, page, on), request, response)


@router.post("/bodies", response_model=BodyOut, status_code=201)
async def register_body(
    session: Writing, ics: System, _: Manager, data: BodyIn, response: Response
) -> Body:
    """Register a body."""
    body = await service.register(session, ics, data)
    response.headers["ETag"] = etag(body.version)
    return body


@router.get("/bodies/{body_id}", response_model=BodyOut)
async def get_body(
    session: Reading, _: Reader, body_id: UUID, response: Response, on: On = None
) -> Any:
    """Give a body with the terms of reference in force on a day, today if none is given."""
    body = await service.get(session, body_id)
    terms = await service.terms_on(session, body_id, on or day_in_england(utc_now()))
    out = BodyOut.model_validate(body)
    out.terms = TermsOut.model_validate(terms) if terms else None
    response.headers["ETag"] = etag(body.version)
    return out


@router.patch("/bodies/{body_id}", response_model=BodySummary)
async def change_body(
    *,
    session: Writing, _: Manager, body_id: UUID, patch: BodyPatch, expected: IfMatch,
    response: Response,
) -> Body:  # fmt: skip
    """Rename a body, or say when it ends."""
    body = await service.get_for_change(session, body_id)
    check_version(body.version, expected)
    await service.change(session, body, patch)
    response.headers["ETag"] = etag(body.version)
    return body


@router.get("/bodies/{body_id}/terms", response_model=TermsListOut)
async def list_terms(session: Reading, _: Reader, body_id: UUID) -> dict[str, Any]:
    """List a body's terms of reference, newest first."""
    return {"items": await service.terms(session, body_id)}


@router.post("/bodies/{body_id}/terms", response_model=TermsOut, status_code=201)
async def adopt_terms(
    session: Writing, ics: System, _: Manager, body_id: UUID, data: TermsIn
) -> TermsOfReference:
    """Adopt terms of reference from a day on; those before them end on that day."""
    return await service.adopt_terms(session, ics, body_id, data)


@router.get("/bodies/{body_id}/posts", response_model=PostsOut)
async def list_posts(session: Reading, _: Reader, body_id: UUID) -> PostsOut:
    """List a body's posts with their holders, newest first."""
    items = []
    found = await service.posts(session, body_id)
    approved = await appointing.approvals_of(session, [h.id for _, held in found for h in held])
    for post, holders in found:
        out = PostOut.model_validate(post, from_attributes=True)
        out.holders = [_holder(holder, approved[holder.id]) for holder in holders]
        items.append(out)
    return PostsOut(items=items)


@router.post("/bodies/{body_id}/posts", response_model=PostOut, status_code=201)
async def add_post(
    *, session: Writing, ics: System, manager: Manager, body_id: UUID, data: PostIn,
    response: Response,
) -> PostOut:  # fmt: skip
    """Add a post to a body."""
    by = _by(manager)
    post = await service.add_post(session, ics, body_id, data, **by)
    response.headers["ETag"] = etag(post.version)
    return PostOut.model_validate(post)


@router.patch("/posts/{post_id}", response_model=PostOut)
async def end_post(
    *,
    session: Writing, manager: Manager, post_id: UUID, patch: PostPatch, expected: IfMatch,
    response: Response,
) -> PostOut:  # fmt: skip
    """Say when a post ends: membership changes as priorities do."""
    post = await appointing.post_for_change(session, post_id)
    check_version(post.version, expected)
    by = _by(manager)
    await appointing.end_post(session, post, patch.valid_to, **by)
    response.headers["ETag"] = etag(post.version)
    return PostOut.model_validate(post)


@router.post("/posts/{post_id}/holders", response_model=HolderOut, status_code=201)
async def appoint(
    *, session: Writing, ics: System, manager: Manager, post_id: UUID, data: HolderIn,
    response: Response,
) -> HolderOut:  # fmt: skip
    """Put a person into a post."""
    by = _by(manager)
    holder = await appointing.appoint(session, ics, post_id, data, **by)
    response.headers["ETag"] = etag(holder.version)
    return await _shown(session, holder)


@router.patch("/posts/{post_id}/holders/{holder_id}", response_model=HolderOut)
async def end_holding(
    *,
    session: Writing, manager: Manager, post_id: UUID, holder_id: UUID, patch: HolderPatch,
    expected: IfMatch, response: Response,
) -> HolderOut:  # fmt: skip
    """Say when a holder's time ends."""
    holder = await appointing.holder_for_change(session, post_id, holder_id)
    check_version(holder.version, expected)
    by = _by(manager)
    await appointing.end_holding(session, holder, patch.valid_to, **by)
    response.headers["ETag"] = etag(holder.version)
    return await _shown(session, holder)


class _By(TypedDict):
    recorded_by: str
    now: datetime


def _by(manager: Principal) -> _By:
    return {"recorded_by": manager.subject, "now": utc_now()}


async def _shown(session: ReadSession, holder: Holder) -> HolderOut:
    return _holder(holder, (await appointing.approvals_of(session, [holder.id]))[holder.id])


def _holder(holder: Holder, approved: list[HolderApproval]) -> HolderOut:
    out = HolderOut.model_validate(holder)
    out.approvals = [ApprovalOut.model_validate(one) for one in approved]
    return out
