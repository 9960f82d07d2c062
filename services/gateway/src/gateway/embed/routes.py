"""The sign-up form as a page for a frame on a registered website, and the script for that."""

from __future__ import annotations

from fastapi import Request, Response

from common.db.tenancy import system_code
from common.web.dependencies import anonymous
from common.web.routing import Router
from gateway.dependencies import GatewayParts, Parts
from gateway.embed.fields import Ics, Text
from gateway.embed.frames import WRONG_EMAIL, email_error, frame_script, framed
from gateway.embed.guard import Guard
from gateway.pages.routing import page_router
from gateway.pages.speaking import language_of, say, speaking, spoken
from gateway.systems.service import SystemEntry

pages = page_router()
scripts = Router(include_in_schema=False, dependencies=[anonymous()])


@pages.get("/embed/{ics}/join")
async def join_form(
    ics: Ics, request: Request, parts: GatewayParts, parent: str | None = None
) -> Response:
    """Show the form."""
    system = await parts.systems.by_code(ics)
    return await _form(parts, system, parent=parent)


@pages.post("/embed/{ics}/join")
async def join(
    *,
    ics: Ics,
    request: Request,
    parts: GatewayParts,
    email: Text = "",
    website: Text = "",
    shown: Text = "",
    proof: Text = "",
    parent: Text = "",
) -> Response:
    """Take the form. The answer is the same for every address, known or not.

    ``website`` is a field that people never see. What fills it in gets the same answer, and
    nothing happens.
    """
    system = await parts.systems.by_code(ics)
    guard = Guard(parts, system, _form_name(system), request)
    address = email.strip()
    error = email_error(address) or guard.verdict(shown)
    if error is not None:
        return await _form(parts, system, parent=parent, email=address, error=say(error))
    await guard.hold(proof)
    if not website:
        answer = await parts.panel.sign_up(system.code, address, spoken().code)
        if answer.status == 422:
            return await _form(parts, system, parent=parent, email=address, error=say(WRONG_EMAIL))
        if not answer.ok:
            return await _form(
                parts,
                system,
                parent=parent,
                email=address,
                error=say("We could not take your address just now. Try again in a moment"),
                status=503,
            )
    return await framed(parts, system, "embed/sent.html", parent)


async def _form(
    parts: Parts,
    system: SystemEntry,
    *,
    parent: str | None,
    email: str = "",
    error: str | None = None,
    status: int | None = None,
) -> Response:
    return await framed(
        parts,
        system,
        "embed/join.html",
        parent,
        status=status or (200 if error is None else 422),
        email=email,
        errors=[{"text": error, "href": "#email"}] if error else [],
        shown=parts.form_times.note(_form_name(system)),
        challenge=parts.proofs.challenge(_form_name(system)),
    )


def _form_name(system: SystemEntry) -> str:
    return f"join/{system.code}"


@scripts.get("/embed/{ics}/join.js")
async def join_script(ics: Ics, request: Request, parts: GatewayParts) -> Response:
    """Give the script that puts the form, in a frame, in the place of its own script element; with
    ``?lang=`` the form is in that language, else in the one that the browser asks for."""
    system = await parts.systems.by_code(system_code(ics))
    language = language_of(request)
    with speaking(language):
        title = say("Join the citizens' panel of %(system)s", system=system.name)
    script = frame_script(
        parts,
        path=f"/embed/{system.code}/join",
        title=title,
        height=560,
        language=language.code if language.chosen else "",
    )
    script.headers["Vary"] = "Accept-Language"
    return script
