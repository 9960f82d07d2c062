"""Events of the panel: what is on, signing up by a mailed link, one's own place."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from gateway.dependencies import GatewayParts, Parts
from gateway.pages.forms import Choice, one, sent_form, several
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router, refusal_page
from gateway.proxy.errors import ServiceUnavailable
from gateway.proxy.panel import Answer
from gateway.systems.service import SystemEntry

router = page_router()

ARRANGEMENTS = "access_arrangement"
_REFUSED = {
    "/problems/sign-up-over": ("Sign-up is over", "No more places are given for this event."),
    "/problems/gathering-not-for-you": (
        "This event is for other members",
        "It is for members of other places or groups. Or say on your own page that we may tell you "
        "about events.",
    ),
    "/problems/no-booking": ("You have no place to give up", "Open the link in our email again."),
}


@router.get("/{slug}/events")
async def list_events(slug: Slug, parts: GatewayParts) -> Response:
    """List the public events that are on."""
    system = await parts.systems.by_slug(slug)
    found = _content(await parts.panel.public_gatherings(system.code))
    return page("events/list.html", system=system, events=found["items"])


@router.get("/{slug}/events/{event_id}")
async def read_event(slug: Slug, event_id: UUID, parts: GatewayParts) -> Response:
    """Show a public event, and offer to mail a link to sign up."""
    system = await parts.systems.by_slug(slug)
    return await _event(parts, system, event_id)


@router.post("/{slug}/events/{event_id}")
async def send_link(slug: Slug, event_id: UUID, request: Request, parts: GatewayParts) -> Response:
    """Mail a link to sign up; the same page whether or not the address is a member's."""
    system = await parts.systems.by_slug(slug)
    email = one(await sent_form(request), "email")
    if not email:
        return await _event(parts, system, event_id, "Enter your email address")
    sent = await parts.panel.send_place_link(system.code, event_id, email)
    if sent.status == 422:
        problem = "Enter an email address in the right format, like name@example.com"
        return await _event(parts, system, event_id, problem, email)
    if not sent.ok:
        return _refused(sent)
    return page("events/sent.html", status=202, system=system)


@router.get("/{slug}/events/{event_id}/place")
async def read_place(slug: Slug, event_id: UUID, parts: GatewayParts, token: str = "") -> Response:
    """Show a member an event and their place. Opening the link takes none: mail scanners open links
    too."""
    system = await parts.systems.by_slug(slug)
    mine = await parts.panel.place(system.code, event_id, token)
    if not mine.ok:
        return _refused(mine)
    return page(
        "events/place.html",
        system=system,
        token=token,
        mine=mine.content,
        event=mine.content["gathering"],
        offered=await _arrangements(parts, system, mine.content["gathering"]["access_offered"]),
        arrangements=await _arrangements(parts, system),
        chosen=(mine.content["needs"] or {}).get("arrangements", []),
        note=(mine.content["needs"] or {}).get("note") or "",
    )


@router.get("/{slug}/events/{event_id}/place.ics")
async def read_calendar(
    slug: Slug, event_id: UUID, parts: GatewayParts, token: str = ""
) -> Response:
    """Give an event for the calendar of who may come; one that is not public too."""
    system = await parts.systems.by_slug(slug)
    answer = await parts.panel.place_calendar(system.code, event_id, token)
    if not answer.ok:
        return _refused(answer)
    return Response(
        answer.content["calendar"],
        media_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="event.ics"',
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
        },
    )


@router.post("/{slug}/events/{event_id}/place")
async def change_place(
    slug: Slug, event_id: UUID, request: Request, parts: GatewayParts
) -> Response:
    """Ask for a place, accept one, change what one needs, or give it up; then show it."""
    system = await parts.systems.by_slug(slug)
    form = await sent_form(request)
    token = one(form, "token")
    if one(form, "act") == "give_up":
        answer = await parts.panel.give_place_up(system.code, event_id, token)
    else:
        known = {choice.value for choice in await _arrangements(parts, system)}
        needs: dict[str, Any] = {
            "arrangements": [c for c in dict.fromkeys(several(form, "arrangements")) if c in known],
            "note": one(form, "note")[:500] or None,
        }
        answer = await parts.panel.take_place(system.code, event_id, token, needs)
    if not answer.ok:
        return _refused(answer)
    address = f"/{slug}/events/{event_id}/place?token={quote(token, safe='')}"
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(address, 303, headers=headers)


async def _event(
    parts: Parts, system: SystemEntry, event_id: UUID, error: str = "", email: str = ""
) -> Response:
    found = await parts.panel.public_gathering(system.code, event_id)
    if not found.ok:
        return _refused(found)
    return page(
        "events/event.html",
        status=422 if error else 200,
        system=system,
        event=found.content,
        offered=await _arrangements(parts, system, found.content["access_offered"]),
        error=error,
        email=email,
    )


async def _arrangements(
    parts: Parts, system: SystemEntry, only: list[str] | None = None
) -> list[Choice]:
    """Give what can be arranged, or those of it that are offered, in the words of the system."""
    lists = _content(await parts.panel.vocabularies(system.code))["items"]
    terms: list[dict[str, Any]] = next(
        (each["terms"] for each in lists if each["code"] == ARRANGEMENTS), []
    )
    return [
        Choice(term["code"], term["label"])
        for term in terms
        if only is None or term["code"] in only
    ]


def _content(answer: Answer) -> dict[str, Any]:
    if not answer.ok:
        raise ServiceUnavailable("Try again in a few minutes.")
    return answer.content


def _refused(answer: Answer) -> Response:
    told = _REFUSED.get(str(answer.content.get("type")))
    if told is not None:
        return refusal_page(answer.status, *told)
    if answer.content.get("type") == "/problems/gathering-not-found":
        return refusal_page(404, "There is no such event", "It may not be public. Check the link.")
    if answer.link_is_dead or answer.status == 422:
        return refusal_page(
            404, "This link does not work", "Open the link in your email again, and check it whole."
        )
    return refusal_page(
        503, "The event is not available just now", "Nothing was lost. Try again in a few minutes."
    )
