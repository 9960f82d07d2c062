"""Enrolling somebody, and letters to them, over HTTP."""

from __future__ import annotations

from uuid import UUID

from common.clock import utc_now
from common.web.dependencies import System, Writing
from common.web.routing import Router
from panel.assisted import letters, service
from panel.assisted.schemas import CodeIn, CodeOut, EnrolIn, EnrolOut, LetterCodeOut
from panel.assisted.service import Recorder
from panel.dependencies import Enroller, Joiner, Keys, PersonalManager, Settings
from panel.systems import service as systems

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: joining"])

_ANSWER = EnrolOut(
    message="Thank you. The person gets a letter or a telephone call that says how to go on."
)


@router.post("/enrolments", status_code=202)
async def enrol(
    *, ics: System, session: Writing, keys: Keys, body: EnrolIn, principal: Enroller
) -> EnrolOut:
    """Enrol a person without email who consented by telephone, on paper or face to face. The
    answer is the same whether or not they are a member already."""
    by = Recorder(principal.subject, principal.organisation_id)
    await service.enrol(session, ics, keys=keys, said=body, by=by, now=utc_now())
    return _ANSWER


@router.post("/members/{member_id}/letter-code", status_code=201)
async def issue_letter_code(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    settings: Settings,
    member_id: UUID,
    principal: PersonalManager,
) -> LetterCodeOut:
    """Make a code for a letter, good once and for 30 days, by which a member without email comes
    to their own page; the member sees there that it was made."""
    issued = await letters.issue(
        session, ics, keys=keys, member_id=member_id, by=principal.subject, now=utc_now()
    )
    slug = (await systems.the_system(session, ics)).slug
    page = f"{settings.public_url.rstrip('/')}/{slug}/me/code"
    return LetterCodeOut(code=issued.code, page=page, expires_at=issued.expires_at)


@router.post("/me/code")
async def redeem_code(
    ics: System, session: Writing, keys: Keys, body: CodeIn, _: Joiner
) -> CodeOut:
    """Open one's own page by the code of a letter."""
    token = await letters.redeem(session, ics, keys=keys, code=body.code, now=utc_now())
    return CodeOut(manage_token=token)
