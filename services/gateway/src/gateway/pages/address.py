"""Changing an address: asking for it, the link to the new one; saying that an old one works."""

from __future__ import annotations

from fastapi import Request, Response

from gateway.dependencies import GatewayParts
from gateway.pages.forms import one, sent_form
from gateway.pages.me import refused
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router, refusal_page
from gateway.proxy.panel import Answer
from gateway.systems.service import SystemEntry

router = page_router()

_GONE = {"address-link-used", "address-link-expired", "address-link-replaced", "address-taken"}
"""Reasons for which a link does nothing any more; the panel's words say what to do."""
_WRONG = "Enter an email address such as name@example.org"
_SAME = "We write to this address already"


@router.get("/{slug}/me/address")
async def address_form(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Ask for the new address."""
    system = await parts.systems.by_slug(slug)
    me = await parts.panel.me(system.code, token)
    if not me.ok:
        return refused(system, me)
    return _form(system, token, me, "", "")


@router.post("/{slug}/me/address")
async def ask(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Ask for the change. The page is the same whether or not the new address is known."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    token, email = one(form, "token"), one(form, "email")
    answer = await parts.panel.ask_for_address(system.code, token, email)
    if answer.ok:
        return page("me/address_asked.html", system=system, token=token)
    if answer.is_problem("too-many-address-changes"):
        return refusal_page(429, answer.content["title"], answer.content["detail"])
    me = await parts.panel.me(system.code, token)
    if me.ok and answer.refuses("body.email"):
        same = answer.is_problem("same-address")
        return _form(system, token, me, email, _SAME if same else _WRONG)
    return refused(system, answer if not answer.refuses("body.email") else me)


@router.post("/{slug}/me/address/stop")
async def stop(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Stop a change that waits for its confirmation."""
    system = await parts.systems.by_slug(slug)
    token = one(await sent_form(request), "token")
    answer = await parts.panel.stop_address_change(system.code, token)
    if not answer.ok:
        return refused(system, answer)
    return page("me/address_stopped.html", system=system, token=token)


@router.post("/{slug}/me/address/works")
async def works(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Note that the address works, though mails came back from it."""
    system = await parts.systems.by_slug(slug)
    token = one(await sent_form(request), "token")
    answer = await parts.panel.address_works(system.code, token)
    if not answer.ok and not answer.is_problem("address-does-not-fail"):
        return refused(system, answer)
    return page("me/address_works.html", system=system, token=token)


@router.get("/{slug}/me/address/confirm")
async def confirm_form(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Ask to confirm the new address. Opening the link changes nothing: mail scanners do it too."""
    system = await parts.systems.by_slug(slug)
    return page("me/address_confirm.html", system=system, token=token)


@router.post("/{slug}/me/address/confirm")
async def confirm(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Change the address."""
    system = await parts.systems.by_slug(slug)
    token = one(await sent_form(request), "token")
    answer = await parts.panel.confirm_address(system.code, token)
    if answer.ok:
        return page("me/address_changed.html", system=system, token=answer.content["manage_token"])
    if any(answer.is_problem(code) for code in _GONE):
        return refusal_page(answer.status, answer.content["title"], answer.content["detail"])
    if answer.link_is_dead:
        return page("me/address_not_valid.html", status=404, system=system)
    return refused(system, answer)


def _form(system: SystemEntry, token: str, me: Answer, email: str, error: str) -> Response:
    return page(
        "me/address.html",
        status=422 if error else 200,
        system=system,
        token=token,
        me=me.content,
        email=email,
        error=error,
    )
