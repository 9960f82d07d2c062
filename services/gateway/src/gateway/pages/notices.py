"""The links in mails of notices: letting them come, stopping them, and where to read them."""

from __future__ import annotations

import aiohttp
import orjson
from fastapi import Request, Response
from multidict import CIMultiDict

from gateway.dependencies import GatewayParts, Parts
from gateway.pages.forms import one, sent_form
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router, refusal_page
from gateway.proxy.errors import ServiceBroke, ServiceUnavailable
from gateway.systems.service import SystemEntry

router = page_router()

_NOT_GOOD = frozenset({404, 422})


@router.get("/{slug}/notices")
async def where_notices_are(slug: Slug, parts: GatewayParts) -> Response:
    """Say how an organisation reads its notices."""
    system = await parts.systems.by_slug(slug)
    return page("notices.html", system=system, step="where", token="")


@router.get("/{slug}/notices/confirm")
async def confirm_form(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Ask whether notices shall come. Opening the link confirms nothing: mail scanners open it."""
    system = await parts.systems.by_slug(slug)
    return page("notices.html", system=system, step="confirm", token=token)


@router.post("/{slug}/notices/confirm")
async def confirm(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Let notices come to the address."""
    system = await parts.systems.by_slug(slug)
    token = one(await sent_form(request), "token")
    if not await _sent(parts, system, "confirm", token):
        return _dead_link()
    return page("notices.html", system=system, step="confirmed", token="")


@router.get("/{slug}/notices/stop")
async def stop_form(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Ask whether to stop. Opening the link stops nothing: mail scanners open it too."""
    system = await parts.systems.by_slug(slug)
    return page("notices.html", system=system, step="stop", token=token)


@router.post("/{slug}/notices/stop")
async def stop(slug: Slug, request: Request, parts: GatewayParts, token: str = "") -> Response:
    """Stop the mail: by the page's button, or by the one POST that a mail program sends to the
    address in the mail's header, whose body is fixed (RFC 8058)."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    if one(form, "List-Unsubscribe") != "One-Click":
        token = one(form, "token")
    if not await _sent(parts, system, "stop", token):
        return _dead_link()
    return page("notices.html", system=system, step="stopped", token="")


async def _sent(parts: Parts, system: SystemEntry, what: str, token: str) -> bool:
    """Use a link at the library; tell whether it was good.

    Raises:
        ServiceUnavailable, ServiceBroke: if the library can't be reached.
    """
    response = await parts.upstreams.ask(
        parts.upstreams.services["insights"],
        "POST",
        f"/api/v1/{system.code}/insights/notice-links/{what}",
        headers=CIMultiDict({"Content-Type": "application/json"}),
        body=orjson.dumps({"token": token}),
    )
    try:
        async with response:
            await response.read()
    except (aiohttp.ClientError, TimeoutError):
        raise ServiceBroke("Try again in a moment.") from None
    if response.status in _NOT_GOOD:
        return False
    if response.status >= 400:
        raise ServiceUnavailable("This cannot be done just now. Try again in a moment.")
    return True


def _dead_link() -> Response:
    return refusal_page(
        404,
        "This link does not work",
        "It may have been used already, or be older than 48 hours. Your organisation can give the "
        "address again.",
    )
