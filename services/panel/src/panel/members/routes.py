"""Members over HTTP: their own page's data, leaving; counts for staff."""

from __future__ import annotations

from fastapi import Request, Response

from common.clock import utc_now
from common.web.conditional import IfMatch, etag
from common.web.dependencies import Paging, Reading, System, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.dependencies import Joiner, Keys, ManageToken, PersonalReader, Reader
from panel.members import departure, service
from panel.members.counts import published_counts
from panel.members.schemas import (
    MemberCounts,
    MemberOut,
    MeOut,
    MePatch,
    UnsubscribeIn,
)
from panel.members.shown import me_out

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: members"])


@router.get("/me")
async def read_me(
    ics: System, session: Reading, keys: Keys, token: ManageToken, response: Response, _: Joiner
) -> MeOut:
    """Give a member everything that is held of them."""
    return _me(await service.me(session, ics, keys, token, utc_now()), response)


@router.patch("/me")
async def change_me(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    token: ManageToken,
    patch: MePatch,
    version: IfMatch,
    response: Response,
    _: Joiner,
) -> MeOut:
    """Change what a member says about themselves and agrees to; what is left out stays."""
    changed = await service.change(
        session,
        ics,
        keys=keys,
        token=token,
        patch=patch,
        expected_version=version,
        now=utc_now(),
    )
    return _me(changed, response)


@router.delete("/me", status_code=204)
async def leave(ics: System, session: Writing, keys: Keys, token: ManageToken, _: Joiner) -> None:
    """Leave the panel: address and answers about oneself are deleted, answers to surveys stay
    without any link to the person."""
    await departure.leave(session, ics, keys, token, utc_now())


@router.post("/unsubscribe", status_code=204)
async def unsubscribe(
    ics: System, session: Writing, keys: Keys, body: UnsubscribeIn, _: Joiner
) -> None:
    """Withdraw every consent to be mailed, or the one to bulletins, by the token of a mail's
    footer."""
    await service.unsubscribe(
        session, ics, keys=keys, token=body.token, purpose=body.purpose, now=utc_now()
    )


@router.get("/members")
async def list_members(
    *,
    ics: System,
    session: Reading,
    paging: Paging,
    request: Request,
    response: Response,
    _: PersonalReader,
) -> PageOut[MemberOut]:
    """List members by id and place; with their number exact, so it needs `panel:personal`."""
    page = await service.list_members(session, ics, paging)
    return PageOut[MemberOut].model_validate(page_response(page, request, response))


@router.get("/members/count")
async def count_members(ics: System, session: Reading, _: Reader) -> MemberCounts:
    """Give the latest published counts of members by place, after disclosure control."""
    return await published_counts(session, ics)


def _me(me: service.Me, response: Response) -> MeOut:
    response.headers["ETag"] = etag(me.member.version)
    return me_out(me)
