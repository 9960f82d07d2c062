"""Mails that came back over HTTP, for staff and for the program that reads the mailbox."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request, Response

from common.clock import day_in_england, utc_now
from common.web.dependencies import Paging, Reading, System, Writing
from common.web.form import UnsupportedMediaType
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.bounces import service, standing
from panel.bounces.reports import MOST
from panel.bounces.schemas import FailingOut, ReportTaken
from panel.dependencies import Manager, PersonalManager, PersonalReader

router = Router(prefix="/api/v1/{ics}/panel/bounces", tags=["panel: messages"])

_REPORT = {
    "requestBody": {
        "required": True,
        "content": {
            "message/rfc822": {
                "schema": {"type": "string", "description": "The whole message, as it came."}
            }
        },
    }
}


@router.post("", openapi_extra=_REPORT, max_body_size=MOST)
async def take_report(ics: System, session: Writing, request: Request, _: Manager) -> ReportTaken:
    """Take in a report of failed delivery (RFC 3464). The message itself is not kept."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "message/rfc822":
        raise UnsupportedMediaType("Send the message as it came, as message/rfc822.")
    outcome = await service.take_report(session, ics, await request.body(), utc_now())
    return ReportTaken.model_validate({"outcome": outcome})


@router.get("/addresses")
async def list_failing(
    *,
    ics: System,
    session: Reading,
    paging: Paging,
    request: Request,
    response: Response,
    _: PersonalReader,
) -> PageOut[FailingOut]:
    """List the members whose address fails: their mails are held until it is confirmed."""
    page = await standing.list_failing(session, ics, paging, day_in_england(utc_now()))
    return PageOut[FailingOut].model_validate(page_response(page, request, response))


@router.post("/addresses/{member_id}/confirmed", status_code=204)
async def confirm_address(
    ics: System, session: Writing, member_id: UUID, _: PersonalManager
) -> None:
    """Note that a member's address works, as they have told; what was held goes out."""
    await service.confirm_address(session, ics, member_id, utc_now())
