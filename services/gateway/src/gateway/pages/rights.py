"""A member's rights to object and to pause, on a page of their own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from fastapi import Request, Response
from starlette.datastructures import FormData

from common.clock import day_in_england, utc_now
from gateway.dependencies import GatewayParts
from gateway.pages.forms import Choice, one, sent_form, several
from gateway.pages.me import refused
from gateway.pages.profile import Profile, read_profile
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router
from gateway.systems.service import SystemEntry

router = page_router()

PAUSES = {"30": "For a month", "91": "For 3 months", "182": "For 6 months", "365": "For a year"}
"""Days → in words."""
KEEP, END = "keep", "end"


@router.get("/{slug}/me/rights")
async def read_rights(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Show what a member objects to, and whether they are paused."""
    system = await parts.systems.by_slug(slug)
    me = await parts.panel.me(system.code, token)
    if not me.ok:
        return refused(system, me)
    profile = await read_profile(parts.panel, system.code)
    return _shown(system, profile, token, me.content, saved=False)


@router.post("/{slug}/me/rights")
async def change_rights(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Save them."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    token = one(form, "token")
    profile = await read_profile(parts.panel, system.code)
    before = await parts.panel.me(system.code, token)
    if not before.ok:
        return refused(system, before)
    patch = _patch(form, profile, before.content, day_in_england(utc_now()))
    version = int(before.content["version"])
    after = await parts.panel.change_me(system.code, token, version, patch)
    if not after.ok:
        return refused(system, after)
    return _shown(system, profile, token, after.content, saved=True)


def _patch(form: FormData, profile: Profile, me: dict[str, Any], today: date) -> dict[str, Any]:
    stands = {one["purpose"] for one in me["objections"]}
    now = set(several(form, "objections"))
    offered = {choice.value for choice in profile.objections}
    changed = [purpose for purpose in sorted(offered) if (purpose in now) != (purpose in stands)]
    patch: dict[str, Any] = {
        "objections": [{"purpose": purpose, "objects": purpose in now} for purpose in changed]
    }
    pause = one(form, "pause")
    if pause in PAUSES:
        patch["paused_until"] = (today + timedelta(days=int(pause))).isoformat()
    elif pause == END:
        patch["paused_until"] = None
    return patch


def _shown(
    system: SystemEntry, profile: Profile, token: str, me: dict[str, Any], *, saved: bool
) -> Response:
    paused = me["paused_until"]
    pauses = [Choice(days, words) for days, words in PAUSES.items()]
    first = (
        [Choice(KEEP, "Keep the pause as it is"), Choice(END, "End the pause")]
        if paused
        else [Choice(KEEP, "Do not pause")]
    )
    return page(
        "me/rights.html",
        system=system,
        profile=profile,
        token=token,
        me=me,
        pauses=[*first, *pauses],
        objections=[one["purpose"] for one in me["objections"]],
        saved=saved,
    )
