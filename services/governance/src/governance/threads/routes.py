"""Threads over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import day_in_england, utc_now
from common.db.pagination import Page
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Paging, Principal, Reading, System, Writing, anonymous, requires
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from governance.dependencies import Keys
from governance.threads import service
from governance.threads.presentation import shown, shown_times, shown_waiting
from governance.threads.schemas import (
    State,
    ThreadIn,
    ThreadOut,
    ThreadPatch,
    TimesOut,
    WaitingOut,
)
from governance.words import Day

router = Router(prefix="/api/v1/{ics}/governance", tags=["feedback"])
public = Router(
    prefix="/api/v1/{ics}/governance/published-feedback-threads",
    tags=["feedback"],
    dependencies=[anonymous()],
)
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/feedback-threads", response_model=PageOut[ThreadOut])
async def list_threads(
    *,
    session: Reading,
    _: Reader,
    page: Paging,
    request: Request,
    response: Response,
    body_id: Annotated[UUID | None, Query(description="Only what this body owes.")] = None,
    owner_post_id: Annotated[UUID | None, Query(description="Only what this post owes.")] = None,
    state: Annotated[State | None, Query(description="Only those that stand so.")] = None,
) -> dict[str, Any]:
    """List what is owed an answer, what is due first at the top. Decisions that are withheld are
    left out."""
    found = await service.list_page(
        session, page, _today(), body_id=body_id, owner_post_id=owner_post_id, state=state
    )
    items = [shown(one) for one in found.items]
    return page_response(Page(items, found.next_cursor), request, response)


@router.post("/feedback-threads", response_model=ThreadOut, status_code=201)
async def open_thread(
    *, session: Writing, ics: System, keys: Keys, manager: Manager, data: ThreadIn,
    response: Response,
) -> ThreadOut:  # fmt: skip
    """Let a body owe an answer for a finding. Decisions that rely on what people said open theirs
    by themselves."""
    told = await service.open_for_finding(
        session, ics, keys, data, opened_by=manager.subject, now=utc_now()
    )
    response.headers["ETag"] = etag(told.thread.version)
    return shown(told)


@router.get("/feedback-threads/{thread_id}", response_model=ThreadOut)
async def get_thread(session: Reading, _: Reader, thread_id: UUID, response: Response) -> ThreadOut:
    """Give what is owed an answer, with who heard that it is overdue."""
    told = await service.get(session, thread_id, _today())
    response.headers["ETag"] = etag(told.thread.version)
    return shown(told)


@router.patch("/feedback-threads/{thread_id}", response_model=ThreadOut)
async def change_thread(
    *, session: Writing, keys: Keys, _: Manager, thread_id: UUID, patch: ThreadPatch,
    expected: IfMatch, response: Response,
) -> ThreadOut:  # fmt: skip
    """Give it an owner, who is written to, or another day with its reason."""
    told = await service.for_change(session, thread_id, _today())
    check_version(told.thread.version, expected)
    changed = await service.change(session, keys, told, patch, now=utc_now())
    response.headers["ETag"] = etag(changed.thread.version)
    return shown(changed)


@router.get("/bodies/{body_id}/feedback-times", response_model=TimesOut)
async def feedback_times(
    session: Reading,
    _: Reader,
    body_id: UUID,
    since: Annotated[Day, Query(description="First day.")],
    until: Annotated[Day, Query(description="Last day.")],
) -> TimesOut:
    """Give how long a body took to answer those who spoke, of what was opened from one day to
    another, with every thread that is counted."""
    return shown_times(await service.times(session, body_id, since, until, _today()))


@public.get("", response_model=PageOut[WaitingOut])
async def list_waiting(
    *,
    session: Reading,
    ics: System,
    page: Paging,
    request: Request,
    response: Response,
    body_id: Annotated[UUID | None, Query(description="Only what this body owes.")] = None,
    decision_id: Annotated[UUID | None, Query(description="Only about this decision.")] = None,
    finding_id: Annotated[UUID | None, Query(description="Only about this finding.")] = None,
) -> dict[str, Any]:
    """List what people who spoke wait to be told, what is due first at the top. Once an answer is
    published it is on the thread, and not here."""
    found = await service.list_waiting(
        session, page, _today(), body_id=body_id, decision_id=decision_id, finding_id=finding_id
    )
    items = [shown_waiting(told, name) for told, name in found.items]
    return page_response(Page(items, found.next_cursor), request, response)


def _today() -> date:
    return day_in_england(utc_now())
