"""The form to ask a question, make a statement or start a petition: it takes an address alone."""

from __future__ import annotations

from fastapi import Request, Response

from common.db.tenancy import system_code
from common.web.dependencies import anonymous
from common.web.routing import Router
from gateway.dependencies import GatewayParts, Parts
from gateway.embed.fields import Ics, Text
from gateway.embed.frames import WRONG_EMAIL, email_error, frame_script, framed
from gateway.embed.guard import Guard
from gateway.pages.routing import page_router
from gateway.systems.service import SystemEntry

pages = page_router()
scripts = Router(include_in_schema=False, dependencies=[anonymous()])
WANTS = {
    "question": "Ask a question, or make a statement",
    "petition": "Start a petition",
}
_CHOOSE = "Select what you want to do"


@pages.get("/embed/{ics}/ask")
async def ask_form(
    ics: Ics, request: Request, parts: GatewayParts, parent: str | None = None, want: str = ""
) -> Response:
    """Show the form."""
    system = await parts.systems.by_code(ics)
    return await _form(parts, system, parent=parent, want=want)


@pages.post("/embed/{ics}/ask")
async def ask(
    *,
    ics: Ics,
    request: Request,
    parts: GatewayParts,
    want: Text = "",
    email: Text = "",
    website: Text = "",
    shown: Text = "",
    proof: Text = "",
    parent: Text = "",
) -> Response:
    """Take the form. The answer is the same for every address, and for programs that fill in the
    field that people never see."""
    system = await parts.systems.by_code(ics)
    guard = Guard(parts, system, _form_name(system), request)
    address = email.strip()
    wrong = {"want": None if want in WANTS else _CHOOSE, "email": email_error(address)}
    wrong["email"] = wrong["email"] or guard.verdict(shown)
    if any(wrong.values()):
        return await _form(parts, system, parent=parent, want=want, email=address, wrong=wrong)
    await guard.hold(proof)
    if not website:
        answer = await parts.governance.request_link(system.code, want, address)
        if not answer.ok:
            wrong["email"] = (
                WRONG_EMAIL
                if answer.status == 422
                else "We could not take your address just now. Try again in a moment"
            )
            return await _form(parts, system, parent=parent, want=want, email=address, wrong=wrong)
    return await framed(parts, system, "embed/sent.html", parent)


@scripts.get("/embed/{ics}/ask.js")
async def ask_script(ics: Ics, parts: GatewayParts) -> Response:
    """Give the script that puts the form, in a frame, in the place of its own script element."""
    system = await parts.systems.by_code(system_code(ics))
    return frame_script(
        parts,
        path=f"/embed/{system.code}/ask",
        title=f"Ask a question or start a petition in {system.name}",
        height=560,
    )


async def _form(
    parts: Parts,
    system: SystemEntry,
    *,
    parent: str | None,
    want: str = "",
    email: str = "",
    wrong: dict[str, str | None] | None = None,
) -> Response:
    wrong = wrong or {}
    errors = [{"text": text, "href": f"#{name}"} for name, text in wrong.items() if text]
    return await framed(
        parts,
        system,
        "embed/ask.html",
        parent,
        status=422 if errors else 200,
        wants=[{"value": value, "label": label} for value, label in WANTS.items()],
        want=want,
        email=email,
        errors=errors,
        wrong=wrong,
        shown=parts.form_times.note(_form_name(system)),
        challenge=parts.proofs.challenge(_form_name(system)),
    )


def _form_name(system: SystemEntry) -> str:
    return f"ask/{system.code}"
