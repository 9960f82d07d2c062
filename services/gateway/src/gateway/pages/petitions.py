"""Petitions: what is open, signing by a mailed link, starting one, one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import Request, Response
from starlette.datastructures import FormData

from common.errors import NotFound
from gateway.dependencies import GatewayParts, Parts
from gateway.embed.frames import email_error
from gateway.embed.guard import Guard
from gateway.pages.asking import dead_link, offers
from gateway.pages.forms import Choice, ChoiceGroup, Errors, one, sent_form
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router, refusal_page
from gateway.proxy.errors import ServiceUnavailable
from gateway.proxy.panel import Answer
from gateway.systems.service import SystemEntry

router = page_router()
_CLOSED = "/problems/petition-closed"


@router.get("/{slug}/petitions")
async def list_petitions(slug: Slug, parts: GatewayParts) -> Response:
    """List the petitions that are or were open."""
    system = await parts.systems.by_slug(slug)
    found = _content(await parts.governance.petitions(system.code))
    return page("petitions/list.html", system=system, petitions=found["items"])


@router.get("/{slug}/petitions/new")
async def petition_form(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Show the form to write a petition. Opening the link sends nothing."""
    system = await parts.systems.by_slug(slug)
    good = await parts.governance.check_link(system.code, "petition", token)
    if not good.ok:
        return dead_link(good, system, "petition")
    return await _form(parts, system, token, FormData(), Errors())


@router.post("/{slug}/petitions/new")
async def start_petition(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Send the petition."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    token = one(form, "token")
    errors = _check(form)
    if errors:
        return await _form(parts, system, token, form, errors)
    names = ("body_id", "title", "text", "name")
    answer = await parts.governance.start_petition(
        system.code,
        {
            "token": token,
            **{name: one(form, name) for name in names},
            "show_name": one(form, "show_name") == "yes",
        },
    )
    if answer.ok:
        own = answer.content
        return page("petitions/own.html", status=201, system=system, own=own, fresh=True,
                    token=own["link_token"])  # fmt: skip
    if answer.refuses("body.text"):
        errors.add("text", "Your text is too long. Make it shorter")
    elif answer.content.get("type") == "/problems/not-taken":
        errors.add("body_id", "This board takes no petitions. Choose another one")
    elif answer.status == 422 and not answer.link_is_dead:
        errors.add("body_id", "Check what you wrote, then press the button again")
    else:
        return dead_link(answer, system, "petition")
    return await _form(parts, system, token, form, errors)


@router.get("/{slug}/petitions/mine")
async def read_own(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Show a petition to the one who started it."""
    system = await parts.systems.by_slug(slug)
    answer = await parts.governance.own(system.code, "petitions", token)
    if not answer.ok:
        return dead_link(answer, system, "petition")
    return page("petitions/own.html", system=system, own=answer.content, token=token)


@router.post("/{slug}/petitions/mine")
async def withdraw(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Take a petition back, or delete what tells who started it."""
    system = await parts.systems.by_slug(slug)
    token = one(await sent_form(request), "token")
    answer = await parts.governance.withdraw(system.code, "petitions", token)
    if not answer.ok:
        return dead_link(answer, system, "petition")
    return page("petitions/own.html", system=system, own=answer.content, token=token)


@router.get("/{slug}/petitions/sign")
async def sign_form(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Ask somebody who opened a mailed link to sign. Opening it signs nothing."""
    system = await parts.systems.by_slug(slug)
    found = await parts.governance.to_sign(system.code, token)
    if not found.ok:
        return _not_signed(found, system)
    return page("petitions/sign.html", system=system, petition=found.content, token=token)


@router.post("/{slug}/petitions/sign")
async def sign(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Sign."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    token = one(form, "token")
    name = one(form, "name")[:200]
    shown = one(form, "show_name") == "yes"
    if shown and not name:
        found = await parts.governance.to_sign(system.code, token)
        if not found.ok:
            return _not_signed(found, system)
        errors = Errors()
        errors.add("name", "Enter your name, or do not tick that it may be shown")
        return page("petitions/sign.html", status=422, system=system, petition=found.content,
                    token=token, errors=errors.summary, wrong=errors.by_field)  # fmt: skip
    body = {"token": token, "name": name or None, "show_name": shown}
    answer = await parts.governance.sign(system.code, body)
    if not answer.ok:
        return _not_signed(answer, system)
    return page("petitions/signed.html", status=201, system=system, signed=answer.content)


@router.get("/{slug}/petitions/signature")
async def read_signature(slug: Slug, parts: GatewayParts, token: str = "") -> Response:
    """Offer somebody to take their signature back."""
    system = await parts.systems.by_slug(slug)
    found = await parts.governance.own(system.code, "signatures", token)
    if not found.ok:
        return _not_signed(found, system)
    return page("petitions/signature.html", system=system, signed=found.content, token=token)


@router.post("/{slug}/petitions/signature")
async def take_back(slug: Slug, request: Request, parts: GatewayParts) -> Response:
    """Take a signature back."""
    system = await parts.systems.by_slug(slug)
    token = one(await sent_form(request), "token")
    answer = await parts.governance.withdraw(system.code, "signatures", token)
    if not answer.ok:
        return _not_signed(answer, system)
    return page("petitions/taken_back.html", system=system)


@router.get("/{slug}/petitions/{petition_id}")
async def read_petition(slug: Slug, petition_id: UUID, parts: GatewayParts) -> Response:
    """Show a petition, and offer to mail a link to sign it."""
    system = await parts.systems.by_slug(slug)
    return await _petition(parts, system, petition_id)


@router.post("/{slug}/petitions/{petition_id}")
async def send_link(
    slug: Slug, petition_id: UUID, request: Request, parts: GatewayParts
) -> Response:
    """Mail a link to sign; the same page whether or not the address has signed."""
    system = await parts.systems.by_slug(slug)
    guard = Guard(parts, system, _form_name(system, petition_id), request)
    form = await sent_form(request)
    email = one(form, "email")
    error = email_error(email) or guard.verdict(one(form, "shown"))
    if error is not None:
        return await _petition(parts, system, petition_id, error, email)
    await guard.hold(one(form, "proof"))
    if not one(form, "website"):
        sent = await parts.governance.request_signature(system.code, petition_id, email)
        if not sent.ok:
            return _not_signed(sent, system)
    return page("petitions/sent.html", status=202, system=system, petition_id=petition_id)


async def _petition(
    parts: Parts, system: SystemEntry, petition_id: UUID, error: str = "", email: str = ""
) -> Response:
    found = await parts.governance.petition(system.code, petition_id)
    if found.status == 404:
        raise NotFound("Check the address. The petition may not be open yet.")
    name = _form_name(system, petition_id)
    challenge = parts.proofs.challenge(name)
    return page(
        "petitions/petition.html",
        status=422 if error else 200,
        scripts=challenge is not None,
        system=system,
        petition=_content(found),
        shown=parts.form_times.note(name),
        challenge=challenge,
        error=error,
        errors=[{"text": error, "href": "#email"}] if error else [],
        email=email,
    )


async def _form(
    parts: Parts, system: SystemEntry, token: str, form: FormData, errors: Errors
) -> Response:
    found = [one for one in await offers(parts, system) if one["petitions"]]
    bodies = [Choice(offer["body_id"], offer["body_name"]) for offer in found]
    return page(
        "petitions/new.html",
        status=422 if errors else 200,
        system=system,
        token=token,
        bodies=[ChoiceGroup(None, bodies)],
        grounds=[ground for offer in found for ground in offer["grounds"]],
        sent={name: one(form, name) for name in form},
        errors=errors.summary,
        wrong=errors.by_field,
    )


def _check(form: FormData) -> Errors:
    errors = Errors()
    if not one(form, "body_id"):
        errors.add("body_id", "Select who your petition goes to")
    for name, most, what in (
        ("title", 300, "what you ask for"), ("text", 10_000, "why you ask for it"),
        ("name", 200, "your name"),
    ):  # fmt: skip
        if not one(form, name):
            errors.add(name, f"Enter {what}")
        elif len(one(form, name)) > most:
            errors.add(name, f"Use {most} characters or fewer for {what}")
    return errors


def _not_signed(answer: Answer, system: SystemEntry) -> Response:
    if answer.content.get("type") == _CLOSED:
        return refusal_page(
            409,
            "This petition is closed",
            "It can no longer be signed, nor a signature be changed.",
        )
    return dead_link(answer, system, "signature")


def _content(answer: Answer) -> dict[str, Any]:
    if not answer.ok:
        raise ServiceUnavailable("Try again in a few minutes.")
    return answer.content


def _form_name(system: SystemEntry, petition_id: UUID) -> str:
    return f"sign/{system.code}/{petition_id}"
