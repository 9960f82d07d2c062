"""Held messages over HTTP, for staff: what is held, why, and how it reached the member."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import utc_now
from common.web.dependencies import Paging, Reading, System, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from panel.dependencies import Keys, Manager, PersonalManager, PersonalReader, Reader, Settings
from panel.mail import held
from panel.mail.held import HeldMail
from panel.mail.held_counts import exact_held, published_held
from panel.mail.schemas import (
    CarriedOutIn,
    HeldCounts,
    HeldLetter,
    HeldOut,
    MessageVersionIn,
    MessageVersionOut,
)
from panel.mail.writing import Writer
from panel.segments.schemas import Level

router = Router(prefix="/api/v1/{ics}/panel/mails", tags=["panel: messages"])


@router.get("/held")
async def list_held(
    *,
    ics: System,
    session: Reading,
    keys: Keys,
    paging: Paging,
    request: Request,
    response: Response,
    _: PersonalReader,
) -> PageOut[HeldOut]:
    """List the messages that were not sent because the member cannot use them as they are, with
    the formats that they ask for; whom they are for and what they need is personal data."""
    page = (await held.list_held(session, ics, keys, paging, utc_now())).map(_held)
    return PageOut[HeldOut].model_validate(page_response(page, request, response))


@router.get("/held/count")
async def count_held(
    ics: System,
    session: Reading,
    principal: Reader,
    level: Annotated[
        Level, Query(description="published, or exact: that needs panel:personal.")
    ] = "published",
) -> HeldCounts:
    """Count the people for whom messages are held, by the reason."""
    if level == "published":
        return await published_held(session, ics)
    principal.require("panel:personal")
    return await exact_held(session, ics)


@router.get("/held/{mail_id}")
async def read_held(
    *,
    ics: System,
    session: Reading,
    keys: Keys,
    settings: Settings,
    mail_id: UUID,
    response: Response,
    _: PersonalReader,
) -> HeldLetter:
    """Give a held message in words, to be printed and posted, read out, or put into another
    format, with whom to bring it to."""
    response.headers["Cache-Control"] = "no-store"
    printed = await held.to_print(
        session,
        ics,
        keys=keys,
        writer=Writer(keys, settings.public_url),
        mail_id=mail_id,
        now=utc_now(),
    )
    return HeldLetter(
        **_held(printed.held).model_dump(),
        email=printed.held.recipient.email,
        contact=printed.contact,
        subject=printed.subject,
        text=printed.text,
    )


@router.post("/held/{mail_id}/carried-out", status_code=204)
async def carry_out(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    mail_id: UUID,
    body: CarriedOutIn,
    _: PersonalManager,
) -> None:
    """Note that a held message reached the member in another way, such as a letter."""
    await held.carry_out(
        session, ics, keys=keys, mail_id=mail_id, format_code=body.format, now=utc_now()
    )


@router.put("/versions")
async def keep_version(
    ics: System, session: Writing, body: MessageVersionIn, _: Manager
) -> MessageVersionOut:
    """Give a mail in a format that somebody made of it, such as easy read or a video; who has been
    waiting for it is sent it."""
    kept = await held.keep_version(session, ics, body, utc_now())
    return MessageVersionOut.model_validate(kept)


def _held(one: HeldMail) -> HeldOut:
    mail, recipient = one.mail, one.recipient
    return HeldOut.model_validate(
        {
            "mail_id": mail.id,
            "member_id": recipient.member_id,
            "kind": mail.kind,
            "about_id": mail.about_id,
            "reason": mail.held_for,
            "formats": list(recipient.rules.asks_for),
            "language": recipient.language,
            "by_post": recipient.by_post,
            "by_telephone": recipient.by_telephone,
            "queued_at": mail.created_at,
        }
    )
