"""Confirming an address: what joining means, and the few things that are asked."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from starlette.datastructures import FormData

from gateway.dependencies import GatewayParts
from gateway.pages.forms import CONNECTIONS, Errors, one, sent_form, several, spoken_choices
from gateway.pages.profile import Profile, read_profile
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router, refusal_page
from gateway.pages.speaking import ENGLISH, say, spoken
from gateway.systems.service import SystemEntry

router = page_router()

POOL = "assembly_pool"
"""The purpose of consent to be in a draw."""


@router.get("/{slug}/join/confirm")
async def confirm_form(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Say what joining means. Opening the link joins nobody: mail scanners open links too."""
    system = await parts.systems.by_slug(slug)
    profile = await read_profile(parts.panel, system.code)
    return _form(system, profile, token, FormData(), Errors())


@router.post("/{slug}/join/confirm")
async def confirm(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Join."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    token = one(form, "token")
    profile = await read_profile(parts.panel, system.code)
    errors = _check(form, profile)
    if errors:
        return _form(system, profile, token, form, errors)
    answer = await parts.panel.confirm(system.code, _body(form, profile, token))
    if answer.ok:
        return page(
            "join/welcome.html",
            status=201,
            system=system,
            token=answer.content["manage_token"],
            in_the_draw=POOL in several(form, "consents"),
        )
    if answer.link_is_dead:
        return page("join/link_not_valid.html", status=404, system=system)
    if answer.refuses("body.postcode"):
        errors.add("postcode", _of_postcode(answer.content["detail"]))
        return _form(system, profile, token, form, errors)
    if answer.status == 422:
        errors.add("connection", say("Check your answers, then press the button again"))
        return _form(system, profile, token, form, errors)
    return refusal_page(
        503, "You could not join just now", "Nothing was lost. Use the link again in a few minutes."
    )


def _of_postcode(detail: str) -> str:
    """Say what is wrong with a postcode: in the panel's words, which are English, or in others."""
    if spoken().code == ENGLISH:
        return detail
    return say("Check the postcode: it is unknown, out of use, or of another area")


def _check(form: FormData, profile: Profile) -> Errors:
    errors = Errors()
    if one(form, "connection") not in {choice.value for choice in CONNECTIONS}:
        errors.add("connection", say("Select whether you live, work or get care here"))
    if one(form, "minimum_age_met") != "yes":
        errors.add(
            "minimum_age_met", say("Confirm that you are %(age)s or older", age=profile.minimum_age)
        )
    if form.get("wording_version") != profile.wording_version:
        errors.add(
            "consents", say("The wording has changed. Read it again and select what you agree to")
        )
    return errors


def _body(form: FormData, profile: Profile, token: str) -> dict[str, Any]:
    offered = {purpose.value for purpose in profile.purposes}
    body: dict[str, Any] = {
        "token": token,
        "minimum_age_met": True,
        "connection": one(form, "connection"),
        "consents": [
            {"purpose": purpose, "wording_version": profile.wording_version}
            for purpose in dict.fromkeys(several(form, "consents"))
            if purpose in offered
        ],
        "demographics": {
            question.code: one(form, question.field)
            for question in profile.questions
            if one(form, question.field)
        },
    }
    asked = {choice.value for group in profile.needs for choice in group.choices}
    body["access_needs"] = [
        need for need in dict.fromkeys(several(form, "access_needs")) if need in asked
    ]
    for name in ("place", "postcode"):
        if one(form, name):
            body[name] = one(form, name)
    return body


def _form(
    system: SystemEntry, profile: Profile, token: str, form: FormData, errors: Errors
) -> Response:
    return page(
        "join/confirm.html",
        status=422 if errors else 200,
        system=system,
        profile=profile,
        connections=spoken_choices(CONNECTIONS),
        token=token,
        sent={name: one(form, name) for name in form},
        consents=several(form, "consents"),
        needs=several(form, "access_needs"),
        errors=errors.summary,
        wrong=errors.by_field,
    )
