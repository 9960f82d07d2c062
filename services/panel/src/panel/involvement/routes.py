"""What a member took part in, over HTTP."""

from __future__ import annotations

from fastapi import Response

from common.clock import utc_now
from common.web.dependencies import Reading, System
from common.web.routing import Router
from panel.dependencies import Joiner, Keys, ManageToken
from panel.involvement import service
from panel.involvement.schemas import InvolvementOut

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: members"])


@router.get("/me/involvement")
async def read_involvement(
    ics: System, session: Reading, keys: Keys, token: ManageToken, response: Response, _: Joiner
) -> InvolvementOut:
    """Give a member what they took part in, and what was said and done because of it."""
    response.headers["Cache-Control"] = "no-store"
    return InvolvementOut(items=await service.of_member(session, ics, keys, token, utc_now()))
