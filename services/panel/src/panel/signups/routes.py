"""Signing up over HTTP."""

from __future__ import annotations

from common.clock import utc_now
from common.web.dependencies import System, Writing
from common.web.routing import Router
from panel.dependencies import Joiner, Keys
from panel.signups import service
from panel.signups.schemas import ConfirmIn, ConfirmOut, SignupIn, SignupOut

router = Router(prefix="/api/v1/{ics}/panel/signups", tags=["panel: joining"])

_ANSWER = SignupOut(
    message="Thank you. We have sent an email to that address. Follow the link in it to go on."
)


@router.post("", status_code=202)
async def sign_up(
    ics: System, session: Writing, keys: Keys, body: SignupIn, _: Joiner
) -> SignupOut:
    """Ask to join. The answer is the same whether or not the address is known."""
    await service.request(
        session, ics, keys=keys, email=body.email, language=body.language, now=utc_now()
    )
    return _ANSWER


@router.post("/confirm", status_code=201)
async def confirm(
    ics: System, session: Writing, keys: Keys, body: ConfirmIn, _: Joiner
) -> ConfirmOut:
    """Confirm the address by the token of the mail, and become a member."""
    member_id = await service.confirm(session, ics, keys, body, utc_now())
    return ConfirmOut(member_id=member_id, manage_token=keys.manage_token(ics, member_id))
