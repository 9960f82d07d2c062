"""The sign-up form as a page for a frame on a registered website, and the script for that."""

from __future__ import annotations

import asyncio
import re

from fastapi import Request, Response

from common.db.tenancy import system_code
from common.web.dependencies import anonymous
from common.web.routing import Router
from gateway.dependencies import GatewayParts
from gateway.embed.defences import frame_script, framed, is_proved, within
from gateway.embed.fields import Ics, Text
from gateway.embed.timing import Verdict
from gateway.limits.network import network_of, wider_network
from gateway.pages.routing import page_router
from gateway.systems.service import SystemEntry

pages = page_router()
scripts = Router(include_in_schema=False, dependencies=[anonymous()])

_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)+")
_WRONG_EMAIL = "Enter an email address in the correct format, like name@example.com"
_NO_EMAIL = "Enter your email address"
_AGAIN: dict[Verdict, str] = {
    "stale": "This page was open for a long time. Press the button again",
    "forged": "Check your email address, then press the button again",
}


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
    nothing happens. A form without a good ``proof`` of work takes the slow way: it waits longer,
    and few such forms are taken from one network, and in one system, in a minute.
    """
    system = await parts.systems.by_code(ics)
    network = network_of(request.scope, parts.settings.trusted_proxies)
    within(parts.form_limit, network)
    within(parts.wide_form_limit, wider_network(network))
    address = email.strip()
    error = None if _EMAIL.fullmatch(address) and len(address) <= 254 else _WRONG_EMAIL
    if not address:
        error = _NO_EMAIL
    verdict, wait = parts.form_times.judge(_form_name(system), shown)
    if error is None and verdict != "good":
        error = _AGAIN[verdict]
    if error is not None:
        return await _form(parts, system, parent=parent, email=address, error=error)
    if not await is_proved(parts, system, _form_name(system), proof):
        within(parts.unproved_limit, network)
        within(parts.system_limit, system.code)
        wait += parts.settings.unproved_seconds
    await asyncio.sleep(wait)
    if not website:
        answer = await parts.panel.sign_up(system.code, address)
        if answer.status == 422:
            return await _form(parts, system, parent=parent, email=address, error=_WRONG_EMAIL)
        if not answer.ok:
            return await _form(
                parts,
                system,
                parent=parent,
                email=address,
                error="We could not take your address just now. Try again in a moment",
                status=503,
            )
    return await framed(parts, system, "embed/sent.html", parent)


async def _form(
    parts: GatewayParts,
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
async def join_script(ics: Ics, parts: GatewayParts) -> Response:
    """Give the script that puts the form, in a frame, in the place of its own script element."""
    system = await parts.systems.by_code(system_code(ics))
    return frame_script(
        parts,
        path=f"/embed/{system.code}/join",
        what="sign-up form",
        title=f"Join the citizens' panel of {system.name}",
        height=560,
    )
