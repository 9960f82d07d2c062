"""An open poll as a page for a frame on a registered website: one question, one button.

It works without scripts and cookies, and keeps nothing of the visitor. Its defences are those of
the sign-up form: a signed note of when it was shown, a proof of work that is good once, or the slow
way, and limits by network and by system.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from common.web.dependencies import anonymous
from common.web.routing import Router
from gateway.dependencies import GatewayParts
from gateway.embed.fields import Ics, Text
from gateway.embed.frames import frame_script, framed
from gateway.embed.guard import Guard
from gateway.pages.routing import page_router, refusal_page
from gateway.proxy.panel import Answer
from gateway.systems.service import SystemEntry

pages = page_router()
scripts = Router(include_in_schema=False, dependencies=[anonymous()])

NOTHING_CHOSEN = "Select an answer"
AGAIN = "This page was open for a long time. Select an answer and press the button again"


@pages.get("/embed/{ics}/polls/{poll_id}")
async def poll_form(
    ics: Ics, poll_id: UUID, parts: GatewayParts, parent: str | None = None
) -> Response:
    """Show the question; of a poll that has closed, its figures."""
    system = await parts.systems.by_code(ics)
    return await _form(parts, system, poll_id, parent)


@pages.post("/embed/{ics}/polls/{poll_id}")
async def vote(
    *,
    ics: Ics,
    poll_id: UUID,
    request: Request,
    parts: GatewayParts,
    choice: Text = "",
    website: Text = "",
    shown: Text = "",
    proof: Text = "",
    parent: Text = "",
) -> Response:
    """Take a vote. ``website`` is a field that people never see: what fills it in is thanked, and
    nothing is counted."""
    system = await parts.systems.by_code(ics)
    guard = Guard(parts, system, _form_name(system, poll_id), request)
    stale = guard.verdict(shown) is not None
    error = NOTHING_CHOSEN if not choice else AGAIN if stale else None
    if error is not None:
        return await _form(parts, system, poll_id, parent, error=error)
    await guard.hold(proof)
    poll = await parts.panel.poll(system.code, poll_id)
    if not poll.ok:
        return _refused(poll)
    figures = None
    if not website:
        answer = await parts.panel.vote(system.code, poll_id, choice)
        if answer.status == 422:
            return await _form(parts, system, poll_id, parent, error=NOTHING_CHOSEN)
        if answer.status == 409:
            return await _form(parts, system, poll_id, parent)
        if not answer.ok:
            return _refused(answer)
        figures = answer.content["figures"]
    return await _results(parts, system, poll.content, figures, parent=parent, voted=True)


@scripts.get("/embed/{ics}/polls/{poll_id}.js")
async def poll_script(ics: Ics, poll_id: UUID, parts: GatewayParts) -> Response:
    """Give the script that puts the poll, in a frame, in the place of its own script element."""
    system = await parts.systems.by_code(ics)
    path = f"/embed/{system.code}/polls/{poll_id}"
    title = f"A quick poll of {system.name}"
    return frame_script(parts, path=path, title=title, height=420)


async def _form(
    parts: GatewayParts,
    system: SystemEntry,
    poll_id: UUID,
    parent: str | None,
    *,
    error: str | None = None,
) -> Response:
    found = await parts.panel.poll(system.code, poll_id)
    if not found.ok:
        return _refused(found)
    poll = found.content
    if not poll["open"]:
        return await _results(parts, system, poll, poll["figures"], parent=parent, voted=False)
    form = _form_name(system, poll_id)
    return await framed(
        parts,
        system,
        "embed/poll.html",
        parent,
        status=422 if error else 200,
        poll=poll,
        errors=[{"text": error, "href": "#choice"}] if error else [],
        shown=parts.form_times.note(form),
        challenge=parts.proofs.challenge(form),
    )


async def _results(
    parts: GatewayParts,
    system: SystemEntry,
    poll: dict[str, Any],
    figures: dict[str, Any] | None,
    *,
    parent: str | None,
    voted: bool,
) -> Response:
    return await framed(
        parts, system, "embed/poll_results.html", parent, poll=poll, figures=figures, voted=voted
    )


def _refused(answer: Answer) -> Response:
    if answer.status in {404, 422}:
        return refusal_page(404, "There is no such poll", "It may have been taken away.")
    return refusal_page(503, "The poll is not available just now", "Try again in a few minutes.")


def _form_name(system: SystemEntry, poll_id: UUID) -> str:
    return f"poll/{system.code}/{poll_id}"
