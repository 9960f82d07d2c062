"""A member's own page: see and change what the panel knows, stop mail, leave, be erased."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from fastapi import Request, Response
from starlette.datastructures import FormData

from gateway.dependencies import GatewayParts, Parts
from gateway.pages.forms import CONNECTIONS, one, sent_form, several, spoken_choices
from gateway.pages.profile import Profile, read_profile
from gateway.pages.public import KINDS
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router, refusal_page
from gateway.proxy.panel import Answer
from gateway.systems.service import SystemEntry
from gateway.thread.service import Thread, public_thread

router = page_router()

_PURPOSES = frozenset({"bulletins"})
"""Purposes of consent that can be withdrawn by themselves in one click."""


@router.get("/{slug}/me")
async def read_me(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Show what the panel knows of a member."""
    system = await parts.systems.by_slug(slug)
    me = await parts.panel.me(system.code, token)
    if not me.ok:
        return refused(system, me)
    return await _shown(parts, system, token, me, saved=False)


@router.post("/{slug}/me")
async def change_me(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Save what a member changed."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    token = one(form, "token")
    profile = await read_profile(parts.panel, system.code)
    before = await parts.panel.me(system.code, token)
    if not before.ok:
        return refused(system, before)
    patch = _patch(form, profile, before.content)
    version = int(before.content["version"])
    after = await parts.panel.change_me(system.code, token, version, patch)
    if not after.ok:
        return refused(system, after)
    return await _shown(parts, system, token, after, saved=True)


@router.get("/{slug}/me/data")
async def read_data(slug: Slug, parts: GatewayParts, token: str = "", form: str = "") -> Response:
    """Show a member all that is held of them; as a JSON file where ``form`` is ``json``."""
    system = await parts.systems.by_slug(slug)
    export = await parts.panel.export(system.code, token)
    if not export.ok:
        return refused(system, export)
    if form != "json":
        return page("me/data.html", system=system, token=token, held=export.content)
    headers = {
        "Content-Disposition": 'attachment; filename="my-panel-data.json"',
        "Cache-Control": "no-store",
    }
    content = orjson.dumps(export.content, option=orjson.OPT_INDENT_2)
    return Response(content, headers=headers, media_type="application/json")


@router.get("/{slug}/me/involvement")
async def read_involvement(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Show a member what they took part in, and what was said and done because of it."""
    system = await parts.systems.by_slug(slug)
    involvement = await parts.panel.involvement(system.code, token)
    if not involvement.ok:
        return refused(system, involvement)
    items = [
        {**item, "came_of_it": await _thread(parts, system, item["thread"])}
        for item in involvement.content["items"]
    ]
    return page("me/involvement.html", system=system, token=token, items=items, kinds=KINDS)


@router.get("/{slug}/me/leave")
async def leave_form(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Say what leaving means, and ask."""
    system = await parts.systems.by_slug(slug)
    return page("me/leave.html", system=system, token=token, errors=[])


@router.post("/{slug}/me/leave")
async def leave(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Leave, or be erased."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    token, how = one(form, "token"), one(form, "how")
    if how not in {"leave", "erase"}:
        error = {"text": "Select what you want us to do", "href": "#how"}
        return page("me/leave.html", status=422, system=system, token=token, errors=[error])
    ask = parts.panel.erase if how == "erase" else parts.panel.leave
    answer = await ask(system.code, token)
    if not answer.ok:
        return refused(system, answer)
    return page("me/left.html", system=system, receipt=answer.content.get("receipt_token"))


@router.get("/{slug}/erasure")
async def read_receipt(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Show how far an erasure is, and its receipt once it is complete."""
    system = await parts.systems.by_slug(slug)
    erasure = await parts.panel.erasure(system.code, token)
    if erasure.ok:
        return page("me/erasure.html", system=system, erasure=erasure.content)
    if erasure.status in {404, 422}:
        return refusal_page(404, "There is no such receipt", "Check the address of the receipt.")
    return refused(system, erasure)


@router.get("/{slug}/unsubscribe")
async def unsubscribe_form(
    slug: Slug, parts: GatewayParts, token: str = "", purpose: str = ""
) -> Response:
    """Ask whether to stop mail. Opening the link stops nothing: mail scanners open it too."""
    system = await parts.systems.by_slug(slug)
    purpose = purpose if purpose in _PURPOSES else ""
    return page("me/unsubscribe.html", system=system, token=token, purpose=purpose, done=False)


@router.post("/{slug}/unsubscribe")
async def unsubscribe(
    slug: Slug, request: Request, parts: GatewayParts, token: str = "", purpose: str = ""
) -> Response:
    """Stop all mail, or bulletins alone: by the page's button, or by the one POST that a mail
    program sends to the address in the mail's header, whose body is fixed (RFC 8058)."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    if one(form, "List-Unsubscribe") != "One-Click":
        token, purpose = one(form, "token"), one(form, "purpose")
    purpose = purpose if purpose in _PURPOSES else ""
    answer = await parts.panel.unsubscribe(system.code, token, purpose or None)
    if not answer.ok:
        return refused(system, answer)
    return page("me/unsubscribe.html", system=system, token="", purpose=purpose, done=True)


async def _shown(
    parts: Parts, system: SystemEntry, token: str, me: Answer, *, saved: bool
) -> Response:
    profile = await read_profile(parts.panel, system.code)
    gatherings = await parts.panel.gatherings(system.code, token)
    return page(
        "me/me.html",
        system=system,
        profile=profile,
        token=token,
        me=me.content,
        gatherings=gatherings.content.get("items", []),
        connections=spoken_choices(CONNECTIONS),
        given=agreed(me.content),
        needs=(me.content["access_needs"] or {"needs": []})["needs"],
        about={one["dimension"]: one["term"] for one in me.content["demographics"]},
        topics=_topics(me.content, profile),
        saved=saved,
    )


async def _thread(parts: Parts, system: SystemEntry, place: dict[str, str] | None) -> Thread | None:
    """Follow the thread as anybody may see it; None where the record does not have it."""
    if place is None:
        return None
    async with parts.database.reading(system.code) as session:
        return await public_thread(session, place["kind"], UUID(place["id"]))


def _topics(me: dict[str, Any], profile: Profile) -> list[tuple[str, list[str]]]:
    """Give each question of several answers, and what the member chose, in words."""
    said = {"interest": me["interests"], "lived_experience": me["lived_experience"]}
    chosen = {kind: answer["terms"] if answer else [] for kind, answer in said.items()}
    return [
        (one.question, [one.labels.get(term, term) for term in chosen.get(one.code, [])])
        for one in profile.topics
    ]


def agreed(me: dict[str, Any]) -> list[str]:
    """Give the purposes that a member agrees to."""
    return [one["purpose"] for one in me["consents"] if one["withdrawn_at"] is None]


def _patch(form: FormData, profile: Profile, me: dict[str, Any]) -> dict[str, Any]:
    """Give what the form changes; a question without an answer takes the answer back."""
    before, now = set(agreed(me)), set(several(form, "consents"))
    version = one(form, "wording_version")
    answered = {one["dimension"] for one in me["demographics"]}
    about: dict[str, str | None] = {}
    for question in profile.questions:
        term = one(form, question.field)
        if term and term != "no_answer":
            about[question.code] = term
        elif question.code in answered:
            about[question.code] = None
    patch: dict[str, Any] = {
        "place": one(form, "place") or None,
        "demographics": about,
        "consents": [
            {"purpose": purpose.value, "wording_version": version, "given": purpose.value in now}
            for purpose in profile.purposes
            if (purpose.value in now) != (purpose.value in before)
        ],
    }
    if one(form, "postcode"):
        patch["postcode"] = one(form, "postcode")
    if one(form, "connection") in {choice.value for choice in CONNECTIONS}:
        patch["connection"] = one(form, "connection")
    offered = {choice.value for group in profile.needs for choice in group.choices}
    needs = [need for need in dict.fromkeys(several(form, "access_needs")) if need in offered]
    if set(needs) != set((me["access_needs"] or {"needs": []})["needs"]):
        patch["access_needs"] = needs
    return patch


def refused(system: SystemEntry, answer: Answer) -> Response:
    """Tell why the panel did not do what a member asked."""
    if answer.link_is_dead:
        return page("me/link_not_valid.html", status=404, system=system)
    if answer.refuses("body.postcode"):
        return refusal_page(422, answer.content["title"], answer.content["detail"])
    if answer.status in {409, 412, 422}:
        return refusal_page(
            409, "Your changes were not saved", "Open the link in your email again, and try again."
        )
    return refusal_page(
        503, "Your page is not available just now", "Try again in a few minutes. Nothing was lost."
    )
