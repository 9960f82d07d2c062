"""A member's household, for the draw of an assembly alone."""

from __future__ import annotations

from fastapi import Request, Response

from gateway.dependencies import GatewayParts
from gateway.pages.forms import Errors, one, sent_form
from gateway.pages.me import agreed, refused
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router
from gateway.proxy.panel import Answer
from gateway.systems.service import SystemEntry

router = page_router()

POOL = "assembly_pool"
"""The purpose of consent without which nobody is asked."""


@router.get("/{slug}/me/household")
async def household_form(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Say what it is for, and ask."""
    system = await parts.systems.by_slug(slug)
    me = await parts.panel.me(system.code, token)
    if not me.ok:
        return refused(system, me)
    return _shown(system, token, me, {}, Errors(), saved=False)


@router.post("/{slug}/me/household")
async def change(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Keep it, or take it back."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    token = one(form, "token")
    before = await parts.panel.me(system.code, token)
    if not before.ok:
        return refused(system, before)
    told = {"home": one(form, "home"), "postcode": one(form, "postcode")}
    errors = Errors()
    taken_back = one(form, "what") == "forget"
    if not taken_back:
        if not told["home"]:
            errors.add("home", "Enter the number or name of your home")
        if not told["postcode"]:
            errors.add("postcode", "Enter your postcode")
    if errors:
        return _shown(system, token, before, told, errors, saved=False)
    patch = {"household": None if taken_back else told}
    after = await parts.panel.change_me(system.code, token, int(before.content["version"]), patch)
    if after.ok:
        return _shown(system, token, after, {}, errors, saved=True)
    if after.refuses("body.household.home"):
        errors.add("home", "Enter the number or name of your home, in at most 60 characters")
    if after.refuses("body.household.postcode"):
        errors.add("postcode", "Enter a postcode such as FY1 1AA")
    if not errors:
        return refused(system, after)
    return _shown(system, token, before, told, errors, saved=False)


def _shown(
    system: SystemEntry,
    token: str,
    me: Answer,
    told: dict[str, str],
    errors: Errors,
    *,
    saved: bool,
) -> Response:
    return page(
        "me/household.html",
        status=422 if errors else 200,
        system=system,
        token=token,
        me=me.content,
        in_the_draw=POOL in agreed(me.content),
        told=told,
        errors=errors.summary,
        wrong=errors.by_field,
        saved=saved,
    )
