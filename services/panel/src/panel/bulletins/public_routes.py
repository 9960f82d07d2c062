"""What the gateway asks for visitors: the pages of bulletins that were sent, and counting."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import day_in_england, utc_now
from common.web.dependencies import Paging, Reading, System, Writing
from common.web.routing import Router
from common.web.schemas import PageOut as Listed
from common.web.schemas import page_response
from panel.bulletins import reception, service
from panel.bulletins.preview import page as page_of
from panel.bulletins.schemas import ClickIn, ClickOut, PageOut, PageSummary, TokenIn
from panel.dependencies import Joiner, Keys

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: bulletins"])


@router.get("/sent-bulletins")
async def list_sent(
    *,
    ics: System,
    session: Reading,
    paging: Paging,
    request: Request,
    response: Response,
    _: Joiner,
) -> Listed[PageSummary]:
    """List the bulletins that were sent to all who agree, the newest first."""
    page = (await service.list_sent_to_all(session, ics, paging)).map(
        lambda one: {"id": one.id, "title": one.title, "sent_on": day_in_england(one.sent_at)}
    )
    return Listed[PageSummary].model_validate(page_response(page, request, response))


@router.get("/sent-bulletins/{bulletin_id}")
async def read_page(
    *,
    ics: System,
    session: Reading,
    bulletin_id: UUID,
    _: Joiner,
    language: Annotated[
        str | None,
        Query(max_length=35, description="In which it was sent; left out, or another: its own."),
    ] = None,
) -> PageOut:
    """Give a bulletin that was sent, for anybody who has its address."""
    return await page_of(session, ics, bulletin_id, language)


@router.post("/sent-bulletins/{bulletin_id}/openings", status_code=204)
async def count_opening(
    *, ics: System, session: Writing, keys: Keys, bulletin_id: UUID, body: TokenIn, _: Joiner
) -> None:
    """Count that somebody opened a counted copy; of whom nothing is known."""
    await reception.count_opening(
        session, ics, keys=keys, bulletin_id=bulletin_id, token=body.token, now=utc_now()
    )


@router.post("/sent-bulletins/{bulletin_id}/clicks")
async def follow(
    *, ics: System, session: Writing, keys: Keys, bulletin_id: UUID, body: ClickIn, _: Joiner
) -> ClickOut:
    """Count that somebody followed a link of a counted copy, and give where it leads."""
    address = await reception.follow(
        session,
        ics,
        keys=keys,
        bulletin_id=bulletin_id,
        token=body.token,
        number=body.link,
        now=utc_now(),
    )
    return ClickOut(address=address)
