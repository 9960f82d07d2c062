"""Open polls over HTTP: for staff, and for the pages on which anybody votes."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request, Response

from common.clock import utc_now
from common.web.dependencies import Paging, Principal, Reading, System, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.dependencies import Answerer, Manager, Reader
from panel.polls import service
from panel.polls.schemas import PollIn, PollOut, PollToAnswer, VoteIn, VoteOut

router = Router(prefix="/api/v1/{ics}/panel/polls", tags=["panel: open polls"])


@router.post("", status_code=201)
async def open_poll(
    *,
    ics: System,
    session: Writing,
    body: PollIn,
    request: Request,
    response: Response,
    principal: Manager,
) -> PollOut:
    """Open a poll of one question, which anybody may answer on a registered website. It is not
    weighted, and never put together with what members say."""
    poll = await service.open_poll(session, ics, body, principal.subject, utc_now())
    response.headers["Location"] = f"{request.url.path}/{poll.id}"
    return await service.shown(session, ics, poll, exact=_exact(principal))


@router.get("")
async def list_polls(
    *,
    ics: System,
    session: Reading,
    paging: Paging,
    request: Request,
    response: Response,
    principal: Reader,
) -> PageOut[PollOut]:
    """List polls, the newest first."""
    page = await service.list_polls(session, ics, paging)
    exact = _exact(principal)
    by_id = {poll.id: await service.shown(session, ics, poll, exact=exact) for poll in page.items}
    shown = page.map(lambda poll: by_id[poll.id])
    return PageOut[PollOut].model_validate(page_response(shown, request, response))


@router.get("/{poll_id}")
async def read_poll(ics: System, session: Reading, poll_id: UUID, principal: Reader) -> PollOut:
    """Give a poll with its published figures."""
    poll = await service.the_poll(session, ics, poll_id)
    return await service.shown(session, ics, poll, exact=_exact(principal))


@router.post("/{poll_id}/close")
async def close(ics: System, session: Writing, poll_id: UUID, principal: Manager) -> PollOut:
    """Close a poll, and publish its figures."""
    poll = await service.close(session, ics, poll_id, utc_now())
    return await service.shown(session, ics, poll, exact=_exact(principal))


@router.get("/{poll_id}/form")
async def read_form(ics: System, session: Reading, poll_id: UUID, _: Answerer) -> PollToAnswer:
    """Give a poll as anybody sees it; figures only when it has closed."""
    poll = await service.the_poll(session, ics, poll_id)
    is_open = service.takes_votes(poll, utc_now())
    return PollToAnswer.model_validate(
        {
            "id": poll.id,
            "question": poll.question,
            "options": poll.options,
            "open": is_open,
            "figures": None if is_open else service.figures_of(poll),
        }
    )


@router.post("/{poll_id}/votes", status_code=201)
async def vote(ics: System, session: Writing, poll_id: UUID, body: VoteIn, _: Answerer) -> VoteOut:
    """Count a vote; gives the figures as they were published last. Nothing is kept of who votes."""
    poll = await service.vote(session, ics, poll_id, body.choice, utc_now())
    return VoteOut(figures=service.figures_of(poll))


def _exact(principal: Principal) -> bool:
    return "panel:personal" in principal.scopes
