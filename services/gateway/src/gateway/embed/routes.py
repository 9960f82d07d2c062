"""The sign-up form as a page for a frame on a registered website, and the script for that."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Form, Path, Request, Response

from common.db.tenancy import system_code
from common.errors import TooManyRequests
from common.web.dependencies import anonymous
from common.web.routing import Router
from gateway.dependencies import GatewayParts
from gateway.embed.spent import spend
from gateway.embed.timing import Verdict
from gateway.limits.buckets import Buckets
from gateway.limits.network import network_of, wider_network
from gateway.pages.render import environment, page
from gateway.pages.routing import page_router
from gateway.systems.service import SystemEntry

pages = page_router()
scripts = Router(include_in_schema=False, dependencies=[anonymous()])
Ics = Annotated[str, Path(pattern=r"^[A-Z0-9]{3,10}$")]
Text = Annotated[str, Form(max_length=1000)]

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
    _within(parts.form_limit, network)
    _within(parts.wide_form_limit, wider_network(network))
    address = email.strip()
    error = None if _EMAIL.fullmatch(address) and len(address) <= 254 else _WRONG_EMAIL
    if not address:
        error = _NO_EMAIL
    verdict, wait = parts.form_times.judge(_form_name(system), shown)
    if error is None and verdict != "good":
        error = _AGAIN[verdict]
    if error is not None:
        return await _form(parts, system, parent=parent, email=address, error=error)
    if not await _is_proved(parts, system, proof):
        _within(parts.unproved_limit, network)
        _within(parts.system_limit, system.code)
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
    return await _framed(parts, system, "embed/sent.html", parent)


def _within(limit: Buckets, caller: str) -> None:
    allowance = limit.take(caller)
    if not allowance.allowed:
        raise TooManyRequests(f"Wait {allowance.retry_after} seconds, then try again.")


async def _is_proved(parts: GatewayParts, system: SystemEntry, text: str) -> bool:
    if not parts.proofs.asked:
        return True
    proof = parts.proofs.judge(_form_name(system), text)
    return proof is not None and await spend(parts.database, system.code, proof)


async def _form(
    parts: GatewayParts,
    system: SystemEntry,
    *,
    parent: str | None,
    email: str = "",
    error: str | None = None,
    status: int | None = None,
) -> Response:
    return await _framed(
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


async def _framed(
    parts: GatewayParts,
    system: SystemEntry,
    template: str,
    parent: str | None,
    *,
    status: int = 200,
    **context: Any,
) -> Response:
    """Make a page that registered websites may show in a frame."""
    origins = await parts.sites.origins(system.code, "embed")
    known_parent = parent if parent in origins else None
    response = page(
        template,
        status=status,
        frame_ancestors=origins,
        scripts=known_parent is not None or context.get("challenge") is not None,
        system=system,
        parent=known_parent,
        **context,
    )
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _form_name(system: SystemEntry) -> str:
    return f"join/{system.code}"


@scripts.get("/embed/{ics}/join.js")
async def join_script(ics: Ics, parts: GatewayParts) -> Response:
    """Give the script that puts the form, in a frame, in the place of its own script element."""
    system = await parts.systems.by_code(system_code(ics))
    base = urlsplit(parts.settings.public_url)
    script = (
        environment()
        .get_template("embed/join.js.txt")
        .render(origin=f"{base.scheme}://{base.netloc}", code=system.code, name=system.name)
    )
    return Response(
        script,
        media_type="text/javascript; charset=utf-8",
        headers={
            "Cache-Control": "public, max-age=300",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )
