"""What a member would like to be involved in, and what they know from their own life."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from starlette.datastructures import FormData

from gateway.dependencies import GatewayParts
from gateway.pages.forms import Errors, sent_form, several
from gateway.pages.forms import one as one_of
from gateway.pages.me import refused
from gateway.pages.profile import PREFER_NOT_TO_SAY, Profile, Question, read_profile
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router
from gateway.systems.service import SystemEntry

router = page_router()

FIELDS = {"interest": "interests", "lived_experience": "lived_experience"}
"""Vocabulary → the field of a member in which its terms are."""


@router.get("/{slug}/me/topics")
async def read_topics(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Show what a member chose, and ask."""
    system = await parts.systems.by_slug(slug)
    me = await parts.panel.me(system.code, token)
    if not me.ok:
        return refused(system, me)
    profile = await read_profile(parts.panel, system.code)
    chosen = {question.field: held(me.content, question) for question in profile.topics}
    return _shown(system, profile, token, chosen, errors=Errors(), saved=False)


@router.post("/{slug}/me/topics")
async def change_topics(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Save it."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    token = one_of(form, "token")
    profile = await read_profile(parts.panel, system.code)
    before = await parts.panel.me(system.code, token)
    if not before.ok:
        return refused(system, before)
    chosen = {question.field: _chosen(form, question) for question in profile.topics}
    errors = Errors()
    for name, terms in chosen.items():
        if PREFER_NOT_TO_SAY in terms and len(terms) > 1:
            errors.add(name, "Select what fits you, or “Prefer not to say”, but not both")
    if errors:
        return _shown(system, profile, token, chosen, errors=errors, saved=False)
    patch = {
        FIELDS[question.code]: chosen[question.field]
        for question in profile.topics
        if set(chosen[question.field]) != set(_offered(before.content, question))
    }
    version = int(before.content["version"])
    after = await parts.panel.change_me(system.code, token, version, patch)
    if not after.ok:
        return refused(system, after)
    return _shown(system, profile, token, chosen, errors=errors, saved=True)


def held(me: dict[str, Any], question: Question) -> list[str]:
    """Give what a member chose of one question; empty where they did not answer."""
    answer = me.get(FIELDS[question.code])
    return list(answer["terms"]) if answer else []


def _offered(me: dict[str, Any], question: Question) -> list[str]:
    """Give what they chose of what is still asked: the rest stays until they change something."""
    return [term for term in held(me, question) if term in question.labels]


def _chosen(form: FormData, question: Question) -> list[str]:
    sent = dict.fromkeys(several(form, question.field))
    return [term for term in sent if term in question.labels]


def _shown(
    system: SystemEntry,
    profile: Profile,
    token: str,
    chosen: dict[str, list[str]],
    *,
    errors: Errors,
    saved: bool,
) -> Response:
    return page(
        "me/topics.html",
        status=422 if errors else 200,
        system=system,
        profile=profile,
        token=token,
        chosen=chosen,
        errors=errors.summary,
        wrong=errors.by_field,
        saved=saved,
    )
