"""Correcting the name, telephone number and postal address of a member without email."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from starlette.datastructures import FormData

from gateway.dependencies import GatewayParts
from gateway.pages.forms import Errors, one, sent_form
from gateway.pages.me import refused
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router, refusal_page
from gateway.proxy.panel import Answer
from gateway.systems.service import SystemEntry

router = page_router()

FIELDS = {
    "body.name": ("name", "Enter your name"),
    "body.telephone": ("telephone", "Enter a telephone number such as 01253 000 111"),
    "body.post.lines": ("address", "Enter up to 5 lines of your address"),
    "body.post.postcode": ("postcode", "Enter a postcode such as FY1 1AA"),
}
"""Field of the panel → field of the form, and what to do."""
_NO_WAY = "Enter a telephone number or a postal address"


@router.get("/{slug}/me/contact")
async def contact_form(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Show the contact, to be corrected."""
    system = await parts.systems.by_slug(slug)
    me = await parts.panel.me(system.code, token)
    if not me.ok:
        return refused(system, me)
    if me.content["contact"] is None:
        return refusal_page(
            404,
            "We reach you by email",
            "We keep neither a name nor a telephone number nor a postal address of you.",
        )
    return _shown(system, token, _values(me.content["contact"]), Errors(), saved=False)


@router.post("/{slug}/me/contact")
async def correct(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Save it."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    token = one(form, "token")
    me = await parts.panel.me(system.code, token)
    if not me.ok:
        return refused(system, me)
    values = {name: one(form, name) for name in ("name", "telephone", "address", "postcode")}
    version = int(me.content["version"])
    answer = await parts.panel.correct_contact(system.code, token, version, _contact(form))
    if answer.ok:
        return _shown(system, token, values, Errors(), saved=True)
    errors = _errors(answer, values)
    if not errors:
        return refused(system, answer)
    return _shown(system, token, values, errors, saved=False)


def _contact(form: FormData) -> dict[str, Any]:
    contact: dict[str, Any] = {"name": one(form, "name")}
    if one(form, "telephone"):
        contact["telephone"] = one(form, "telephone")
    lines = [line.strip() for line in one(form, "address").splitlines() if line.strip()]
    if lines or one(form, "postcode"):
        contact["post"] = {"lines": lines, "postcode": one(form, "postcode")}
    return contact


def _values(contact: dict[str, Any]) -> dict[str, str]:
    post = contact.get("post") or {"lines": [], "postcode": ""}
    return {
        "name": contact["name"],
        "telephone": contact.get("telephone") or "",
        "address": "\n".join(post["lines"]),
        "postcode": post["postcode"],
    }


def _errors(answer: Answer, values: dict[str, str]) -> Errors:
    errors = Errors()
    if answer.status != 422:
        return errors
    for path, (name, words) in FIELDS.items():
        if any(one.field.startswith(path) for one in answer.problem_fields()):
            errors.add(name, words)
    if not errors and not (values["telephone"] or values["address"] or values["postcode"]):
        errors.add("telephone", _NO_WAY)
    return errors


def _shown(
    system: SystemEntry, token: str, values: dict[str, str], errors: Errors, *, saved: bool
) -> Response:
    return page(
        "me/contact.html",
        status=422 if errors else 200,
        system=system,
        token=token,
        values=values,
        errors=errors.summary,
        wrong=errors.by_field,
        saved=saved,
    )
